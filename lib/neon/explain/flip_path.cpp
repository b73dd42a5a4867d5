#include <neon/explain/flip_path.hpp>
#include <neon/explain/kernels/flip_changes.hpp>

#include <algorithm>

namespace neon {

/// One point at a time: flips that change nothing are skipped, `lanes` others are made at once.
Matrix flip_followed(const FollowedLogit& logit, const Matrix& scores, const MatrixView& x, const MatrixView& root,
                     const FlipOrder& order) {
  const Index d = x.cols();
  Matrix curves(x.rows(), d + 1);
  PoolWalk walk(logit.path);
  FlipChanges changes(d);
  std::vector<Lanes> pools(static_cast<std::size_t>(logit.path.pools()));
  std::vector<double> value(static_cast<std::size_t>(d) + 1 + lanes);
  for (Index n = 0; n < x.rows(); ++n) {
    changes.select(x.row(n).data(), root.row(n).data(), order.row(n).data());
    walk.start(scores.row(n).data());
    for (Index first = 0; first < changes.values(); first += lanes) {
      const Index count = std::min<Index>(lanes, changes.values() - first);
      walk.advance(changes.feature() + first, changes.change() + first, count, pools.data());
      const Lanes f = logit.logit(pools.data());
      std::copy(f.at.begin(), f.at.end(), value.begin() + first);
    }
    changes.spread(value.data(), curves.row(n).data());
  }
  return curves;
}

Matrix flip_scores(const AffineScores& scores, const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
  const Index n = x.rows(), d = x.cols();
  const Matrix start = scores.at(x);
  Matrix curves(n, d + 1);
  std::vector<Index> position(static_cast<std::size_t>(d) + 1, 0);  // which row of the path holds each step
  for (Index row = 0; row < n; ++row) {
    Matrix s(d + 1, start.cols());
    s.row(0) = start.row(row);
    Index last = 0;
    for (Index step = 0; step < d; ++step) {
      const Index feature = order(row, step);
      const double change = root(row, feature) - x(row, feature);
      if (change != 0) {
        s.row(last + 1) = s.row(last) + change * scores.weight.row(feature);
        ++last;
      }
      position[static_cast<std::size_t>(step) + 1] = last;
    }
    s.conservativeResize(last + 1, Eigen::NoChange);
    const Vector f = scores.value(std::move(s));
    for (Index step = 0; step <= d; ++step) curves(row, step) = f(position[static_cast<std::size_t>(step)]);
  }
  return curves;
}

}  // namespace neon
