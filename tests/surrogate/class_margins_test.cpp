#include <neon/core/error.hpp>
#include <neon/surrogate/class_margins.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;
using Long = long double;

namespace {

constexpr Index clusters = 4, dimensions = 3;

/// One cluster knows nothing of the class, one is of it alone.
const Vector probability{{0.7, 0, 1, 0.2}};

Long score(const Matrix& mu, double degrees, const Matrix& x, Index n, Index k) {
  Long d = 0;
  for (Index i = 0; i < dimensions; ++i) d += (Long(x(n, i)) - mu(k, i)) * (Long(x(n, i)) - mu(k, i));
  return (Long(degrees) + 1) / 2 * std::log1p(d / degrees);
}

/// softmin_k (o_k + theta_k), as it is written.
Long own_score(const Matrix& mu, double degrees, const Matrix& x, Index n) {
  Long sum = 0;
  for (Index k = 0; k < clusters; ++k) sum += probability[k] * std::exp(-score(mu, degrees, x, n, k));
  return -std::log(sum);
}

}  // namespace

TEST_CASE("margins of a class are scores less the pool of its clusters, number by number") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const double degrees = GENERATE(1.0, 30.0);
  const Matrix mu = samples::normal(clusters, dimensions, seed), x = samples::normal(7, dimensions, seed + 1);
  const ClassMargins layer(mu, degrees, (degrees + 1) / 2, probability);
  Matrix expected(7, 3);
  for (Index n = 0; n < 7; ++n)
    for (Index column = 0; const Index j : {0, 1, 3})
      expected(n, column++) = static_cast<double>(score(mu, degrees, x, n, j) - std::log(1 - Long(probability[j])) -
                                                  own_score(mu, degrees, x, n));
  laws::equal(layer.forward(x), expected);

  const Matrix weight = samples::normal(7, 3, seed + 2);
  const auto value = [&](const MatrixView& at) -> Vector {
    return layer.forward(at).cwiseProduct(weight).rowwise().sum();
  };
  const auto gradient = [&](const MatrixView& at) -> Matrix { return layer.pullback(at, weight); };
  laws::differentiates(make_evidence(dimensions, value, gradient), x);
}

TEST_CASE("relevance of a class's margins is that of detections with offsets, pair by pair, and is conserved") {
  const double degrees = GENERATE(1.0, 30.0);
  const Matrix mu = samples::normal(clusters, dimensions, 5), x = samples::normal(6, dimensions, 6),
               relevance = samples::normal(6, 3, 7);
  const ClassMargins layer(mu, degrees, (degrees + 1) / 2, probability);
  Matrix expected = Matrix::Zero(6, dimensions);
  for (Index n = 0; n < 6; ++n)
    for (Index column = 0; const Index j : {0, 1, 3}) {
      const Long r = relevance(n, column++);
      for (const Index k : {0, 2, 3}) {
        const Long share = probability[k] * std::exp(own_score(mu, degrees, x, n) - score(mu, degrees, x, n, k));
        const Long margin = score(mu, degrees, x, n, j) - std::log(1 - Long(probability[j])) -
                            score(mu, degrees, x, n, k) + std::log(Long(probability[k]));
        Long detection = 0, square = 0;  // d_j - d_k, ‖w‖^2
        for (Index i = 0; i < dimensions; ++i) {
          detection += (Long(x(n, i)) - mu(j, i)) * (Long(x(n, i)) - mu(j, i)) -
                       (Long(x(n, i)) - mu(k, i)) * (Long(x(n, i)) - mu(k, i));
          square += 4 * (Long(mu(k, i)) - mu(j, i)) * (Long(mu(k, i)) - mu(j, i));
        }
        for (Index i = 0; i < dimensions; ++i) {
          if (j == k) {
            expected(n, i) += static_cast<double>(share * r / dimensions);
            continue;
          }
          // What the offset is in units of the detection: the rest of the margin over the detection's own part.
          const Long own = score(mu, degrees, x, n, j) - score(mu, degrees, x, n, k);
          const Long scale = own / detection, offset = (margin - own) / scale;
          const Long w = 2 * (Long(mu(k, i)) - mu(j, i));
          const Long root = (Long(mu(k, i)) + mu(j, i)) / 2 - offset / square * w;
          expected(n, i) += static_cast<double>(share * r * (x(n, i) - root) * w / (margin / scale));
        }
      }
    }
  const Matrix found = layer.relevance(x, {layer.forward(x)}, relevance, {});
  laws::equal(found, expected, tolerance::amplified);
  laws::conserves(found, relevance.rowwise().sum());
}

TEST_CASE("margins of a class refuse probabilities that make no log-odds") {
  const Matrix mu = samples::normal(2, 3, 1);
  CHECK_THROWS_WITH(ClassMargins(mu, 1, 1, Vector::Zero(2)), Contains("probability 0 in every cluster"));
  CHECK_THROWS_WITH(ClassMargins(mu, 1, 1, Vector::Ones(2)), Contains("probability 1 in every cluster"));
  CHECK_THROWS_WITH(ClassMargins(mu, 1, 1, Vector::Constant(2, 1.5)), Contains("1.5 of cluster 0"));
  CHECK_THROWS_WITH(ClassMargins(mu, 1, 1, Vector::Ones(3)), Contains("3 probabilities should be 2"));
}
