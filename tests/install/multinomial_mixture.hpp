#pragma once
#include <neon/core/error.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <cmath>

/// A cluster model that NEON does not know: a mixture of multinomials over counts,
///   P(k | x)  is proportional to  pi_k prod_i theta_ki^x_i.
/// The scores o_k(x) = -log pi_k - sum_i x_i log theta_ki are affine in x, so the log-odds are one layer of margins and
/// a soft minimum with beta = 1.
struct MultinomialMixture {
  neon::Vector weight;  ///< [K] pi, sums to 1
  neon::Matrix theta;   ///< [K, d] rows sum to 1

  /// P(k | x) by the definition.  @param x [n, d] counts  @return [n, K]
  neon::Matrix posterior(const neon::Matrix& x) const {
    neon::Matrix p = x * theta.array().log().matrix().transpose();
    p.rowwise() += weight.array().log().matrix().transpose();
    p = p.array().exp();
    return p.array().colwise() / p.rowwise().sum().array();
  }

  /// log P(c | x) / (1 - P(c | x)) as a network. The root point of each neuron is the point of its hyperplane h_k = 0
  /// that is nearest to counts of zero.
  neon::StandardNetwork neuralize(neon::Index c) const {
    const neon::Index competitors = theta.rows() - 1;
    neon::require(c >= 0 && c <= competitors, "multinomial mixture: cluster {} should be in [0, {})", c, theta.rows());
    neon::StandardNetwork net{.cluster = c, .pool = {1}};
    net.detection = {neon::Matrix(competitors, theta.cols()), neon::Vector(competitors)};
    net.root.resize(competitors, theta.cols());
    for (neon::Index column = 0; column < competitors; ++column) {
      const neon::Index k = neon::competitor_cluster(c, column);
      const Eigen::RowVectorXd w = (theta.row(c).array() / theta.row(k).array()).log();
      net.detection.weight.row(column) = w;
      net.detection.bias(column) = std::log(weight(c) / weight(k));
      net.root.row(column) = -net.detection.bias(column) / w.squaredNorm() * w;
    }
    return net;
  }

  /// The same clusters as a model that the library knows: scores that are affine in x are those of k-means with
  /// offsets, up to a common |x|^2, which no margin sees. So they enter explain, compare and model files.
  neon::KMeans as_kmeans() const {
    const neon::Matrix centroids = theta.array().log() / 2;
    return {centroids, -weight.array().log() - centroids.rowwise().squaredNorm().array(), 1};
  }
};
