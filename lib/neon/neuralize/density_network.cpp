#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/network/constant_margins.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/side_by_side.hpp>
#include <neon/neuralize/density_network.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <cmath>

namespace neon {
namespace {

PooledMembers members_of(const Dbscan& model, const Eigen::RowVectorXd& origin) {
  return {.origin = origin,
          .member = model.core.rowwise() - origin,
          .begin = model.begin,
          .points = std::make_shared<const Matrix>(model.core)};
}

PooledMembers alone(const Dbscan& model, Index c, const Eigen::RowVectorXd& origin) {
  const Index first = model.begin[static_cast<std::size_t>(c)],
              size = model.begin[static_cast<std::size_t>(c) + 1] - first;
  return {.origin = origin, .member = model.core.middleRows(first, size).rowwise() - origin, .begin = {0, size}};
}

/// s_i: the features' parts of eps^2, by their variances inside clusters; empty: equal.
Eigen::RowVectorXd radius_parts(const Dbscan& model) {
  if (!model.by_variance) return {};
  const double unit = frame_of(model.core).unit;
  Eigen::RowVectorXd square = Eigen::RowVectorXd::Zero(model.features());
  for (std::size_t k = 0; k + 1 < model.begin.size(); ++k) {
    const Matrix own = model.core.middleRows(model.begin[k], model.begin[k + 1] - model.begin[k]);
    const Matrix apart = (own.rowwise() - column_means(own)) / unit;
    square += apart.cwiseAbs2().colwise().sum();
  }
  const double all = square.sum();
  if (all == 0) return {};
  return square / all;
}

}  // namespace

Network density_network(const Dbscan& model, Index c) {
  require_cluster(c, model.clusters(), model.beta);
  const Eigen::RowVectorXd whole = frame_of(model.core).origin;  // refuses distances that are out of range
  const Eigen::RowVectorXd part = radius_parts(model);
  const MinPool pool{{model.beta}};
  if (c == model.noise())
    return chain(c, {{ConstantMargins(members_of(model, whole), Vector::Constant(model.noise(), model.squared_radius),
                                      {.favours = Favours::constant, .stiffness = model.gamma, .part = part}),
                      Role::detection},
                     {pool, Role::pool}});
  const Index first = model.begin[static_cast<std::size_t>(c)],
              size = model.begin[static_cast<std::size_t>(c) + 1] - first;
  const Eigen::RowVectorXd origin = column_means(model.core.middleRows(first, size));
  PooledMembers own = alone(model, c, origin);
  if (model.noise() == 1) own.points = std::make_shared<const Matrix>(model.core);
  const ConstantMargins over_noise(std::move(own), Vector::Constant(1, model.squared_radius),
                                   {.favours = Favours::cluster, .stiffness = model.gamma, .part = part});
  if (model.noise() == 1) return chain(c, {{over_noise, Role::detection}, {pool, Role::pool}});
  Network network{c,
                  {{PooledDistances(c, members_of(model, origin), model.gamma), {0}, Role::detection},
                   {over_noise, {0}, Role::detection},
                   {SideBySide{}, {1, 2}, Role::element_wise},
                   {pool, {3}, Role::pool}}};
  network.check();
  return network;
}

Network core_network(const MatrixView& points, double eps, Index min_samples) {
  require(eps > 0 && std::isfinite(eps), "core_network: eps {} should be positive and finite", eps);
  require(min_samples >= 1 && min_samples <= points.rows(),
          "core_network: min_samples {} should be at least 1 and at most the {} points", min_samples, points.rows());
  const Eigen::RowVectorXd origin = frame_of(points).origin;
  PooledMembers members{.origin = origin,
                        .member = points.rowwise() - origin,
                        .begin = {0, points.rows()},
                        .points = std::make_shared<const Matrix>(points)};
  return chain(0, {{ConstantMargins(std::move(members), Vector::Constant(1, eps * eps),
                                    {.favours = Favours::cluster, .rank = min_samples}),
                    Role::detection},
                   {MinPool{{infinity}}, Role::pool}});
}

}  // namespace neon
