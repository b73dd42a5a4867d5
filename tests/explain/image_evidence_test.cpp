#include <neon/core/error.hpp>
#include <neon/explain/image_evidence.hpp>

#include "support/laws.hpp"
#include "support/sample_images.hpp"
#include "support/slow_images.hpp"

using namespace neon;

namespace {

/// Half the sum of squares of a layer's activations.
const ImageHead energy{8,
                       [](const FeatureMaps& a) {
                         Vector result = Vector::Zero(a.count);
                         for (Index n = 0; n < a.count; ++n)
                           for (Index i = 0; i < a.size() / a.count; ++i)
                             result(n) += 0.5 * static_cast<double>(a.map(n)[i]) * static_cast<double>(a.map(n)[i]);
                         return result;
                       },
                       [](const FeatureMaps& a) { return a; }};

double slow_energy(const ConvolutionalNetwork& network, const slow::Map& image) {
  const std::vector<slow::Map> activations = slow::activations(network, image);
  double sum = 0;
  for (const double a : activations.back().values) sum += 0.5 * a * a;
  return sum;
}

}  // namespace

TEST_CASE("a head's evidence and its gradient are functions of the pixels, image by image") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const ConvolutionalNetwork network = samples::network(seed);
  const Evidence evidence = image_evidence(ConvolutionalStack(network), energy, 8, 4);
  const FeatureMaps images = samples::images(6, 3, 8, 4, seed + 4);
  Matrix x(6, 3 * 8 * 4);
  std::copy(images.values.begin(), images.values.end(), x.data());
  const Vector value = evidence.value(x);
  const Matrix gradient = evidence.gradient(x);
  constexpr double step = tolerance::difference_step;
  for (Index n = 0; n < 6; ++n) {
    CHECK(value(n) == Approx(slow_energy(network, slow::map_of(images, n))).epsilon(tolerance::single));
    for (Index i = 0; i < x.cols(); i += 11) {
      slow::Map up = slow::map_of(images, n), down = up;
      up.values[static_cast<std::size_t>(i)] += step;
      down.values[static_cast<std::size_t>(i)] -= step;
      const double numeric = (slow_energy(network, up) - slow_energy(network, down)) / (2 * step);
      CHECK(gradient(n, i) == Approx(numeric).epsilon(tolerance::single).margin(tolerance::single * value(n)));
    }
  }
  CHECK_THROWS_WITH(evidence.value(Matrix::Zero(1, 95)), "image evidence: 95 features should be 3 x 8 x 4");
}
