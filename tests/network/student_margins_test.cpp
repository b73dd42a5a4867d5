#include <neon/network/student_margins.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

constexpr Index dimensions = 4, clusters = 5, own = 2;

struct Subject {
  Matrix centroids;
  double degrees;
  StudentMargins layer;
};

Subject subject(double degrees, std::uint64_t seed) {
  const Matrix mu = samples::normal(clusters, dimensions, seed);
  const StandardNetwork top = neuralize(KMeans{mu, Vector::Zero(clusters)}, own);
  StudentMargins layer{
      {top.detection, top.root}, mu.row(own), Matrix(clusters - 1, dimensions), degrees, (degrees + 1) / 2};
  for (Index k = 0; k + 1 < clusters; ++k) layer.other.row(k) = mu.row(competitor_cluster(own, k));
  return {mu, degrees, layer};
}

Matrix some_points(const Subject& s, std::uint64_t seed) {
  Matrix x = samples::normal(9, dimensions, seed);
  x.row(1) = s.centroids.row(own);
  x.row(2) = s.centroids.row(0);
  x.row(3) = 0.5 * (s.centroids.row(own) + s.centroids.row(0));  // on the boundary
  x.row(4) *= 1e3;
  return x;
}

long double squared_distance(const Subject& s, const Matrix& x, Index n, Index k) {
  long double d = 0;
  for (Index i = 0; i < dimensions; ++i) {
    const long double apart = static_cast<long double>(x(n, i)) - s.centroids(k, i);
    d += apart * apart;
  }
  return d;
}

}  // namespace

TEST_CASE(
    "the logarithmic mean lies between the geometric and the arithmetic one, and is either number where they agree") {
  CHECK(logarithmic_mean(3, 3) == 3);
  CHECK(logarithmic_mean(1, std::exp(1.0)) == Approx(std::exp(1.0) - 1).epsilon(tolerance::rounding));
  for (const double a : {1e-9, 0.3, 1.0, 7.0})
    for (const double b : {1e-9, 0.3 * (1 + 1e-13), 1.0 + 1e-9, 7.5, 1e12}) {
      CAPTURE(a, b);
      const double mean = logarithmic_mean(a, b);
      CHECK(mean == logarithmic_mean(b, a));
      CHECK(mean >= std::sqrt(a * b) * (1 - tolerance::rounding));
      CHECK(mean <= (a + b) / 2 * (1 + tolerance::rounding));
      if (std::abs(a - b) > 1e-3 * a)
        CHECK(mean == Approx((a - b) / (std::log(a) - std::log(b))).epsilon(tolerance::rounding));
    }
}

TEST_CASE("margins by Student's t are k-means detections over a logarithmic mean, number by number") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double degrees = GENERATE(1e-3, 1.0, 100.0);
  const Subject s = subject(degrees, seed);
  const Matrix x = some_points(s, seed + 9);
  Matrix h(x.rows(), clusters - 1), scale(x.rows(), clusters - 1);
  for (Index n = 0; n < x.rows(); ++n)
    for (Index column = 0; column + 1 < clusters; ++column) {
      const long double a = degrees + squared_distance(s, x, n, competitor_cluster(own, column)),
                        b = degrees + squared_distance(s, x, n, own);
      const long double mean = std::abs(a - b) < 1e-9L * b ? (a + b) / 2 : (a - b) / (std::log(a) - std::log(b));
      scale(n, column) = static_cast<double>((degrees + 1) / 2 / mean);
      h(n, column) = static_cast<double>((degrees + 1) / 2 * (a - b) / mean);
    }
  laws::equal(s.layer.forward(x), h);
  laws::near(s.layer.scale(x), scale);
  CHECK((s.layer.forward(x).array() > 0).count() > 0);
  CHECK((s.layer.forward(x).array() < 0).count() > 0);
}

TEST_CASE("margins by Student's t: the pullback is the gradient") {
  const Subject s = subject(GENERATE(0.5, 1.0, 100.0), 4);
  const Matrix x = samples::normal(6, dimensions, 5), weight = samples::normal(6, clusters - 1, 6);
  const auto value = [&](const MatrixView& at) -> Vector {
    return s.layer.forward(at).cwiseProduct(weight).rowwise().sum();
  };
  const auto gradient = [&](const MatrixView& at) -> Matrix { return s.layer.pullback(at, weight); };
  laws::differentiates(make_evidence(dimensions, value, gradient), x);
}

TEST_CASE("margins by Student's t hand their relevance to the detections of k-means, slopes by the scale") {
  const Subject s = subject(3, 7);
  const Matrix x = samples::normal(6, dimensions, 8), relevance = samples::normal(6, clusters - 1, 9);
  const Pass pass{s.layer.forward(x)}, below{s.layer.distances.forward(x)};
  for (const Rule& rule : rules::all()) {
    CAPTURE(rule.name);
    const Matrix there = rule.affine ? Matrix(relevance.cwiseProduct(s.layer.scale(x))) : relevance;
    laws::equal(s.layer.propagation(rule)(x, pass, relevance, {}),
                s.layer.distances.propagation(rule)(x, below, there, {}), tolerance::amplified);
  }
  laws::conserves(s.layer.propagation(rules::midpoint())(x, pass, relevance, {}), relevance.rowwise().sum());
}
