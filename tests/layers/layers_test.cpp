#include <neon/core/error.hpp>
#include <neon/layers/activation.hpp>
#include <neon/layers/linear.hpp>
#include <neon/layers/soft_pool.hpp>

#include <array>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

std::vector<double> row_of(const Matrix& a, Index n) { return {a.row(n).data(), a.row(n).data() + a.cols()}; }

}  // namespace

TEST_CASE("a linear layer is its sum, and its backward pass the transpose", "[kernels]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Linear layer{samples::normal(3, 5, seed), samples::normal(3, 1, seed + 1).col(0)};
  const Matrix x = samples::normal(4, 5, seed + 2), g = samples::normal(4, 3, seed + 3);
  Matrix y(4, 3), back = Matrix::Zero(4, 5);
  for (Index n = 0; n < 4; ++n)
    for (Index k = 0; k < 3; ++k) {
      y(n, k) = layer.bias(k);
      for (Index i = 0; i < 5; ++i) {
        y(n, k) += x(n, i) * layer.weight(k, i);
        back(n, i) += g(n, k) * layer.weight(k, i);
      }
    }
  laws::equal(layer.forward(x), y);
  laws::equal(layer.backward(g), back);
  CHECK_THROWS_WITH(layer.forward(samples::normal(1, 4, 1)), "Linear: 4 features should be 5");
}

TEST_CASE("mapped weights are their maps, and the bias of a map to 1 is dropped") {
  const auto maps = [](WeightMap map) { return std::array{mapped(map, -3.0), mapped(map, 2.0)}; };
  CHECK(maps(WeightMap::identity) == std::array{-3.0, 2.0});
  CHECK(maps(WeightMap::positive) == std::array{0.0, 2.0});
  CHECK(maps(WeightMap::negative) == std::array{-3.0, 0.0});
  CHECK(maps(WeightMap::square) == std::array{9.0, 4.0});
  CHECK(maps(WeightMap::one) == std::array{1.0, 1.0});
  CHECK(mapped_bias(WeightMap::positive, 2.0) == 2);
  CHECK(mapped_bias(WeightMap::one, 2.0) == 0);
}

TEST_CASE("a dense layer told about another origin is the same layer, and exact far from 0") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double away = GENERATE(0.5, 1048576.0);  // sums with numbers of few digits round nothing
  const Linear near{samples::normal(3, 5, seed), samples::normal(3, 1, seed + 1).col(0)};
  const Linear far{near.weight, near.bias, Eigen::RowVectorXd::Constant(5, away)};
  const Matrix x = (64 * samples::normal(4, 5, seed + 2)).array().round() / 64;
  laws::equal(far.forward(x.array() + away), near.forward(x));
}

TEST_CASE("soft pools equal their formula, bound the extreme and have shares that sum to one", "[kernels]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double s = GENERATE(1e-3, 0.7, 30.0, 1e6);
  const Matrix a = samples::normal(6, 4, seed);
  const SoftMin low{s};
  const SoftMax high{s};
  const Vector f = low.forward(a), g = high.forward(a);
  for (Index n = 0; n < a.rows(); ++n) {
    CHECK(f(n) == Approx(slow::soft_min(row_of(a, n), s)).epsilon(1e-12));
    CHECK(g(n) == Approx(slow::soft_max(row_of(a, n), s)).epsilon(1e-12));
    CHECK(f(n) <= a.row(n).minCoeff());
    CHECK(g(n) >= a.row(n).maxCoeff());
    const std::vector<double> share = slow::shares(row_of(a, n), s);
    for (Index j = 0; j < a.cols(); ++j)
      CHECK(low.shares(a)(n, j) == Approx(share[static_cast<std::size_t>(j)]).epsilon(1e-9).margin(1e-15));
  }
  laws::equal(Vector(low.shares(a).rowwise().sum()), Vector(Vector::Ones(6)));
  laws::equal(Vector(high.shares(a).rowwise().sum()), Vector(Vector::Ones(6)));
}

TEST_CASE("pools survive any finite input, and hard pools share ties equally") {
  const Matrix a{{1e300, 1e300, -1e300}, {2, 2, 5}, {-1e-300, 0, 1e-300}};
  for (const double s : {1e-300, 1.0, 1e300, infinity}) {
    CHECK(SoftMin{s}.forward(a.bottomRows(2)).allFinite());
    CHECK(SoftMin{s}.shares(a).allFinite());
  }
  CHECK(SoftMin{infinity}.forward(a)(0) == -1e300);
  CHECK(SoftMin{infinity}.shares(a).row(1) == Matrix{{0.5, 0.5, 0}});
  CHECK(SoftMax{infinity}.shares(a).row(0) == Matrix{{0.5, 0.5, 0}});
  CHECK(SoftMin{1e9}.forward(a)(1) == Approx(2).epsilon(1e-8));
}

TEST_CASE("the saturating rectifier is the paper's g with its slopes") {
  Matrix x{{-2, 0, 0.5, 1, 3}}, slope = x;
  SaturatingRelu::apply(x);
  SaturatingRelu::derivative(slope);
  CHECK(x == Matrix{{0, 0, 0.5, 1, 1.5}});
  CHECK(slope == Matrix{{0, 0, 1, 1, 0.25}});
}
