#include <neon/core/error.hpp>
#include <neon/neuralize/full_gaussian_network.hpp>
#include <neon/neuralize/gaussian_network.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <cmath>

namespace neon {
namespace {

void check(const FullGaussianMixture& model, Index c) {
  const Index clusters = model.clusters(), d = model.features();
  require_cluster(c, clusters, model.beta);
  require(model.weights.size() == clusters, "neuralize: {} weights should be {}", model.weights.size(), clusters);
  require(model.covariances.cols() == d && (model.shared() || model.covariances.rows() == clusters * d),
          "neuralize: covariances [{}, {}] should be [{}, {}] or [{}, {}]", model.covariances.rows(),
          model.covariances.cols(), clusters * d, d, d, d);
}

/// S^-1 v of a row.
Eigen::RowVectorXd solved(WhitenedGaussian gaussian, const Eigen::RowVectorXd& v) {
  gaussian.mean.setZero();
  return gaussian.slope(gaussian.whiten(v));
}

/// Each feature's part of the symmetrised Kullback-Leibler divergence of clusters c and k. [d]
Eigen::RowVectorXd divergence(const FullGaussianMixture& model, Index c, Index k, const WhitenedGaussian& own,
                              const WhitenedGaussian& other) {
  const Eigen::RowVectorXd apart = own.mean - other.mean;
  const Matrix of_c = model.covariance(c), of_k = model.covariance(k);
  Eigen::RowVectorXd parts = 0.5 * apart.cwiseProduct(solved(own, apart) + solved(other, apart));
  if (of_c == of_k) return parts;
  const Matrix overlap = other.precision().cwiseProduct(of_c) + own.precision().cwiseProduct(of_k);
  return parts.array() + 0.5 * (overlap.rowwise().sum().transpose().array() - 2);
}

}  // namespace

StandardNetwork tied_gaussian_network(const FullGaussianMixture& model, Index c) {
  check(model, c);
  require(model.shared(), "tied_gaussian_network: {} covariances should be one", model.clusters());
  const WhitenedGaussian gaussian = model.whitened(c, "neuralize");
  return affine_gaussian_network(c, model.means, model.weights, model.beta,
                                 [&](const Eigen::RowVectorXd& apart) { return solved(gaussian, apart); });
}

QuadraticForms full_gaussian_layer(const FullGaussianMixture& model, Index c) {
  check(model, c);
  const Index competitors = model.clusters() - 1, d = model.features();
  QuadraticForms layer{.own = model.whitened(c, "neuralize"), .other = {}, .constant = Matrix(competitors, d)};
  for (Index column = 0; column < competitors; ++column) {
    const Index k = competitor_cluster(c, column);
    const WhitenedGaussian& other = layer.other.emplace_back(model.whitened(k, "neuralize"));
    const double of_none =
        std::log(model.weights[c] / model.weights[k]) + 0.5 * (other.log_correlation() - layer.own.log_correlation());
    const Eigen::RowVectorXd tells = divergence(model, c, k, layer.own, other);
    const double all = tells.sum();
    layer.constant.row(column) = 0.5 * (model.variance(k).array() / model.variance(c).array()).log();
    layer.constant.row(column) += all > 0 ? Eigen::RowVectorXd(of_none / all * tells)
                                          : Eigen::RowVectorXd::Constant(d, of_none / static_cast<double>(d));
  }
  return layer;
}

}  // namespace neon
