#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/product.hpp>
#include <neon/neuralize/kernel_network.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {
namespace {

/// Squared distances are summed afresh where less than this is left of the squares that cancel in them.
constexpr double left_over = 1e-4;

void check(const KernelKMeans& model, Index c) {
  require(model.clusters() >= 2, "neuralize: {} clusters should be at least 2", model.clusters());
  require(c >= 0 && c < model.clusters(), "neuralize: cluster {} should be in [0, {})", c, model.clusters());
  require(model.beta > 0, "neuralize: beta {} should be positive", model.beta);
}

/// Adds ‖z‖^2 to the scores of a point, which makes them d_j. Those of support vectors so near that little is left of
/// the squares are summed again.
void add_square(const KernelNetwork& net, const Eigen::RowVectorXd& z, double square, double* score) {
  const double *const log_norm = net.log_norm.data(), *const squared_norm = net.squared_norm.data();
  const Index count = net.squared_norm.size();
  double least = infinity;
#pragma omp simd reduction(min : least)
  for (Index j = 0; j < count; ++j) {
    score[j] += square;
    const double left = score[j] - log_norm[j] - left_over * squared_norm[j];
    least = left < least ? left : least;
  }
  if (least >= 0) return;
  for (Index j = 0; j < count; ++j)
    if (score[j] - log_norm[j] < left_over * squared_norm[j])
      score[j] = (z - net.support.row(j)).squaredNorm() + log_norm[j];
}

/// Up to which ‖z‖^2 is added to the scores. Far from all support vectors it is much larger than what tells them apart;
/// it is common to all, and left out.
double largest_square(const KernelNetwork& net) { return 4 * net.squared_norm.maxCoeff(); }

/// o_k - o_c for k != c.
Matrix differences(const Matrix& outlier, Index c) {
  Matrix h(outlier.rows(), outlier.cols() - 1);
  h.leftCols(c) = outlier.leftCols(c);
  h.rightCols(h.cols() - c) = outlier.rightCols(h.cols() - c);
  h.colwise() -= outlier.col(c);
  return h;
}

}  // namespace

KernelNetwork neuralize(const KernelKMeans& model, Index c) {
  check(model, c);
  KernelNetwork net{.model = std::make_shared<const KernelKMeans>(model), .cluster = c, .pool = {model.beta}};
  net.origin = frame_of(model.support).origin;
  net.support = model.support.rowwise() - net.origin;
  net.minus_two_support = -2 * net.support.transpose();
  net.squared_norm = net.support.rowwise().squaredNorm();
  net.log_norm.resize(model.support.rows());
  for (Index k = 0; k < model.clusters(); ++k)
    net.log_norm.segment(model.first(k), model.members(k)).setConstant(model.log_norm(k));
  return net;
}

Matrix KernelNetwork::scores(const MatrixView& x) const {
  require(x.cols() == model->features(), "kernel network: {} features should be {}", x.cols(), model->features());
  const Matrix z = x.rowwise() - origin;
  Matrix score(x.rows(), support.rows());
  score.rowwise() = (squared_norm + log_norm).transpose();
  add_product(z, minus_two_support, score);
  const double most = largest_square(*this);
  for (Index n = 0; n < x.rows(); ++n) {
    const double square = z.row(n).squaredNorm();
    if (square <= most) add_square(*this, z.row(n), square, score.row(n).data());
  }
  return score;
}

std::vector<bool> KernelNetwork::crowded(const MatrixView& x, const Matrix& score) const {
  std::vector<bool> result(static_cast<std::size_t>(x.rows()), false);
  const double most = largest_square(*this);
  for (Index n = 0; n < x.rows(); ++n) {
    if ((x.row(n) - origin).squaredNorm() > most) continue;
    const Index first = model->first(cluster), own = model->members(cluster), after = score.cols() - first - own;
    const Eigen::RowVectorXd left = score.row(n) - (log_norm + left_over * squared_norm).transpose();
    const auto any = [](const auto& part) { return (part.array() < 0).any(); };
    result[static_cast<std::size_t>(n)] =
        any(left.segment(first, own)) && (any(left.head(first)) || any(left.tail(after)));
  }
  return result;
}

