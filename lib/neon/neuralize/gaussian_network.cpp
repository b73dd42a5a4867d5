#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/neuralize/gaussian_network.hpp>

#include <cmath>

namespace neon {
namespace {

void check(const GaussianMixture& model, Index c) {
  const Index clusters = model.clusters();
  require(clusters >= 2, "neuralize: {} clusters should be at least 2", clusters);
  require(c >= 0 && c < clusters, "neuralize: cluster {} should be in [0, {})", c, clusters);
  require(model.beta > 0, "neuralize: beta {} should be positive", model.beta);
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

StandardNetwork shared_gaussian_network(const GaussianMixture& model, Index c) {
  check(model, c);
  require(model.shared(), "shared_gaussian_network: {} covariances should be one", model.variances.rows());
  const Index competitors = model.clusters() - 1;
  StandardNetwork net{
      .cluster = c,
      .detection = {Matrix(competitors, model.features()), Vector(competitors), column_means(model.means)},
      .root = Matrix(competitors, model.features()),
      .pool = {model.beta}};
  const Matrix centred = net.detection.centred(model.means);
  for (Index column = 0; column < competitors; ++column) {
    const Index k = competitor_cluster(c, column);
    const Eigen::RowVectorXd apart = centred.row(c) - centred.row(k), middle = 0.5 * (centred.row(c) + centred.row(k));
    const Eigen::RowVectorXd w = apart.cwiseQuotient(model.variance(c));
    const double prior = std::log(model.weights[c] / model.weights[k]), slope = w.dot(apart);
    net.detection.weight.row(column) = w;
    net.detection.bias(column) = prior - w.dot(middle);
    net.root.row(column) = middle;
    if (slope > 0) net.root.row(column) -= prior / slope * apart;
  }
  return net;
}

QuadraticNetwork quadratic_gaussian_network(const GaussianMixture& model, Index c) {
  check(model, c);
  const Index competitors = model.clusters() - 1, d = model.features();
  QuadraticNetwork net{.cluster = c,
                       .centre = model.means.row(c),
                       .detection = {Matrix(competitors, 2 * d), Vector(competitors)},
                       .constant = Matrix(competitors, d),
                       .pool = {model.beta}};
  const Eigen::ArrayXXd own = model.variance(c).array();
  for (Index column = 0; column < competitors; ++column) {
    const Index k = competitor_cluster(c, column);
    const Eigen::RowVectorXd apart = model.means.row(k) - net.centre;
    const Eigen::ArrayXXd other = model.variance(k).array();
    const Eigen::RowVectorXd tells = divergence(model, c, k);
    const double prior = std::log(model.weights[c] / model.weights[k]), all = tells.sum();

    auto weight = net.detection.weight.row(column);
    weight.head(d) = -apart.array() / other;
    weight.tail(d) = 0.5 * (1 / other - 1 / own);
    net.constant.row(column) = 0.5 * ((other / own).log() + apart.array().square() / other);
    net.constant.row(column) += all > 0 ? Eigen::RowVectorXd(prior / all * tells)
                                        : Eigen::RowVectorXd::Constant(d, prior / static_cast<double>(d));
  }
  net.detection.bias = net.constant.rowwise().sum();
  return net;
}

Matrix QuadraticNetwork::expand(const MatrixView& x) const {
  require(x.cols() == features(), "quadratic network: {} features should be {}", x.cols(), features());
  Matrix expanded(x.rows(), 2 * features());
  expanded.leftCols(features()) = x.rowwise() - centre;
  expanded.rightCols(features()) = expanded.leftCols(features()).cwiseAbs2();
  return expanded;
}

Matrix QuadraticNetwork::pullback(const MatrixView& x, const MatrixView& weight) const {
  const Matrix gradient = detection.backward(weight);
  return gradient.leftCols(features()) + 2 * (x.rowwise() - centre).cwiseProduct(gradient.rightCols(features()));
}

QuadraticNetwork QuadraticNetwork::about(const Eigen::RowVectorXd& other) const {
  const Index d = features();
  const Eigen::ArrayXXd shift = (other - centre).replicate(detection.outputs(), 1).array();
  const Eigen::ArrayXXd linear = detection.weight.leftCols(d).array(), square = detection.weight.rightCols(d).array();
  QuadraticNetwork net = *this;
  net.centre = other;
  net.detection.weight.leftCols(d) = linear + 2 * square * shift;
  net.constant.array() += (linear + square * shift) * shift;
  net.detection.bias = net.constant.rowwise().sum();
  return net;
}

}  // namespace neon
