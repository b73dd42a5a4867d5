// A cluster model of one's own on a leaderboard: k-means in which each feature has a weight s_i > 0.
//   o_k(x) = sum_i s_i (x_i - mu_ki)^2     (Huang et al., Automated variable weighting in k-means, PAMI 2005)
#include <neon/baselines/baselines.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/compare/leaderboard.hpp>

#include <fmt/format.h>

neon::Labels assign(const neon::Matrix& mu, const Eigen::RowVectorXd& s, const neon::MatrixView& x) {
  neon::Matrix o(x.rows(), mu.rows());
  for (neon::Index k = 0; k < mu.rows(); ++k) o.col(k) = (x.rowwise() - mu.row(k)).cwiseAbs2() * s.transpose();
  return neon::assign(o);
}

/// The logit of cluster c: a neuron h_k = w.x + b per competitor, which is 0 at the midpoint, and the hard minimum.
neon::StandardNetwork neuralize(const neon::Matrix& mu, const Eigen::RowVectorXd& s, neon::Index c) {
  const neon::Matrix zeros = neon::Matrix::Zero(mu.rows() - 1, mu.cols());
  neon::StandardNetwork net{.cluster = c, .detection = {zeros, zeros.col(0)}, .root = zeros};
  for (neon::Index j = 0; j < zeros.rows(); ++j) {
    const auto mu_c = mu.row(c), mu_k = mu.row(neon::competitor_cluster(c, j));
    net.detection.weight.row(j) = 2 * s.cwiseProduct(mu_c - mu_k);
    net.detection.bias(j) = s.dot(mu_k.cwiseAbs2() - mu_c.cwiseAbs2());
    net.root.row(j) = (mu_c + mu_k) / 2;
  }
  return net;
}

int main() {
  const neon::Matrix mu{{0, 0}, {4, 1}, {1, 9}}, x{{0.7, 0.5}, {1, 3}, {3.5, 2}, {0.6, 8}};
  const Eigen::RowVector2d s(1, 0.1);
  const neon::ComparedModel model{.clusters = 3,
                                  .features = 2,
                                  .assign = [&](const neon::MatrixView& at) { return assign(mu, s, at); },
                                  .neuralize = [&](neon::Index c) { return neuralize(mu, s, c); }};
  const neon::Leaderboard board = neon::compare(
      model, x,
      {neon::neon_contender("NEON", neon::composites::find("paper-v2")), neon::contender(neon::baselines::find("GI"))});
  for (neon::Index m = 0; m < board.score.cols(); ++m)  // nan: a gap, as the model gives no counterpart at random
    fmt::print("{:<20} NEON {:.3f}   GI {:.3f}\n", board.metrics[m].name, board.score(0, m), board.score(1, m));
}
