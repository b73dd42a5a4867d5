#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/neuralize/kernel_network.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {
namespace {

void check(const KernelKMeans& model, Index c) {
  require(model.clusters() >= 2, "neuralize: {} clusters should be at least 2", model.clusters());
  require(c >= 0 && c < model.clusters(), "neuralize: cluster {} should be in [0, {})", c, model.clusters());
  require(model.beta > 0, "neuralize: beta {} should be positive", model.beta);
}

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
  net.squared_norm = model.support.rowwise().squaredNorm();
  net.minus_two_support = -2 * model.support.transpose();
  for (Index k = 0; k < model.clusters(); ++k)
    net.squared_norm.segment(model.first(k), model.members(k)).array() += model.log_norm(k);
  return net;
}

Matrix KernelNetwork::distances(const MatrixView& x) const {
  require(x.cols() == model->features(), "kernel network: {} features should be {}", x.cols(), model->features());
  Matrix distance(x.rows(), model->support.rows());
  distance.rowwise() = squared_norm.transpose();
  add_product(x, minus_two_support, distance);
  return distance;
}

KernelPooling KernelNetwork::pooling_of(Matrix distance) const {
  const Index n = distance.rows(), clusters = model->clusters();
  KernelPooling result{.distance = std::move(distance), .share = {}, .outlier = Matrix(n, clusters)};
  result.share = result.distance;
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
    add_product(pullback_coefficients(pooling, weight), model->support, result);
    return result;
  }
  for (Index k = 0; k < model->clusters(); ++k) {
    const Vector factor =
        k == cluster ? Vector(2 * weight.rowwise().sum()) : Vector(-2 * weight.col(k < cluster ? k : k - 1));
    if (factor.isZero(0)) continue;
    centre.setZero(weight.rows(), model->features());
    add_product(pooling.share.middleCols(model->first(k), model->members(k)),
                model->support.middleRows(model->first(k), model->members(k)), centre);
    result.array() += centre.array().colwise() * factor.array();
  }
  return result;
}

Linear KernelNetwork::pair_layer(Index k) const {
  require(k >= 0 && k < model->clusters() && k != cluster,
          "pair_layer: competitor {} should be a cluster other than {}", k, cluster);
  const Index own = model->members(cluster), other = model->members(k);
  Linear layer{Matrix(own * other, model->features()), Vector(own * other)};
  for (Index i = 0; i < own; ++i)
    for (Index j = 0; j < other; ++j) {
      const Index si = model->first(cluster) + i, sj = model->first(k) + j;
      layer.weight.row(i * other + j) = 2 * (model->support.row(si) - model->support.row(sj));
      layer.bias(i * other + j) = squared_norm(sj) - squared_norm(si);
    }
  return layer;
}

NaiveKernelNetwork neuralize_naively(const KernelKMeans& model, Index c) {
  check(model, c);
  return {.model = std::make_shared<const KernelKMeans>(model), .cluster = c, .pool = {model.beta}};
}

Matrix NaiveKernelNetwork::margins(const MatrixView& x) const { return differences(model->outlier_scores(x), cluster); }

}  // namespace neon
