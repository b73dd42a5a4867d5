#include <neon/explain/flip_changes.hpp>
#include <neon/explain/flip_path.hpp>

#include <algorithm>

namespace neon {
namespace {

/// Walks one point at a time along its flips: those that change nothing are skipped, `lanes` others are made at once.
template <class Logit>
Matrix walk_all(const PoolPath& path, const Matrix& scores, const MatrixView& x, const MatrixView& root,
                const FlipOrder& order, const Logit& logit) {
  const Index d = x.cols();
  Matrix curves(x.rows(), d + 1);
  PoolWalk walk(path);
  FlipChanges changes(d);
  std::vector<Lanes> pools(static_cast<std::size_t>(path.pools()));
  std::vector<double> value(static_cast<std::size_t>(d) + 1 + lanes);
  for (Index n = 0; n < x.rows(); ++n) {
    changes.select(x.row(n).data(), root.row(n).data(), order.row(n).data());
    walk.start(scores.row(n).data());
    for (Index first = 0; first < changes.values(); first += lanes) {
      const Index count = std::min<Index>(lanes, changes.values() - first);
      walk.advance(changes.feature() + first, changes.change() + first, count, pools.data());
      const Lanes f = logit(pools.data());
      std::copy(f.at.begin(), f.at.end(), value.begin() + first);
    }
    changes.spread(value.data(), curves.row(n).data());
  }
  return curves;
}

}  // namespace

Matrix flip_standard(const PoolPath& path, const Matrix& scores, const MatrixView& x, const MatrixView& root,
                     const FlipOrder& order) {
  return walk_all(path, scores, x, root, order, [](const Lanes* pools) { return pools[0]; });
}

Matrix flip_kernel(const KernelNetwork& net, const PoolPath& path, const Matrix& scores, const MatrixView& x,
                   const MatrixView& root, const FlipOrder& order) {
  const Index own = net.cluster, competitors = path.pools() - 1;
  return walk_all(path, scores, x, root, order, [&](Lanes* pools) {
    const Lanes outlier = pools[own];
    std::rotate(pools + own, pools + own + 1, pools + competitors + 1);
    Lanes f = soft_min(pools, competitors, net.pool.stiffness);
    for (std::size_t t = 0; t < lanes; ++t) f[t] -= outlier[t];
    return f;
  });
}

Matrix flip_deep(const DeepTail& tail, const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
  const Index n = x.rows(), d = x.cols();
  const Matrix first = tail.net().layers.front().forward(x);
  Matrix curves(n, d + 1);
  std::vector<Index> position(static_cast<std::size_t>(d) + 1, 0);  // which row of the path holds each step
  for (Index row = 0; row < n; ++row) {
    Matrix z(d + 1, first.cols());
    z.row(0) = first.row(row);
    Index last = 0;
    for (Index step = 0; step < d; ++step) {
      const Index feature = order(row, step);
      const double change = root(row, feature) - x(row, feature);
      if (change != 0) {
        z.row(last + 1) = z.row(last) + change * tail.by_feature().row(feature);
        ++last;
      }
      position[static_cast<std::size_t>(step) + 1] = last;
    }
    z.conservativeResize(last + 1, Eigen::NoChange);
    const Vector f = tail.value(std::move(z));
    for (Index step = 0; step <= d; ++step) curves(row, step) = f(position[static_cast<std::size_t>(step)]);
  }
  return curves;
}

}  // namespace neon
