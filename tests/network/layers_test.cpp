#include <neon/network/affine.hpp>
#include <neon/network/expanded_affine.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/normalisation.hpp>
#include <neon/network/rectifier.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

/// The pullback is that of the forward pass: central differences, in a random direction of the outputs.
template <class L>
void check_pullback(const L& layer, const Matrix& x) {
  const Matrix weight = samples::normal(x.rows(), layer.forward(x).cols(), 77);
  const auto value = [&](const MatrixView& at) -> Vector {
    return layer.forward(at).cwiseProduct(weight).rowwise().sum();
  };
  const auto gradient = [&](const MatrixView& at) -> Matrix { return layer.pullback(at, weight); };
  laws::differentiates(make_evidence(x.cols(), value, gradient), x);
}

}  // namespace

TEST_CASE("an affine layer is its formula, with and without transposed weights") {
  const Index d = 6, m = 4;
  Affine layer{{samples::normal(m, d, 1), samples::normal(m, 1, 2)}};
  const Matrix x = samples::normal(9, d, 3);
  Matrix expected(9, m);
  for (Index n = 0; n < 9; ++n)
    for (Index k = 0; k < m; ++k) {
      expected(n, k) = layer.linear.bias(k);
      for (Index i = 0; i < d; ++i) expected(n, k) += x(n, i) * layer.linear.weight(k, i);
    }
  laws::equal(layer.forward(x), expected);
  laws::equal(layer.from_scores(layer.scores(x)), expected);
  check_pullback(layer, x);
  layer.transposed = layer.linear.weight.transpose();
  laws::equal(layer.forward(x), expected);
}

TEST_CASE("an expanded layer is affine in (y, y^2), about any centre") {
  const Index d = 3, m = 4;
  ExpandedAffine layer{samples::normal(1, d, 1), {samples::normal(m, 2 * d, 2), Vector()}, samples::normal(m, d, 3)};
  layer.linear.bias = layer.constant.rowwise().sum();
  const Matrix x = samples::normal(7, d, 4);
  Matrix expected = Matrix::Zero(7, m);
  for (Index n = 0; n < 7; ++n)
    for (Index k = 0; k < m; ++k)
      for (Index i = 0; i < d; ++i) {
        const double y = x(n, i) - layer.centre(i);
        expected(n, k) += layer.constant(k, i) + layer.linear.weight(k, i) * y + layer.linear.weight(k, d + i) * y * y;
      }
  laws::equal(layer.forward(x), expected);
  const ExpandedAffine other = layer.about(Eigen::RowVectorXd::Constant(d, 0.7));
  laws::equal(other.forward(x), expected);
  laws::equal(other.linear.bias, Vector(other.constant.rowwise().sum()));
  check_pullback(layer, x);
}

TEST_CASE("a normalisation gives directions, and none to a point at 0") {
  const Normalisation layer{4};
  Matrix x = samples::normal(6, 4, 1);
  laws::equal(Vector(layer.forward(x).rowwise().norm()), Vector(Vector::Ones(6)));
  check_pullback(layer, x);
  x.row(2).setZero();
  const Pass pass{layer.forward(x)};
  CHECK(pass.output.row(2).isZero(0));
  CHECK(layer.pullback(x, Matrix::Ones(6, 4)).row(2).isZero(0));
  const Matrix per_unit = samples::normal(6, 4, 2), relevance = per_unit.cwiseProduct(pass.output);
  CHECK(layer.relevance(x, pass, relevance, {}) == relevance);
  laws::equal(Matrix(layer.relevance(x, pass, per_unit, {.per_unit = true}).cwiseProduct(x)), relevance);
}

TEST_CASE("a rectifier saturates, and relevance passes") {
  const Rectifier layer;
  const Matrix x{{-2, 0.5, 3}};
  CHECK(layer.forward(x) == Matrix{{0, 0.5, 1.5}});
  CHECK(layer.pullback(x, Matrix{{7, 7, 8}}) == Matrix{{0, 7, 2}});
  CHECK(layer.relevance(x, {layer.forward(x)}, x, {}) == x);
}

TEST_CASE("a pool shares gradients and relevance by min-take-most") {
  const double stiffness = GENERATE(0.8, infinity);
  const MinPool layer{{stiffness}};
  const Matrix x = samples::normal(5, 6, 1), top = samples::normal(5, 1, 2);
  Matrix expected(5, 6);
  for (Index n = 0; n < 5; ++n) {
    const std::vector<double> inputs(x.row(n).data(), x.row(n).data() + 6);
    CHECK(layer.forward(x)(n, 0) == Approx(slow::soft_min(inputs, stiffness)).epsilon(tolerance::rounding));
    for (Index j = 0; j < 6; ++j) {
      const bool least = x(n, j) == x.row(n).minCoeff();
      const double share =
          std::isinf(stiffness) ? (least ? 1 : 0) : slow::shares(inputs, stiffness)[static_cast<std::size_t>(j)];
      expected(n, j) = share * top(n, 0);
    }
  }
  laws::equal(layer.pullback(x, top), expected);
  laws::equal(layer.relevance(x, {layer.forward(x)}, top, {}), expected);
}
