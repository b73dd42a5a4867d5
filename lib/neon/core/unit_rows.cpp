#include <neon/core/error.hpp>
#include <neon/core/unit_rows.hpp>

namespace neon {

Matrix unit_rows(const MatrixView& x, Vector* norm) {
  Matrix unit = x;
  if (norm != nullptr) norm->setZero(x.rows());
  for (Index n = 0; n < x.rows(); ++n) {
    const double largest = unit.row(n).cwiseAbs().maxCoeff();
    if (!(largest > 0)) continue;
    unit.row(n) /= largest;
    const double length = unit.row(n).norm();
    unit.row(n) /= length;
    if (norm != nullptr) (*norm)(n) = largest * length;
  }
  return unit;
}

void require_directions(const MatrixView& x, std::string_view where) {
  for (Index n = 0; n < x.rows(); ++n)
    require((x.row(n).array() != 0).any(), "{}: row {} is 0, should have a direction", where, n);
}

}  // namespace neon
