#include <neon/roots/box_projection.hpp>

namespace neon {
namespace {

/// The linear piece of normal.z(lambda) = constant - lambda slope that starts at a given lambda.
struct Piece {
  double constant, slope;
};

Piece piece_at(double lambda, const RowView& normal, const RowView& lower, const RowView& upper) {
  double constant = 0, slope = 0;
  const double *const w = normal.data(), *const low = lower.data(), *const high = upper.data();
  const Index count = normal.size();
#pragma omp simd reduction(+ : constant, slope)
  for (Index i = 0; i < count; ++i) {
    const double bound = w[i] > 0 ? low[i] : high[i];
    const double moved = -lambda * w[i];
    const bool clipped = w[i] > 0 ? moved <= bound : moved >= bound;
    constant += clipped ? w[i] * bound : 0;
    slope += clipped ? 0 : w[i] * w[i];
  }
  return {constant, slope};
}

}  // namespace

double project_on_half_space(const RowView& normal, double offset, const RowView& lower, const RowView& upper,
                             Eigen::Ref<Eigen::RowVectorXd> z) {
  double lambda = 0;
  for (;;) {
    const Piece piece = piece_at(lambda, normal, lower, upper);
    if (!(piece.constant - lambda * piece.slope > offset)) break;
    if (piece.slope == 0) {
      for (Index i = 0; i < z.size(); ++i) z[i] = normal[i] > 0 ? lower[i] : normal[i] < 0 ? upper[i] : 0;
      return infinity;
    }
    const double next = (piece.constant - offset) / piece.slope;
    if (!(next > lambda)) break;
    lambda = next;
  }
  z = (-lambda * normal).cwiseMax(lower).cwiseMin(upper);
  return lambda;
}

}  // namespace neon
