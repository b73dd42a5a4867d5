#include <neon/core/error.hpp>
#include <neon/network/convolution_propagation.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

bool is_identity(const Term& term) { return term.map == WeightMap::identity; }

/// sqrt(mean a^2), in units of the largest, whose square may be out of range.
double root_mean_square(const Eigen::RowVectorXd& a) {
  const double largest = a.lpNorm<Eigen::Infinity>();
  return largest > 0 ? largest * std::sqrt((a / largest).squaredNorm() / static_cast<double>(a.size())) : 0;
}

double bound(const SpatialConvolution& layer, const Rule& rule, Input input, Index channel) {
  switch (input) {
    case Input::lower:
      return layer.lower.size() ? layer.lower(channel) : rule.lower;
    case Input::upper:
      return layer.upper.size() ? layer.upper(channel) : rule.upper;
    case Input::activation:
    case Input::one:
      break;
  }
  return 1;
}

}  // namespace

ConvolutionPropagation::ConvolutionPropagation(const Rule& rule, const SpatialConvolution& layer)
    : rule_(rule), activation_(layer), constant_(layer), bias_(layer.bias) {
  layer.check();
  require(!rule.midpoint && !rule.affine, "rule {} at '{}': should stand at a detection layer", rule.name, layer.name);
  activation_.weight.setZero();
  activation_.bias.setZero();
  constant_.weight.setZero();
  constant_.bias.setZero();
  const Index places = layer.windows.places();
  bool all_identity = true;
  for (const Term& term : rule.terms) {
    const bool is_activation = term.input == Input::activation;
    Matrix& to = is_activation ? activation_.weight : constant_.weight;
    for (Index o = 0; o < layer.outputs; ++o) {
      for (Index j = 0; j < layer.weight.cols(); ++j) {
        const Index channel = o / layer.group_outputs() * layer.group_inputs() + j / places;
        to(o, j) += term.factor * mapped(term.map, layer.weight(o, j)) * bound(layer, rule, term.input, channel);
      }
      if (rule.bias && is_activation) activation_.bias(o) += term.factor * mapped_bias(term.map, layer.bias(o));
    }
    if (is_activation) {
      all_identity = all_identity && is_identity(term);
      identity_ += term.factor;
    }
    has_constant_ = has_constant_ || !is_activation;
  }
  if (!all_identity) identity_ = 0;
  norm_ = activation_.weight.cwiseAbs().rowwise().sum();
  scale_ = activation_.bias.cwiseAbs() + constant_.weight.cwiseAbs().rowwise().sum();
  at_constant_ = has_constant_ ? Eigen::RowVectorXd(constant_.forward(Matrix::Ones(1, layer.inputs())))
                               : Eigen::RowVectorXd::Zero(layer.output().size());
}

void ConvolutionPropagation::check_bounds(const MatrixView& x) const {
  const bool bounded = std::any_of(rule_.terms.begin(), rule_.terms.end(), [](const Term& term) {
    return term.input == Input::lower || term.input == Input::upper;
  });
  if (!bounded) return;
  const Index locations = activation_.input.locations();
  for (Index n = 0; n < x.rows(); ++n)
    for (Index i = 0; i < x.cols(); ++i) {
      const double lower = bound(activation_, rule_, Input::lower, i / locations),
                   upper = bound(activation_, rule_, Input::upper, i / locations);
      require(x(n, i) >= lower && x(n, i) <= upper,
              "rule {} at '{}': image {}, channel {}, place {}: {} should be in [{}, {}]", rule_.name, activation_.name,
              n, i / locations, i % locations, x(n, i), lower, upper);
    }
}

Matrix ConvolutionPropagation::denominators(const MatrixView& x, const MatrixView& output) const {
  Matrix z;
  if (identity_ != 0) {
    z = identity_ * output;
    if (!rule_.bias) {
      const Index locations = activation_.output().locations();
      for (Index o = 0; o < activation_.outputs; ++o)
        z.middleCols(o * locations, locations).array() -= identity_ * bias_(o);
    }
  } else if (norm_.maxCoeff() > 0) {
    z = activation_.forward(x);
  } else {
    z.setZero(x.rows(), at_constant_.size());
  }
  z.rowwise() += at_constant_;
  return z;
}

