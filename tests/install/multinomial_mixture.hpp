#pragma once
#include <neon/clustering/assignment.hpp>
#include <neon/compare/compared_model.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <cmath>
#include <vector>

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

  /// What a leaderboard asks of it. A counterpart at random has the words' probabilities of each cluster shuffled.
  neon::ComparedModel compared() const {
    return {.clusters = theta.rows(),
            .features = theta.cols(),
            .assign = [*this](const neon::MatrixView& x) { return neon::assign(-posterior(x)); },
            .neuralize = [*this](neon::Index c) { return neuralize(c); },
            .randomised = [*this](const neon::MatrixView&, std::uint64_t seed) { return shuffled(seed).compared(); }};
  }

  MultinomialMixture shuffled(std::uint64_t seed) const {
    MultinomialMixture other = *this;
    neon::Random random(seed);
    for (neon::Index k = 0; k < theta.rows(); ++k) {
      std::vector<double> row(theta.row(k).begin(), theta.row(k).end());
      random.shuffle(row);
      other.theta.row(k) = Eigen::Map<Eigen::RowVectorXd>(row.data(), theta.cols());
    }
    return other;
  }

  /// The same clusters as a model that the library knows: scores that are affine in x are those of k-means with
  /// offsets, up to a common |x|^2, which no margin sees. So they enter explain, model files and the command line too.
  neon::KMeans as_kmeans() const {
    const neon::Matrix centroids = theta.array().log() / 2;
    return {centroids, -weight.array().log() - centroids.rowwise().squaredNorm().array(), 1};
  }
};
