#include <neon/explain/flip_path.hpp>
#include <neon/explain/vector_exp.hpp>

#include <array>
#include <cmath>

namespace neon {
namespace {

/// Steps are pooled side by side, one per lane, so that every loop over lanes vectorises.
constexpr Index lanes = 32;
using Lanes = std::array<double, lanes>;
/// A term this many units of the exponent above the smallest adds less than the rounding of a double.
constexpr double negligible = 40;

/// f = least - 1/s log sum, lane by lane.
void finish(Lanes& least, const Lanes& sum, double stiffness) {
  for (std::size_t t = 0; t < lanes; ++t) least[t] -= std::log(sum[t]) / stiffness;
}

/// softmin^s over rows [first, last), lane by lane; rows that no lane would notice are skipped.
Lanes soft_min(const std::vector<Lanes>& rows, Index first, Index last, double stiffness) {
  Lanes least = rows[static_cast<std::size_t>(first)];
  for (Index j = first + 1; j < last; ++j) {
    const Lanes& row = rows[static_cast<std::size_t>(j)];
    for (std::size_t t = 0; t < lanes; ++t) least[t] = row[t] < least[t] ? row[t] : least[t];
  }
  if (last - first == 1 || std::isinf(stiffness)) return least;
  Lanes sum{};
  for (Index j = first; j < last; ++j) {
    const Lanes& row = rows[static_cast<std::size_t>(j)];
    Lanes exponent;
    double top = -infinity;
    for (std::size_t t = 0; t < lanes; ++t) exponent[t] = stiffness * (least[t] - row[t]);
    for (std::size_t t = 0; t < lanes; ++t) top = exponent[t] > top ? exponent[t] : top;
    if (top < -negligible) continue;
    for (std::size_t t = 0; t < lanes; ++t) sum[t] += vector_exp(exponent[t]);
  }
  finish(least, sum, stiffness);
  return least;
}

struct StandardPool {
  const StandardNetwork& net;
  Lanes operator()(const std::vector<Lanes>& margins) const {
    return soft_min(margins, 0, static_cast<Index>(margins.size()), net.pool.stiffness);
  }
};

struct KernelPool {
  const KernelNetwork& net;
  mutable std::vector<Lanes> outliers = {};

  Lanes operator()(const std::vector<Lanes>& distances) const {
    const KernelKMeans& model = *net.model;
    const Index c = net.cluster;
    outliers.clear();
    for (Index k = 0; k < model.clusters(); ++k)
      if (k != c) outliers.push_back(soft_min(distances, model.first(k), model.first(k + 1), model.gamma));
    Lanes f = soft_min(outliers, 0, static_cast<Index>(outliers.size()), net.pool.stiffness);
    const Lanes own = soft_min(distances, model.first(c), model.first(c + 1), model.gamma);
    for (std::size_t t = 0; t < lanes; ++t) f[t] -= own[t];
    return f;
  }
};

/// Walks one point along its flips; `pool` sees the scores after up to `lanes` flips at once, one flip per lane.
template <class Pool>
class AffinePath {
 public:
  AffinePath(const Matrix& by_feature, Pool pool)
      : by_feature_(by_feature),
        pool_(std::move(pool)),
        block_(lanes, by_feature.cols()),
        rows_(static_cast<std::size_t>(by_feature.cols())) {}

  /// @param curve [d + 1], written
  void walk(Vector scores, const double* x, const double* root, const std::int32_t* order, double* curve) {
    const Index d = by_feature_.rows();
    evaluated_.clear();
    record(scores, 0, curve);
    for (Index step = 0; step < d; ++step) {
      const Index feature = order[step];
      const double change = root[feature] - x[feature];
      if (change == 0) continue;
      scores += change * by_feature_.row(feature).transpose();
      record(scores, step + 1, curve);
    }
    flush(curve);
    // Flips that changed nothing repeat the value before them.
    std::size_t next = 0;
    for (Index step = 0; step <= d; ++step) {
      if (next < evaluated_.size() && evaluated_[next] == step)
        ++next;
      else
        curve[step] = curve[step - 1];
    }
  }

 private:
  void record(const Vector& scores, Index step, double* curve) {
    block_.row(filled_++) = scores;
    evaluated_.push_back(step);
    if (filled_ == lanes) flush(curve);
  }

  void flush(double* curve) {
    if (filled_ == 0) return;
    for (Index t = filled_; t < lanes; ++t) block_.row(t) = block_.row(filled_ - 1);
    for (Index j = 0; j < block_.cols(); ++j)
      for (Index t = 0; t < lanes; ++t) rows_[static_cast<std::size_t>(j)][static_cast<std::size_t>(t)] = block_(t, j);
    const Lanes f = pool_(rows_);
    const std::size_t first = evaluated_.size() - static_cast<std::size_t>(filled_);
    for (std::size_t t = 0; t < static_cast<std::size_t>(filled_); ++t) curve[evaluated_[first + t]] = f[t];
    filled_ = 0;
  }

  const Matrix& by_feature_;
  Pool pool_;
  Matrix block_;             // [lanes, m]
  std::vector<Lanes> rows_;  // the same, scores first
  std::vector<Index> evaluated_;
  Index filled_ = 0;
};

template <class Pool>
Matrix walk_all(const Matrix& by_feature, const Matrix& scores, const MatrixView& x, const MatrixView& root,
                const FlipOrder& order, Pool pool) {
  Matrix curves(x.rows(), x.cols() + 1);
  AffinePath<Pool> path(by_feature, std::move(pool));
  for (Index n = 0; n < x.rows(); ++n)
    path.walk(scores.row(n), x.row(n).data(), root.row(n).data(), order.row(n).data(), curves.row(n).data());
  return curves;
}

}  // namespace

Matrix flip_standard(const StandardNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                     const MatrixView& root, const FlipOrder& order) {
  return walk_all(by_feature, scores, x, root, order, StandardPool{net});
}

Matrix flip_kernel(const KernelNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                   const MatrixView& root, const FlipOrder& order) {
  return walk_all(by_feature, scores, x, root, order, KernelPool{net});
}

Matrix flip_deep(const DeepNetwork& net, const Matrix& by_feature, const MatrixView& x, const MatrixView& root,
                 const FlipOrder& order) {
  const Index n = x.rows(), d = x.cols();
  const Matrix first = net.layers.front().forward(x);
  Matrix curves(n, d + 1), path(d + 1, first.cols());
  for (Index row = 0; row < n; ++row) {
    std::vector<Index> position(static_cast<std::size_t>(d) + 1, 0);  // which row of `path` holds each step
    path.row(0) = first.row(row);
    Index last = 0;
    for (Index step = 0; step < d; ++step) {
      const Index feature = order(row, step);
      const double change = root(row, feature) - x(row, feature);
      if (change != 0) {
        path.row(last + 1) = path.row(last) + change * by_feature.row(feature);
        ++last;
      }
      position[static_cast<std::size_t>(step) + 1] = last;
    }
    const Vector f = net.head.pool.forward(net.head.margins(net.embed_from_first(path.topRows(last + 1))));
    for (Index step = 0; step <= d; ++step) curves(row, step) = f(position[static_cast<std::size_t>(step)]);
  }
  return curves;
}

}  // namespace neon
