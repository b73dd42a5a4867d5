// A cluster model of one's own that a network can compute: k-means in which each feature has a weight.
//   o_k(x) = sum_i s_i (x_i - mu_ki)^2     (Huang et al., Automated variable weighting in k-means, PAMI 2005)
#include <neon/explain/propagator.hpp>
#include <neon/metrics/conservation.hpp>

#include <fmt/format.h>

struct WeightedKMeans {
  neon::Matrix centroids;         // [K, d] mu
  Eigen::RowVectorXd importance;  // [d] s > 0

  neon::Vector outlier_scores(const neon::MatrixView& x, neon::Index k) const {
    return (x.rowwise() - centroids.row(k)).array().square().matrix() * importance.transpose();
  }
  /// The logit of cluster c: a neuron h_k = w.x + b per competitor, which is 0 at the midpoint, and the hard minimum.
  neon::StandardNetwork neuralize(neon::Index c) const {
    const neon::Index others = centroids.rows() - 1, d = centroids.cols();
    neon::StandardNetwork net{.cluster = c, .detection = {neon::Matrix(others, d), neon::Vector(others)}};
    net.root.resize(others, d);
    for (neon::Index j = 0; j < others; ++j) {
      const auto mu_k = centroids.row(neon::competitor_cluster(c, j)), mu_c = centroids.row(c);
      net.detection.weight.row(j) = 2 * importance.cwiseProduct(mu_c - mu_k);
      net.detection.bias(j) = importance.dot(mu_k.cwiseAbs2() - mu_c.cwiseAbs2());
      net.root.row(j) = (mu_c + mu_k) / 2;
    }
    return net;
  }
};

int main() {
  const WeightedKMeans model{neon::Matrix{{0, 0}, {4, 1}, {1, 9}}, Eigen::RowVector2d(1, 0.1)};
  const neon::Matrix x{{0.7, 0.5}, {1, 3}};
  const neon::Explanation why = neon::Propagator(model.neuralize(0), neon::composites::find("paper-v2"))(x);
  const neon::Vector o0 = model.outlier_scores(x, 0), o1 = model.outlier_scores(x, 1), o2 = model.outlier_scores(x, 2);
  for (neon::Index n = 0; n < 2; ++n)
    fmt::print("evidence {:.4f} (by the model's own scores {:.4f}): {:+.4f} {:+.4f}\n", why.logit(n),
               std::min(o1(n), o2(n)) - o0(n), why.relevance(n, 0), why.relevance(n, 1));
  fmt::print("conserved: {}\n", neon::conservation(why.relevance, o1.cwiseMin(o2) - o0).worst < 1e-9);
}
