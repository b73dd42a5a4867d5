#include <neon/network/prototype_propagation.hpp>

#include <utility>

namespace neon {
namespace {

LinearPropagation across(const Rule& rule, const PooledDistances::Detection& detection) {
  return {rule, detection.layer, InputReference{.at_root = detection.at_root, .lower = {}, .upper = {}}};
}

}  // namespace

PrototypePropagation::PrototypePropagation(const PooledDistances& layer, Rule rule)
    : layer_(&layer), rule_(std::move(rule)) {
  if (layer.clusters() == layer.members())
    constant_ = across(rule_, layer.detection(Eigen::RowVectorXd::Ones(layer.members()), layer.origin()));
}

Matrix PrototypePropagation::operator()(const MatrixView& x, const Pass& pass, const MatrixView& relevance,
                                        const LayerDetail& asked) const {
  const auto down = [&](const LinearPropagation& detection, const MatrixView& points, const MatrixView& message,
                        Condition* account) {
    return asked.per_unit ? detection.per_unit(points, message, account) : detection(points, message, account);
  };
  if (constant_) return down(*constant_, x, relevance, asked.account);
  const auto& pools = *static_cast<const Pooling*>(pass.memory.get());
  Matrix features(x.rows(), x.cols());
  for (Index n = 0; n < x.rows(); ++n) {
    // Told from the point itself: what is near it loses no digits to what is far away.
    Condition own(1);
    features.row(n) =
        down(across(rule_, layer_->detection(pools.share.row(n), x.row(n))), x.row(n), relevance.row(n), &own);
    if (asked.account) asked.account->add(n, {own.smallest(0), own.negative(0), own.total(0)});
  }
  return features;
}

}  // namespace neon
