#include <neon/core/error.hpp>
#include <neon/explain/evidence.hpp>
#include <neon/layers/soft_pool.hpp>

#include <utility>

namespace neon {

Vector Evidence::value(const MatrixView& x) const { return SoftMin{beta}.forward(margins(x)); }

Matrix Evidence::gradient(const MatrixView& x) const { return pullback(x, SoftMin{beta}.shares(margins(x))); }

Evidence make_evidence(Index features, std::function<Vector(const MatrixView&)> value,
                       std::function<Matrix(const MatrixView&)> gradient) {
  return {.features = features,
          .margins = [value = std::move(value)](const MatrixView& x) -> Matrix { return value(x); },
          .pullback = [gradient = std::move(gradient)](const MatrixView& x, const MatrixView& weight) -> Matrix {
            return gradient(x).array().colwise() * weight.col(0).array();
          }};
}

Segment segment(const Evidence& f, const MatrixView& from, const MatrixView& to) {
  require(from.rows() == to.rows() && from.cols() == to.cols(),
          "segment: ends of shapes [{}, {}] and [{}, {}] should agree", from.rows(), from.cols(), to.rows(), to.cols());
  if (f.segment_shortcut) return f.segment_shortcut(from, to);

  const Matrix start = from, direction = to - from;
  return {.value = [f, start, direction](const Vector& t) -> Vector {
            return f.value(start + Matrix(direction.array().colwise() * t.array()));
          },
          .mean_gradient = [f, start, direction](Index steps) -> Matrix {
            Matrix sum = Matrix::Zero(start.rows(), start.cols());
            for (Index s = 0; s < steps; ++s)
              sum += f.gradient(start + (static_cast<double>(s) + 0.5) / static_cast<double>(steps) * direction);
            return sum / static_cast<double>(steps);
          }};
}

Matrix flip_curves(const Evidence& f, const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
  const Index n = x.rows(), d = x.cols();
  require(root.rows() == n && root.cols() == d, "flip_curves: root points of shape [{}, {}] should be [{}, {}]",
          root.rows(), root.cols(), n, d);
  require(order.rows() == n && order.cols() == d, "flip_curves: orders of shape [{}, {}] should be [{}, {}]",
          order.rows(), order.cols(), n, d);
  if (f.flip_shortcut) return f.flip_shortcut(x, root, order);

  Matrix curves(n, d + 1), flipped = x;
  curves.col(0) = f.value(flipped);
  for (Index step = 0; step < d; ++step) {
    for (Index row = 0; row < n; ++row) flipped(row, order(row, step)) = root(row, order(row, step));
    curves.col(step + 1) = f.value(flipped);
  }
  return curves;
}

}  // namespace neon
