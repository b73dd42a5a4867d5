#include <catch2/catch.hpp>

#include <cmath>

#include "support/explained_points.hpp"
#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

/// Probability of a set of `size` of d features when each is chosen with the same, uniformly drawn probability.
double probability(Index size, Index d) {
  return std::exp(std::lgamma(static_cast<double>(size) + 1) + std::lgamma(static_cast<double>(d - size) + 1) -
                  std::lgamma(static_cast<double>(d) + 2));
}

/// The metric for f(x) = product of the features around a root at 0, from all 2^d subsets.
double infidelity_by_enumeration(const Vector& x, const Vector& relevance) {
  const Index d = x.size();
  double dd = 0, dr = 0, rr = 0;
  for (unsigned set = 0; set < (1U << static_cast<unsigned>(d)); ++set) {
    double product = 1, told = 0;
    Index size = 0;
    for (Index i = 0; i < d; ++i) {
      const bool moved = ((set >> static_cast<unsigned>(i)) & 1U) != 0;
      product *= moved ? 0 : x[i];
      told += moved ? relevance[i] : 0;
      size += moved ? 1 : 0;
    }
    const double drop = x.prod() - product, p = probability(size, d);
    dd += p * drop * drop;
    dr += p * drop * told;
    rr += p * told * told;
  }
  return dr > 0 ? 1 - dr * dr / rr / dd : 1;
}

Evidence product_evidence(Index d) {
  return make_evidence(
      d, [](const MatrixView& x) -> Vector { return x.rowwise().prod(); },
      [](const MatrixView& x) -> Matrix { return Matrix::Zero(x.rows(), x.cols()); });
}

}  // namespace

TEST_CASE("infidelity: 0 for the contributions of a linear function in any unit, 1 for their negatives and for none") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Vector weight = samples::normal(6, 1, seed).col(0);
  const Matrix x = samples::uniform(9, 6, seed), root = Matrix::Zero(9, 6), contribution = x * weight.asDiagonal();
  const auto infidelity = [&](const Matrix& relevance) {
    return samples::ExplainedPoints(samples::linear_evidence(weight), x, root, relevance).score("infidelity");
  };
  CHECK(infidelity(contribution) == Approx(0).margin(tolerance::rounding));
  CHECK(infidelity(1e6 * contribution) == Approx(0).margin(tolerance::rounding));
  CHECK(infidelity(-contribution) == Approx(1).epsilon(tolerance::rounding));
  CHECK(infidelity(Matrix::Zero(9, 6)) == Approx(1).epsilon(tolerance::rounding));
  const double random = infidelity(samples::normal(9, 6, seed + 5));
  CHECK(random > 0.05);
  CHECK(random < 1);
}

TEST_CASE("infidelity is that of all subsets, to the error of sampling") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Vector x = samples::uniform(4, 1, seed).col(0), relevance = samples::uniform(4, 1, seed + 9).col(0);
  const Index copies = 500;
  const samples::ExplainedPoints points(product_evidence(4), x.transpose().replicate(copies, 1),
                                        Matrix::Zero(copies, 4), relevance.transpose().replicate(copies, 1), 64);
  CHECK(points.score("infidelity") == Approx(infidelity_by_enumeration(x, relevance)).margin(tolerance::sampling));
}
