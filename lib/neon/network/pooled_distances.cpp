#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/pair_propagation.hpp>
#include <neon/network/pooled_distances.hpp>
#include <neon/network/prototype_propagation.hpp>

#include <cmath>

namespace neon {
namespace {

/// Squared distances are summed afresh where less than this is left of the squares that cancel in them.
constexpr double left_over = 1e-4;

/// o_k - o_c for k != c.
Matrix differences(const Matrix& outlier, Index c) {
  Matrix h(outlier.rows(), outlier.cols() - 1);
  h.leftCols(c) = outlier.leftCols(c);
  h.rightCols(h.cols() - c) = outlier.rightCols(h.cols() - c);
  h.colwise() -= outlier.col(c);
  return h;
}

}  // namespace

PooledDistances::PooledDistances(Index cluster, PooledMembers members, double stiffness)
    : cluster_(cluster),
      origin_(std::move(members.origin)),
      member_(std::move(members.member)),
      minus_two_member_(-2 * member_.transpose()),
      variance_(std::move(members.variance)),
      squared_norm_(member_.rowwise().squaredNorm()),
      offset_(members.offset.size() ? std::move(members.offset) : Vector::Zero(member_.rows())),
      begin_(std::move(members.begin)),
      stiffness_(stiffness),
      points_(std::move(members.points)) {
  if (variance_.size()) offset_ += variance_.rowwise().sum();
}

Pass PooledDistances::pass(const MatrixView& x) const {
  auto pools = std::make_shared<const Pooling>(pooling(x));
  return {margins_of(*pools), pools};
}

Propagation PooledDistances::propagation(const Rule& rule) const {
  if (std::isinf(stiffness_)) return PrototypePropagation(*this, rule);
  return PairPropagation(*this, rule);
}

/// Adds ‖z‖^2 to the scores of a point, which makes them d_j. Those of members so near that little is left of the
/// squares are summed again.
void PooledDistances::add_square(const Eigen::RowVectorXd& z, double square, double* score) const {
  const double *const offset = offset_.data(), *const squared_norm = squared_norm_.data();
  const Index count = members();
  double least = infinity;
#pragma omp simd reduction(min : least)
  for (Index j = 0; j < count; ++j) {
    score[j] += square;
    const double left = score[j] - offset[j] - left_over * squared_norm[j];
    least = left < least ? left : least;
  }
  if (least >= 0) return;
  for (Index j = 0; j < count; ++j)
    if (score[j] - offset[j] < left_over * squared_norm[j]) score[j] = (z - member_.row(j)).squaredNorm() + offset[j];
}

Matrix PooledDistances::scores(const MatrixView& x) const {
  require(x.cols() == inputs(), "pooled distances: {} features should be {}", x.cols(), inputs());
  const Matrix z = x.rowwise() - origin_;
  Matrix score(x.rows(), members());
  score.rowwise() = (squared_norm_ + offset_).transpose();
  add_product(z, minus_two_member_, score);
  const double most = largest_square();
  for (Index n = 0; n < x.rows(); ++n) {
    const double square = z.row(n).squaredNorm();
    if (square <= most) add_square(z.row(n), square, score.row(n).data());
  }
  return score;
}

std::vector<bool> PooledDistances::crowded(const MatrixView& x, const Matrix& score) const {
  std::vector<bool> result(static_cast<std::size_t>(x.rows()), false);
  const double most = largest_square();
  for (Index n = 0; n < x.rows(); ++n) {
    if ((x.row(n) - origin_).squaredNorm() > most) continue;
    const Index own_first = first(cluster_), own = size(cluster_), after = score.cols() - own_first - own;
    const Eigen::RowVectorXd left = score.row(n) - (offset_ + left_over * squared_norm_).transpose();
    const auto any = [](const auto& part) { return (part.array() < 0).any(); };
    result[static_cast<std::size_t>(n)] =
        any(left.segment(own_first, own)) && (any(left.head(own_first)) || any(left.tail(after)));
  }
  return result;
}

Matrix PooledDistances::hard_outliers(const Matrix& score) const {
  Matrix outlier(score.rows(), clusters());
  for (Index k = 0; k < clusters(); ++k) {
    const auto own = score.middleCols(first(k), size(k));
    outlier.col(k) = stiffness_ > 0 ? Vector(own.rowwise().minCoeff()) : Vector(own.rowwise().maxCoeff());
  }
  return outlier;
}

Pooling PooledDistances::pooling_of(Matrix score) const {
  const Index n = score.rows();
  Pooling result{.score = std::move(score), .share = {}, .outlier = {}};
  result.share = result.score;
  if (std::isinf(stiffness_)) {
    result.outlier = hard_outliers(result.score);
    for (Index k = 0; k < clusters(); ++k) {
      const auto own = result.score.middleCols(first(k), size(k));
      result.share.middleCols(first(k), size(k)) =
          stiffness_ > 0 ? SoftMin{infinity}.shares(own) : SoftMax{infinity}.shares(own);
    }
    return result;
  }
  result.outlier.resize(n, clusters());
  for (Index row = 0; row < n; ++row)
    exponential_kernel().soft_min_groups(result.share.row(row).data(), begin_.data(), clusters(), stiffness_, true,
                                         result.outlier.row(row).data());
  return result;
}

Matrix PooledDistances::margins_of(const Pooling& pooling) const { return differences(pooling.outlier, cluster_); }

Vector PooledDistances::factor(const MatrixView& weight, Index k) const {
  if (k == cluster_) return -weight.rowwise().sum();
  return weight.col(competitor_column(cluster_, k));
}

Matrix PooledDistances::score_gradient(const Pooling& pooling, const MatrixView& weight) const {
  Matrix gradient = pooling.share;
  for (Index k = 0; k < clusters(); ++k)
    gradient.middleCols(first(k), size(k)).array().colwise() *= factor(weight, k).array();
  return gradient;
}

Matrix PooledDistances::pullback_of(const Pooling& pooling, const MatrixView& weight) const {
  // Scaling the shares touches n m numbers, scaling the clusters' centres n K d: whichever is less.
  if (members() < clusters() * inputs()) return back_from_scores(score_gradient(pooling, weight));
  Matrix result = Matrix::Zero(weight.rows(), inputs()), centre;
  for (Index k = 0; k < clusters(); ++k) {
    const Vector by = -2 * factor(weight, k);
    if (by.isZero(0)) continue;
    centre.setZero(weight.rows(), inputs());
    add_product(pooling.share.middleCols(first(k), size(k)), member_.middleRows(first(k), size(k)), centre);
    result.array() += centre.array().colwise() * by.array();
  }
  return result;
}

Matrix PooledDistances::pullback_scores(const Matrix& scores, const MatrixView& gradient) const {
  return score_gradient(pooling_of(scores), gradient);
}

Matrix PooledDistances::back_from_scores(const MatrixView& gradient) const {
  Matrix result = Matrix::Zero(gradient.rows(), inputs());
  add_product(-2 * gradient, member_, result);
  return result;
}

Linear PooledDistances::pair_layer(Index k) const {
  require(k >= 0 && k < clusters() && k != cluster_, "pair_layer: competitor {} should be a cluster other than {}", k,
          cluster_);
  const Index own = size(cluster_), other = size(k);
  Linear layer{Matrix(own * other, inputs()), Vector(own * other), origin_};
  for (Index i = 0; i < own; ++i)
    for (Index j = 0; j < other; ++j) {
      const Index at_i = first(cluster_) + i, at_j = first(k) + j;
      const auto zi = member_.row(at_i), zj = member_.row(at_j);
      layer.weight.row(i * other + j) = 2 * (zi - zj);
      layer.bias(i * other + j) = (zj - zi).dot(zj + zi) + offset_(at_j) - offset_(at_i);
    }
  return layer;
}

PooledDistances::Detection PooledDistances::detection(const Eigen::RowVectorXd& share,
                                                      const Eigen::RowVectorXd& origin) const {
  // Of each cluster its prototype, and the spread of what it is the mean of: o_k = sum_i (z_i - prototype)^2 + spread.
  Matrix prototype(clusters(), inputs()), spread(clusters(), inputs());
  for (Index k = 0; k < clusters(); ++k) {
    const auto own = member_.middleRows(first(k), size(k));
    const auto weight = share.segment(first(k), size(k));
    prototype.row(k) = weight * own;
    spread.row(k) = weight * (own.rowwise() - prototype.row(k)).cwiseAbs2();
    if (variance_.size()) spread.row(k) += weight * variance_.middleRows(first(k), size(k));
  }
  Detection result{{Matrix(clusters() - 1, inputs()), {}}, Matrix(clusters() - 1, inputs())};
  const Eigen::RowVectorXd shift = 2 * (origin - origin_);
  for (Index column = 0; column + 1 < clusters(); ++column) {
    const Index k = competitor_cluster(cluster_, column);
    const Eigen::RowVectorXd apart = prototype.row(cluster_) - prototype.row(k);
    result.layer.weight.row(column) = 2 * apart;
    result.at_root.row(column) =
        apart.cwiseProduct(prototype.row(cluster_) + prototype.row(k) - shift) + spread.row(cluster_) - spread.row(k);
  }
  result.layer.bias = -result.at_root.rowwise().sum();
  result.layer.origin = origin;
  return result;
}

}  // namespace neon
