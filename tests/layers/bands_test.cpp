#include <neon/layers/bands.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

/// Every neuron reads `reads` inputs from a place of its own.
Matrix patches(Index neurons, Index inputs, Index reads, std::uint64_t seed) {
  Matrix weight = Matrix::Zero(neurons, inputs);
  for (Index k = 0; k < neurons; ++k)
    weight.row(k).segment(k * (inputs - reads) / neurons, reads) = samples::normal(1, reads, seed + 10).row(0);
  return weight;
}

}  // namespace

TEST_CASE("products with bands are those with the whole matrix") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index neurons = GENERATE(1, 37, 133), rows = GENERATE(0, 1, 9);
  Matrix weight = patches(neurons, 90, 7, seed);
  if (neurons > 1) weight.row(neurons / 2).setZero();
  const std::shared_ptr<const Bands> bands = Bands::of(weight);
  REQUIRE(bands != nullptr);
  const Matrix x = samples::normal(rows, 90, seed), gradient = samples::normal(rows, neurons, seed + 1);
  if (rows == 0) {
    CHECK(bands->forward(x).rows() == 0);
    CHECK(bands->backward(gradient).cols() == 90);
    return;
  }
  laws::equal(bands->forward(x), Matrix(x * weight.transpose()));
  laws::equal(bands->backward(gradient), Matrix(gradient * weight));
}

TEST_CASE("matrices without bands stay whole") {
  CHECK(Bands::of(samples::normal(20, 30, 1)) == nullptr);
  CHECK(Bands::of(Matrix::Identity(20, 20)) == nullptr);
  CHECK(Bands::of(Matrix(0, 5)) == nullptr);
  CHECK(Bands::of(Matrix::Zero(20, 30)) != nullptr);
}
