#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/neuralize/gaussian_network.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <cmath>

namespace neon {
namespace {

void check(const GaussianMixture& model, Index c) {
  const Index clusters = model.clusters();
  require_cluster(c, clusters, model.beta);
  require(model.weights.size() == clusters, "neuralize: {} weights should be {}", model.weights.size(), clusters);
  require((model.shared() || model.variances.rows() == clusters) && model.variances.cols() == model.features(),
          "neuralize: variances [{}, {}] should be [{}, {}] or [1, {}]", model.variances.rows(), model.variances.cols(),
          clusters, model.features(), model.features());
}

/// The symmetrised Kullback-Leibler divergence of the Gaussians of each feature. [d]
Eigen::RowVectorXd divergence(const GaussianMixture& model, Index c, Index k) {
  const auto v = model.variance(c).array(), u = model.variance(k).array();
  const auto apart = (model.means.row(c) - model.means.row(k)).array().square();
  return 0.5 * (v / u + u / v - 2 + apart * (1 / v + 1 / u));
}

}  // namespace

StandardNetwork affine_gaussian_network(Index c, const Matrix& means, const Vector& weights, double beta,
                                        const std::function<Eigen::RowVectorXd(const Eigen::RowVectorXd&)>& solved) {
  const Index competitors = means.rows() - 1;
  StandardNetwork net{.cluster = c,
                      .detection = {Matrix(competitors, means.cols()), Vector(competitors), column_means(means)},
                      .root = Matrix(competitors, means.cols()),
                      .pool = {beta}};
  const Matrix centred = net.detection.centred(means);
  for (Index column = 0; column < competitors; ++column) {
    const Index k = competitor_cluster(c, column);
    const Eigen::RowVectorXd apart = centred.row(c) - centred.row(k), middle = 0.5 * (centred.row(c) + centred.row(k)),
                             w = solved(apart);
    const double prior = std::log(weights[c] / weights[k]), slope = w.dot(apart);
    net.detection.weight.row(column) = w;
    net.detection.bias(column) = prior - w.dot(middle);
    net.root.row(column) = middle;
    if (slope > 0) net.root.row(column) -= prior / slope * apart;
  }
  return net;
}

StandardNetwork shared_gaussian_network(const GaussianMixture& model, Index c) {
  check(model, c);
  require(model.shared(), "shared_gaussian_network: {} covariances should be one", model.variances.rows());
  return affine_gaussian_network(c, model.means, model.weights, model.beta, [&](const Eigen::RowVectorXd& apart) {
    return Eigen::RowVectorXd(apart.cwiseQuotient(model.variance(c)));
  });
}

ExpandedAffine quadratic_gaussian_layer(const GaussianMixture& model, Index c) {
  check(model, c);
  const Index competitors = model.clusters() - 1, d = model.features();
  ExpandedAffine layer{.centre = model.means.row(c),
                       .linear = {Matrix(competitors, 2 * d), Vector(competitors)},
                       .constant = Matrix(competitors, d)};
  const Eigen::ArrayXXd own = model.variance(c).array();
  for (Index column = 0; column < competitors; ++column) {
    const Index k = competitor_cluster(c, column);
    const Eigen::RowVectorXd apart = model.means.row(k) - layer.centre;
    const Eigen::ArrayXXd other = model.variance(k).array();
    const Eigen::RowVectorXd tells = divergence(model, c, k);
    const double prior = std::log(model.weights[c] / model.weights[k]), all = tells.sum();

    auto weight = layer.linear.weight.row(column);
    weight.head(d) = -apart.array() / other;
    weight.tail(d) = 0.5 * (1 / other - 1 / own);
    layer.constant.row(column) = 0.5 * ((other / own).log() + apart.array().square() / other);
    layer.constant.row(column) += all > 0 ? Eigen::RowVectorXd(prior / all * tells)
                                          : Eigen::RowVectorXd::Constant(d, prior / static_cast<double>(d));
  }
  layer.linear.bias = layer.constant.rowwise().sum();
  return layer;
}

}  // namespace neon
