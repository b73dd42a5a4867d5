#include <neon/clustering/assignment.hpp>
#include <neon/compare/randomised_model.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/random.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Beyond it no finite stiffness is told from a hard assignment.
constexpr double largest_top_probability = 0.99;

/// Where features are told from: the mean of those whose values are all farther from 0 than from each other, and 0.
Eigen::RowVectorXd origin_of(const MatrixView& x) {
  Eigen::RowVectorXd origin = column_means(x);
  for (Index i = 0; i < x.cols(); ++i) {
    const double low = x.col(i).minCoeff(), high = x.col(i).maxCoeff();
    if (std::max(low, -high) <= high - low) origin[i] = 0;
  }
  return origin;
}

template <class Values>
void redraw(Values& values, Random& random) {
  const double mean = values.mean();
  const double deviation = std::sqrt((values.array() - mean).square().mean());
  for (Index i = 0; i < values.size(); ++i) values.data()[i] = mean + deviation * random.normal();
}

/// Draws what a model says about features: the rest keeps its values.
class Redraw final : public ParameterVisitor {
 public:
  Redraw(Eigen::RowVectorXd origin, std::uint64_t seed) : origin_(std::move(origin)), random_(seed) {}
  Purpose purpose() const override { return Purpose::redraw; }

  void matrix(std::string_view, Matrix& values, Unit unit) override {
    if (unit == Unit::place) {
      values.rowwise() -= origin_;
      redraw(values, random_);
      values.rowwise() += origin_;
    } else if (unit == Unit::direction) {
      redraw(values, random_);
      values.rowwise().normalize();
    }
  }
  void layers(std::string_view, std::vector<Linear>& layers) override {
    Linear& first = layers.front();
    if (first.origin.size() == 0) {
      first.bias += first.weight * origin_.transpose();
      first.origin = origin_;
    }
    for (Linear& layer : layers) {
      redraw(layer.weight, random_);
      redraw(layer.bias, random_);
    }
  }

 private:
  Eigen::RowVectorXd origin_;
  Random random_;
};

}  // namespace

ClusterModel randomised(const ClusterModel& model, const MatrixView& x, std::uint64_t seed) {
  ClusterModel result = model;
  Redraw visitor(origin_of(x), seed);
  result.visit(visitor);
  if (std::isfinite(beta(model))) {
    const double top = mean_top_probability(outlier_scores(model, x), beta(model));
    set_beta(result, beta_for_top_probability(outlier_scores(result, x), std::min(top, largest_top_probability)));
  }
  return result;
}

}  // namespace neon
