#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/network/single_precision.hpp>

#include "support/laws.hpp"
#include "support/slow_residual.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("a network in single precision gives what it gives in double, to single precision") {
  const bool whole = GENERATE(true, false);  // normalisations merged or not
  const samples::SmallResidual sample(3);
  const ImageNetwork net = whole ? sample.network().merged() : sample.network();
  const SinglePrecision fast(net);
  const Matrix x = samples::normal(11, sample.image.size(), 9);
  for (const char* name : {"stem", "relu first", "stage 1", "shortcut", "stage 2", "mean", "dense"}) {
    CAPTURE(name);
    laws::equal(fast.activations(x, net.find(name)), net.activations(x, net.find(name)), tolerance::single);
  }
  const std::vector<Matrix> pooled = fast.pooled(x, {net.find("stage 2"), net.find("stem")});
  laws::equal(pooled[0], net.pooled(x, net.find("stage 2")), tolerance::single);
  laws::equal(pooled[1], net.pooled(x, net.find("stem")), tolerance::single);
}

TEST_CASE("convolutions of any window in single precision are those in double") {
  std::uint64_t seed = 1;
  for (const Windows& windows : {Windows{1, 1, 1, 0, 1}, Windows{3, 3, 1, 1, 1}, Windows{3, 2, 2, 1, 1},
                                 Windows{2, 3, 3, 0, 2}, Windows{3, 3, 2, 2, 2}, Windows{5, 4, 1, 3, 1}})
    for (const Index groups : {1, 2, 4})
      for (const Index channels : {4, 32}) {
        ImageNetwork net({channels, 9, 8});
        net.add("conv", samples::spatial_convolution(net.shape(0), 2 * channels, windows, ++seed, groups), {0});
        const Matrix x = samples::normal(3, net.shape(0).size(), seed);
        laws::equal(SinglePrecision(net).activations(x, 1), net.activations(x, 1), tolerance::single);
      }
}

TEST_CASE("single precision does not depend on the number of threads, and refuses what it does not compute") {
  const samples::SmallResidual sample(3);
  const ImageNetwork net = sample.network().merged();
  const SinglePrecision fast(net);
  const Matrix x = samples::normal(20, sample.image.size(), 9);
  set_threads(1);
  const Matrix one = fast.activations(x, net.last());
  set_threads(3);
  CHECK(fast.activations(x, net.last()) == one);
  set_threads(0);
  CHECK_THROWS_WITH(fast.activations(x, net.find("conv stem")), Contains("computed with its rectifier"));
  CHECK_THROWS_WITH(fast.activations(x, 99), Contains("value 99 should be in"));
  CHECK_THROWS_WITH(fast.activations(Matrix::Zero(1, 5), 1 + 1), Contains("images of 5 features should have 126"));
}
