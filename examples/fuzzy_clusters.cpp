// A cluster model of one's own as a formula: fuzzy c-means (Bezdek 1981), whose memberships are
//   u_c(x) = 1 / sum_k (o_c / o_k)^beta,  o_k = |x - mu_k|^2,  so that  log(u_c / (1 - u_c)) = beta f_c(x)  with
//   f_c = softmin^beta of the margins  h_k = log o_k - log o_c  over the other clusters.
#include <neon/baselines/baselines.hpp>
#include <neon/neuralize/standard_network.hpp>
#include <neon/roots/root_point.hpp>

#include <fmt/format.h>

neon::Evidence membership(const neon::Matrix& mu, neon::Index c, double beta) {
  const auto distance = [mu](const neon::MatrixView& x, neon::Index k) -> neon::Vector {
    return (x.rowwise() - mu.row(k)).rowwise().squaredNorm();
  };
  const auto margins = [=](const neon::MatrixView& x) {
    neon::Matrix h(x.rows(), mu.rows() - 1);
    for (neon::Index j = 0; j < h.cols(); ++j)
      h.col(j) = (distance(x, neon::competitor_cluster(c, j)).array() / distance(x, c).array()).log();
    return h;
  };
  const auto pullback = [=](const neon::MatrixView& x, const neon::MatrixView& weight) {
    const auto slope = [&](neon::Index k) -> neon::Matrix {  // of log o_k
      return 2 * ((x.rowwise() - mu.row(k)).array().colwise() / distance(x, k).array());
    };
    neon::Matrix sum = slope(c).array().colwise() * -weight.rowwise().sum().array();
    for (neon::Index j = 0; j < weight.cols(); ++j)
      sum.array() += slope(neon::competitor_cluster(c, j)).array().colwise() * weight.col(j).array();
    return sum;
  };
  return {.features = mu.cols(), .beta = beta, .margins = margins, .pullback = pullback};
}

int main() {
  const neon::Matrix mu{{0, 0}, {4, 0}, {0, 5}}, x{{0.8, 1.1}, {-1, 0.5}};
  const neon::Evidence f = membership(mu, 0, 2);
  const neon::Matrix root = neon::root_points(f, x).root;
  const auto why = neon::baselines::find("IG").explain({.evidence = f, .x = x, .root = root, .id = {0, 1}});
  for (neon::Index n = 0; n < 2; ++n)
    fmt::print("log odds {:.3f}: {:+.3f} {:+.3f}\n", 2 * f.value(x)(n), 2 * why.relevance(n, 0),
               2 * why.relevance(n, 1));
}
