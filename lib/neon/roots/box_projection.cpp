#include <neon/roots/box_projection.hpp>

namespace neon {
namespace {

/// The linear piece of normal.xi(lambda) = constant - lambda slope that starts at a given lambda.
struct Piece {
  double constant, slope;
};

Piece piece_at(double lambda, const RowView& x, const RowView& normal, const Box& box) {
  double constant = 0, slope = 0;
  const double* point = x.data();
  const double* w = normal.data();
  const Index count = x.size();
#pragma omp simd reduction(+ : constant, slope)
  for (Index i = 0; i < count; ++i) {
    const double bound = w[i] > 0 ? box.lower : box.upper;
    const double moved = point[i] - lambda * w[i];
    const bool clipped = w[i] > 0 ? moved <= bound : moved >= bound;
    constant += w[i] * (clipped ? bound : point[i]);
    slope += clipped ? 0 : w[i] * w[i];
  }
  return {constant, slope};
}

}  // namespace

double project_on_half_space(const RowView& x, const RowView& normal, double offset, const Box& box,
                             Eigen::Ref<Eigen::RowVectorXd> xi) {
  double lambda = 0;
  for (;;) {
    const Piece piece = piece_at(lambda, x, normal, box);
    if (!(piece.constant - lambda * piece.slope > offset)) break;
    if (piece.slope == 0) {
      xi = (normal.array() > 0).select(box.lower, (normal.array() < 0).select(box.upper, x));
      return infinity;
    }
    const double next = (piece.constant - offset) / piece.slope;
    if (!(next > lambda)) break;
    lambda = next;
  }
  xi = (x - lambda * normal).cwiseMax(box.lower).cwiseMin(box.upper);
  return lambda;
}

}  // namespace neon
