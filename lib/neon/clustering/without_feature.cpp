#include <neon/clustering/without_feature.hpp>

namespace neon {
namespace {

/// Takes a coordinate from everything that has one for each feature. One that all prototypes share adds the same to
/// every outlier score, and no margin sees it.
class WithoutFeature final : public ParameterVisitor {
 public:
  explicit WithoutFeature(Index feature) : feature_(feature) {}
  Purpose purpose() const override { return Purpose::redraw; }

  void matrix(std::string_view, Matrix& values, Unit unit) override {
    if (unit == Unit::place || unit == Unit::direction) values.col(feature_).setZero();
    if (unit == Unit::variance) values.col(feature_).setOnes();
    if (unit == Unit::covariance) strip(values);
    if (unit == Unit::direction)
      for (auto row : values.rowwise()) row.normalize();  // one without another coordinate stays 0
  }
  void layers(std::string_view, std::vector<Linear>& layers) override { layers.front().weight.col(feature_).setZero(); }

 private:
  /// Nothing is left that the feature has with others, and of itself a variance of 1.
  void strip(Matrix& covariances) const {
    covariances.col(feature_).setZero();
    for (Index first = 0; first < covariances.rows(); first += covariances.cols()) {
      covariances.row(first + feature_).setZero();
      covariances(first + feature_, feature_) = 1;
    }
  }

  Index feature_;
};

}  // namespace

ClusterModel without_feature(ClusterModel model, Index feature) {
  require(feature >= 0 && feature < features(model), "without_feature: feature {} should be in [0, {})", feature,
          features(model));
  WithoutFeature visitor(feature);
  model.visit(visitor);
  return model;
}

}  // namespace neon
