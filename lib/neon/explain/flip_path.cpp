#include <neon/core/product.hpp>
#include <neon/explain/flip_path.hpp>
#include <neon/explain/lanes.hpp>
#include <neon/layers/activation.hpp>

namespace neon {
namespace {

struct StandardPool {
  const StandardNetwork& net;
  Lanes operator()(const std::vector<Lanes>& margins) const {
    return soft_min(margins.data(), static_cast<Index>(margins.size()), net.pool.stiffness);
  }
};

struct KernelPool {
  const KernelNetwork& net;
  std::vector<Lanes> outliers = {};

  Lanes operator()(const std::vector<Lanes>& distances) {
    const KernelKMeans& model = *net.model;
    const Index c = net.cluster;
    outliers.clear();
    for (Index k = 0; k < model.clusters(); ++k)
      if (k != c) outliers.push_back(soft_min(distances.data() + model.first(k), model.members(k), model.gamma));
    Lanes f = soft_min(outliers.data(), static_cast<Index>(outliers.size()), net.pool.stiffness);
    const Lanes own = soft_min(distances.data() + model.first(c), model.members(c), model.gamma);
    for (std::size_t t = 0; t < lanes; ++t) f[t] -= own[t];
    return f;
  }
};

/// Walks one point along its flips; `pool` sees the scores after up to `lanes` flips at once, one flip per lane.
template <class Pool>
class AffinePath {
 public:
  AffinePath(const Matrix& by_feature, Index scores, Pool pool)
      : by_feature_(by_feature),
        pool_(std::move(pool)),
        change_(by_feature.rows()),
        steps_(static_cast<std::size_t>(by_feature.rows()) + 1),
        scores_(by_feature.cols()),
        rows_(static_cast<std::size_t>(scores)) {}

  /// @param scores [m] before the first flip  @param curve [d + 1], written
  void walk(const double* scores, const double* x, const double* root, const std::int32_t* order, double* curve) {
    const Index d = by_feature_.rows();
    for (Index i = 0; i < d; ++i) change_(i) = root[i] - x[i];
    const Index changes = steps_that_change(order);
    scores_.setZero();
    for (std::size_t j = 0; j < rows_.size(); ++j) scores_(static_cast<Index>(j)) = scores[j];

    // Value v holds from after change v - 1 until before the next: it is written up to step steps_[v].
    Index step = 0;
    for (Index first = 0; first <= changes; first += static_cast<Index>(lanes)) {
      const Index count = std::min(static_cast<Index>(lanes), changes + 1 - first);
      for (Index t = 0; t < count; ++t) {
        if (first + t > 0) flip(order[steps_[static_cast<std::size_t>(first + t - 1)]]);
        for (std::size_t j = 0; j < rows_.size(); ++j) rows_[j][static_cast<std::size_t>(t)] = scores_.data()[j];
      }
      for (Lanes& row : rows_)
        for (auto t = static_cast<std::size_t>(count); t < lanes; ++t)
          row[t] = row[static_cast<std::size_t>(count) - 1];
      const Lanes f = pool_(rows_);
      for (Index t = 0; t < count; ++t)
        for (const Index end = steps_[static_cast<std::size_t>(first + t)]; step <= end; ++step)
          curve[step] = f[static_cast<std::size_t>(t)];
    }
  }

 private:
  /// Fills steps_ with the steps whose flip changes something, in order, and d. @return their number
  Index steps_that_change(const std::int32_t* order) {
    Index changes = 0;
    for (Index step = 0; step < change_.size(); ++step) {
      steps_[static_cast<std::size_t>(changes)] = static_cast<std::int32_t>(step);
      changes += change_(order[step]) != 0 ? 1 : 0;
    }
    steps_[static_cast<std::size_t>(changes)] = static_cast<std::int32_t>(change_.size());
    return changes;
  }

  void flip(Index feature) {
    const double change = change_(feature);
    const double* const shift = by_feature_.row(feature).data();
    double* const scores = scores_.data();
    for (Index block = 0; block < scores_.size(); block += flip_padding)
      for (Index j = block; j < block + flip_padding; ++j) scores[j] += change * shift[j];
  }

  const Matrix& by_feature_;
  Pool pool_;
  Vector change_;
  std::vector<std::int32_t> steps_;
  Vector scores_;            // padded like by_feature_
  std::vector<Lanes> rows_;  // score j after each of the flips in the lanes
};

template <class Pool>
Matrix walk_all(const Matrix& by_feature, const Matrix& scores, const MatrixView& x, const MatrixView& root,
                const FlipOrder& order, Pool pool) {
  Matrix curves(x.rows(), x.cols() + 1);
  AffinePath<Pool> path(by_feature, scores.cols(), std::move(pool));
  for (Index n = 0; n < x.rows(); ++n)
    path.walk(scores.row(n).data(), x.row(n).data(), root.row(n).data(), order.row(n).data(), curves.row(n).data());
  return curves;
}

}  // namespace

Matrix scores_by_feature(const Matrix& weight) {
  const Index padded = (weight.rows() + flip_padding - 1) / flip_padding * flip_padding;
  Matrix result = Matrix::Zero(weight.cols(), padded);
  result.leftCols(weight.rows()) = weight.transpose();
  return result;
}

Matrix flip_standard(const StandardNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                     const MatrixView& root, const FlipOrder& order) {
  return walk_all(by_feature, scores, x, root, order, StandardPool{net});
}

Matrix flip_kernel(const KernelNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                   const MatrixView& root, const FlipOrder& order) {
  return walk_all(by_feature, scores, x, root, order, KernelPool{net});
}

Matrix flip_deep(const DeepNetwork& net, const std::vector<Matrix>& transposed, const MatrixView& x,
                 const MatrixView& root, const FlipOrder& order) {
  const Index n = x.rows(), d = x.cols();
  const Matrix first = net.layers.front().forward(x);
  Matrix curves(n, d + 1);
  std::vector<Index> position(static_cast<std::size_t>(d) + 1, 0);  // which row of the path holds each step
  for (Index row = 0; row < n; ++row) {
    Matrix a(d + 1, first.cols());
    a.row(0) = first.row(row);
    Index last = 0;
    for (Index step = 0; step < d; ++step) {
      const Index feature = order(row, step);
      const double change = root(row, feature) - x(row, feature);
      if (change != 0) {
        a.row(last + 1) = a.row(last) + change * transposed.front().row(feature);
        ++last;
      }
      position[static_cast<std::size_t>(step) + 1] = last;
    }
    a.conservativeResize(last + 1, Eigen::NoChange);
    for (std::size_t l = 1; l < net.layers.size(); ++l) {
      SaturatingRelu::apply(a);
      Matrix next = net.layers[l].bias.transpose().replicate(a.rows(), 1);
      add_product(a, transposed[l], next);
      a = std::move(next);
    }
    const Vector f = net.head.pool.forward(net.head.margins(a));
    for (Index step = 0; step <= d; ++step) curves(row, step) = f(position[static_cast<std::size_t>(step)]);
  }
  return curves;
}

}  // namespace neon