double ConvolutionPropagation::floor_of(const double* x, double reach, Index k, double denominator) const {
  const MapShape out = activation_.output(), in = activation_.input;
  const Index o = k / out.locations();
  const double of_bias = std::abs(bias_(o)) * std::abs(identity_);  // subtracted again where it does not count
  if (std::abs(denominator) > denominator_floor * (reach * norm_(o) + scale_(o) + of_bias)) return 0;
  const Index top = k % out.locations() / out.width, left = k % out.width;
  const Windows& w = activation_.windows;
  double sum = scale_(o) + of_bias;
  for (Index j = 0; j < activation_.weight.cols(); ++j) {
    const Index channel = o / activation_.group_outputs() * activation_.group_inputs() + j / w.places(),
                y = w.stride * top + w.dilation * (j % w.places() / w.width) - w.padding,
                at = w.stride * left + w.dilation * (j % w.width) - w.padding;
    if (y < 0 || y >= in.height || at < 0 || at >= in.width) continue;
    sum += std::abs(activation_.weight(o, j) * x[(channel * in.height + y) * in.width + at]);
  }
  return denominator_floor * sum;
}

Matrix ConvolutionPropagation::operator()(const MatrixView& x, const MatrixView& output, const MatrixView& relevance,
                                          bool per_unit, CrossingAccount& account) const {
  require((x.rows() == relevance.rows() || x.rows() == 1) && x.cols() == activation_.inputs() &&
              relevance.cols() == at_constant_.size(),
          "rule {} at '{}': relevance of shape [{}, {}] of inputs [{}, {}] should be [{}, {}]", rule_.name,
          activation_.name, relevance.rows(), relevance.cols(), x.rows(), x.cols(), x.rows(), at_constant_.size());
  require(!per_unit || rule_.proportional(), "rule {}: its messages are not proportional to the inputs", rule_.name);
  check_bounds(x);
  const Matrix z = denominators(x, output);
  const Index locations = activation_.output().locations();
  Matrix share(relevance.rows(), relevance.cols());
  for (Index n = 0; n < x.rows(); ++n) {
    const double epsilon = rule_.epsilon == 0 ? 0 : rule_.epsilon * root_mean_square(z.row(n)),
                 reach = x.row(n).lpNorm<Eigen::Infinity>();
    const Index first = x.rows() == 1 ? 0 : n, last = x.rows() == 1 ? relevance.rows() : n + 1;
    std::vector<DivisionAccount<double>> divisions(static_cast<std::size_t>(last - first));
    for (Index k = 0; k < z.cols(); ++k) {
      const double by = z(n, k), floor = floor_of(x.row(n).data(), reach, k, by),
                   divisor = stabilised(by, epsilon, floor), kept = activation_.bias(k / locations) + divisor - by;
      for (Index m = first; m < last; ++m) {
        share(m, k) = stabilised_share(relevance(m, k), by, epsilon, floor);
        account.kept(m) += divisor == 0 ? relevance(m, k) : share(m, k) * kept;
        divisions[static_cast<std::size_t>(m - first)].note(relevance(m, k), by);
      }
    }
    for (Index m = first; m < last; ++m) account.condition.add(m, divisions[static_cast<std::size_t>(m - first)]);
  }
  Matrix result = Matrix::Zero(relevance.rows(), x.cols());
  if (norm_.maxCoeff() > 0) {
    result = activation_.backward(share);
    if (!per_unit) {
      if (x.rows() == 1)
        result.array().rowwise() *= x.row(0).array();
      else
        result.array() *= x.array();
    }
  }
  if (has_constant_) result += constant_.backward(share);
  return result;
}

}  // namespace neon