KernelPooling KernelNetwork::pooling_of(Matrix score) const {
  const Index n = score.rows(), clusters = model->clusters();
  KernelPooling result{.score = std::move(score), .share = {}, .outlier = Matrix(n, clusters)};
  result.share = result.score;
  for (Index row = 0; row < n; ++row)
    for (Index k = 0; k < clusters; ++k) {
      auto segment = result.share.row(row).segment(model->first(k), model->members(k));
      const double least = segment.minCoeff();
      result.outlier(row, k) = least;
      segment = -model->gamma * (segment.array() - least);
    }
  result.share = result.share.array().exp();
  for (Index row = 0; row < n; ++row)
    for (Index k = 0; k < clusters; ++k) {
      auto segment = result.share.row(row).segment(model->first(k), model->members(k));
      const double total = segment.sum();
      segment /= total;
      result.outlier(row, k) -= std::log(total) / model->gamma;
    }
  return result;
}

Matrix KernelNetwork::margins_of(const KernelPooling& pooling) const { return differences(pooling.outlier, cluster); }

Matrix KernelNetwork::margins(const MatrixView& x) const { return margins_of(pooling(x)); }

Matrix KernelNetwork::pullback_coefficients(const KernelPooling& pooling, const MatrixView& weight) const {
  Matrix u = pooling.share;
  for (Index k = 0; k < model->clusters(); ++k) {
    const Vector factor =
        k == cluster ? Vector(2 * weight.rowwise().sum()) : Vector(-2 * weight.col(k < cluster ? k : k - 1));
    u.middleCols(model->first(k), model->members(k)).array().colwise() *= factor.array();
  }
  return u;
}

Matrix KernelNetwork::pullback(const MatrixView& x, const MatrixView& weight) const {
  return pullback_of(pooling(x), weight);
}

Matrix KernelNetwork::pullback_of(const KernelPooling& pooling, const MatrixView& weight) const {
  Matrix result = Matrix::Zero(weight.rows(), model->features()), centre;
  // Scaling the shares touches n m numbers, scaling the clusters' centres n K d: whichever is less.
  if (model->support.rows() < model->clusters() * model->features()) {
    add_product(pullback_coefficients(pooling, weight), support, result);
    return result;
  }
  for (Index k = 0; k < model->clusters(); ++k) {
    const Vector factor =
        k == cluster ? Vector(2 * weight.rowwise().sum()) : Vector(-2 * weight.col(k < cluster ? k : k - 1));
    if (factor.isZero(0)) continue;
    centre.setZero(weight.rows(), model->features());
    add_product(pooling.share.middleCols(model->first(k), model->members(k)),
                support.middleRows(model->first(k), model->members(k)), centre);
    result.array() += centre.array().colwise() * factor.array();
  }
  return result;
}

Linear KernelNetwork::pair_layer(Index k) const {
  require(k >= 0 && k < model->clusters() && k != cluster,
          "pair_layer: competitor {} should be a cluster other than {}", k, cluster);
  const Index own = model->members(cluster), other = model->members(k);
  Linear layer{Matrix(own * other, model->features()), Vector(own * other), origin};
  for (Index i = 0; i < own; ++i)
    for (Index j = 0; j < other; ++j) {
      const auto zi = support.row(model->first(cluster) + i), zj = support.row(model->first(k) + j);
      layer.weight.row(i * other + j) = 2 * (zi - zj);
      layer.bias(i * other + j) = (zj - zi).dot(zj + zi) + model->log_norm(k) - model->log_norm(cluster);
    }
  return layer;
}

NaiveKernelNetwork neuralize_naively(const KernelKMeans& model, Index c) {
  check(model, c);
  return {.model = std::make_shared<const KernelKMeans>(model), .cluster = c, .pool = {model.beta}};
}

Matrix NaiveKernelNetwork::margins(const MatrixView& x) const { return differences(model->outlier_scores(x), cluster); }

}  // namespace neon
