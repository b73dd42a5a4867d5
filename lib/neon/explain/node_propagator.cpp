#include <neon/core/error.hpp>
#include <neon/explain/node_propagator.hpp>
#include <neon/network/map_pools.hpp>

namespace neon {

NodePropagator::NodePropagator(ImageNetwork network, const NodeComposite& composite)
    : network_(std::move(network)), rules_(composite.rules(network_)) {
  for (Index n = 1; n <= network_.last(); ++n) {
    const Layer& layer = network_.network().node(n).layer;
    const Rule& rule = rules_[static_cast<std::size_t>(n - 1)];
    const auto* convolution = layer.as<SpatialConvolution>();
    const auto* normalisation = layer.as<BatchNormalisation>();
    if (normalisation != nullptr) convolution = &normalisation->as_convolution;
    convolution_.emplace_back();
    across_.emplace_back();
    if (convolution != nullptr)
      convolution_.back().emplace(rule, *convolution);
    else
      across_.back() = layer.propagation(rule);
  }
}

Matrix NodePropagator::cross(const Run& run, Index n, const Matrix& relevance,
                             std::vector<NodeConservation>& account) const {
  const auto node = static_cast<std::size_t>(n - 1);
  CrossingAccount crossing(relevance.rows());
  const LayerDetail asked{.account = &crossing.condition};
  const MatrixView x = run.input(n);
  const Index copies = x.rows() == 1 ? relevance.rows() : 1;
  Matrix result;
  if (convolution_[node])
    result = (*convolution_[node])(x, run.pass(n).output, relevance, false, crossing);
  else if (network_.network().node(n).role == Role::element_wise || copies == 1)
    result = across_[node](x, run.pass(n), relevance, asked);
  else  // dense layers want as many inputs as relevances
    result = across_[node](x.replicate(copies, 1), {run.pass(n).output.replicate(copies, 1)}, relevance, asked);
  NodeConservation& told = account.emplace_back();
  told.name = network_.name(n);
  told.rule = rules_[node].name;
  told.sum_in = relevance.rowwise().sum();
  told.sum_out = result.rowwise().sum();
  told.kept = convolution_[node] ? crossing.kept : Vector(told.sum_in - told.sum_out);
  told.smallest_denominator = crossing.condition.smallest;
  told.negative_share = crossing.condition.negative_share();
  return result;
}

void NodePropagator::check(const Run& run, Index value, const Matrix& relevance) const {
  require(value >= 0 && value <= network_.last(), "value {} should be in 0 ... {}", value, network_.last());
  const MatrixView image = run.value(0);
  require((image.rows() == relevance.rows() || image.rows() == 1) && relevance.cols() == network_.shape(value).size(),
          "relevance of shape [{}, {}] at '{}' should be [{}, {}]", relevance.rows(), relevance.cols(),
          value == 0 ? "the pixels" : network_.name(value), image.rows(), network_.shape(value).size());
  require(relevance.allFinite(), "relevance at '{}' should be finite",
          value == 0 ? "the pixels" : network_.name(value));
}

NodeRelevance NodePropagator::operator()(const Run& run, Index value, const Matrix& relevance) const {
  return (*this)(run, {{value, relevance}});
}

NodeRelevance NodePropagator::operator()(const Run& run, const std::vector<Part>& parts) const {
  require(!parts.empty(), "relevance of no value: there should be one");
  NodeRelevance result;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    check(run, parts[p].value, parts[p].relevance);
    const bool last = p + 1 == parts.size();
    require(last || parts[p + 1].value < parts[p].value,
            "relevance of values {} and {}: the higher one should be first", parts[p].value,
            last ? 0 : parts[p + 1].value);
    require(p == 0 || parts[p].relevance.rows() == result.pixels.rows(), "{} relevances of value {} should be {}",
            parts[p].relevance.rows(), parts[p].value, result.pixels.rows());
    result.pixels = run.down(
        parts[p].value, p == 0 ? parts[p].relevance : Matrix(result.pixels + parts[p].relevance),
        [&](Index n, const Matrix& at) { return cross(run, n, at, result.nodes); }, last ? 0 : parts[p + 1].value);
  }
  return result;
}

NodeRelevance NodePropagator::from_pooled(const Run& run, Index value, const Matrix& relevance, Index cells) const {
  const AveragePooling pool = AveragePooling::grid(network_.shape(value), cells);
  require(relevance.cols() == pool.output().size(), "relevance of {} means at '{}' should be of {}", relevance.cols(),
          network_.name(value), pool.output().size());
  const Pass pass{pool.forward(run.value(value))};
  return (*this)(run, value, pool.relevance(run.value(value), pass, relevance, {}));
}

}  // namespace neon
