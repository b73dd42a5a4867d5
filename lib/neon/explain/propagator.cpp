#include <neon/core/error.hpp>
#include <neon/explain/propagator.hpp>

#include <utility>

namespace neon {
namespace {

/// The messages into one branch alone.
Matrix only(const Matrix& relevance, Index column) {
  Matrix result = Matrix::Zero(relevance.rows(), relevance.cols());
  result.col(column) = relevance.col(column);
  return result;
}

/// The output end: the logit, and the margins' shares of it.
Matrix margin_shares(const SoftMin& pool, const MatrixView& margins, const Detail& detail, Vector& logit) {
  if (!detail.against) {
    logit = pool.forward(margins);
    return pool.shares(margins);
  }
  require(*detail.against >= 0 && *detail.against < margins.cols(), "explain: competitor {} should be in [0, {})",
          *detail.against, margins.cols());
  logit = margins.col(*detail.against);
  return only(Matrix::Ones(margins.rows(), margins.cols()), *detail.against);
}

Composite gradient_part(Composite composite) {
  composite.detection_at_input = composite.detection = rules::affine();
  composite.eta = 1;
  return composite;
}

/// eta a + (1 - eta) b; conditions are those of a, which alone divides.
Explanation mixed(Explanation a, const Explanation& b, double eta) {
  a.relevance = eta * a.relevance + (1 - eta) * b.relevance;
  a.residual = eta * a.residual + (1 - eta) * b.residual;
  for (std::size_t k = 0; k < a.by_competitor.size(); ++k)
    a.by_competitor[k] = eta * a.by_competitor[k] + (1 - eta) * b.by_competitor[k];
  return a;
}

}  // namespace

Propagator::Propagator(Network network, const Composite& composite)
    : network_(std::move(network)), eta_(composite.eta) {
  network_.check();
  for (Index n = 1; n <= static_cast<Index>(network_.nodes.size()); ++n) {
    const Node& node = network_.node(n);
    reads_features_.push_back(network_.reads_features(n));
    const Rule* const rule = composite.rule(node.role, reads_features_.back());
    across_.push_back(node.layer.propagation(rule == nullptr ? Rule{} : *rule));
    slopes_ = slopes_ || (node.role == Role::detection && rule->affine);
  }
  if (eta_ < 1) gradient_ = std::make_shared<const Propagator>(network_, gradient_part(composite));
}

Matrix Propagator::down(const Run& run, Matrix margins, bool per_unit, Condition* account, Vector* constant) const {
  return run.down(network_.margins_at(), std::move(margins), [&](Index n, const Matrix& relevance) {
    const auto node = static_cast<std::size_t>(n - 1);
    return across_[node](run.input(n), run.pass(n), relevance,
                         {.per_unit = per_unit && reads_features_[node],
                          .account = network_.node(n).role == Role::detection ? account : nullptr,
                          .constant = constant});
  });
}

Explanation Propagator::operator()(const MatrixView& x, const Detail& detail) const {
  const Run run(network_, x, network_.margins_at());
  return gradient_ ? mixed(ruled(run, x, detail), gradient_->ruled(run, x, detail), eta_) : ruled(run, x, detail);
}

Explanation Propagator::ruled(const Run& run, const MatrixView& x, const Detail& detail) const {
  const MatrixView margins = run.value(network_.margins_at());
  Explanation result;
  Matrix share = margin_shares(network_.pool(), margins, detail, result.logit);
  if (!slopes_) share.array().colwise() *= result.logit.array();

  Condition condition(x.rows());
  result.constant = Vector::Zero(x.rows());
  result.relevance = down(run, share, detail.per_unit, &condition, &result.constant);
  const Vector sum =
      detail.per_unit ? Vector(result.relevance.cwiseProduct(x).rowwise().sum()) : result.relevance.rowwise().sum();
  result.residual = sum + result.constant - result.logit;
  result.smallest_denominator = condition.smallest;
  result.negative_share = condition.negative_share();
  if (detail.competitors)
    for (Index k = 0; k < share.cols(); ++k)
      result.by_competitor.push_back(down(run, only(share, k), detail.per_unit, nullptr, nullptr));
  return result;
}

Attributor neon_attributor(const Network& network, const Composite& composite) {
  return {.name = "NEON " + composite.name,
          .source = composite.source,
          .explain = [propagator = Propagator(network, composite)](const Question& question) -> Attribution {
            return {propagator(question.x).relevance};
          },
          .competitors = true};
}

}  // namespace neon
