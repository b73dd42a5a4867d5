#include <neon/clustering/finite.hpp>
#include <neon/clustering/model_check.hpp>
#include <neon/core/error.hpp>

#include <cmath>
#include <limits>

namespace neon {
namespace {

constexpr double unit_tolerance = 1e-6;  // of norms and sums that other programs wrote in single precision

}  // namespace

void ModelCheck::finite(const std::string& dataset, const MatrixView& values) const {
  require_finite(values, fmt::format("{}: '{}'", where, dataset));
}

void ModelCheck::squares(const std::string& dataset, const MatrixView& values) const {
  finite(dataset, values);
  if (values.size() == 0) return;
  // The square of the distance of two rows is at most 4 columns largest^2.
  const double most = std::sqrt(std::numeric_limits<double>::max() / (4 * static_cast<double>(values.cols())));
  Index row = 0, column = 0;
  if (values.cwiseAbs().maxCoeff(&row, &column) <= most) return;
  throw Error(
      fmt::format("{}: '{}': {} in row {}, column {} should be at most {:.1e}, so that distances can be squared; "
                  "measure that column in a larger unit",
                  where, dataset, values(row, column), row, column, most));
}

void ModelCheck::length(const std::string& dataset, Index found, Index expected) const {
  require(found == expected, "{}: '{}' has {} entries, should have {}", where, dataset, found, expected);
}

void ModelCheck::clusters(const std::string& dataset, const Matrix& values) const {
  require(values.rows() >= 2 && values.cols() >= 1, "{}: '{}' is [{}, {}], should be at least 2 clusters by 1 feature",
          where, dataset, values.rows(), values.cols());
  squares(dataset, values);
}

void ModelCheck::positive(const std::string& dataset, const MatrixView& values) const {
  finite(dataset, values);
  for (Index k = 0; k < values.rows(); ++k)
    for (Index i = 0; i < values.cols(); ++i)
      require(values(k, i) >= std::numeric_limits<double>::min(),
              "{}: '{}': {} in row {}, column {} should be positive{}", where, dataset, values(k, i), k, i,
              values(k, i) > 0 ? fmt::format(", at least {:.2e}", std::numeric_limits<double>::min()) : "");
}

void ModelCheck::stiffness(double beta) const {
  require(beta > 0, "{}: the attribute beta is {}, should be positive (infinity: hard)", where, beta);
}

void ModelCheck::directions(const std::string& dataset, const Matrix& values) const {
  for (Index k = 0; k < values.rows(); ++k) {
    const double norm = values.row(k).norm();
    require(std::abs(norm - 1) <= unit_tolerance, "{}: '{}': row {} has norm {}, should have 1", where, dataset, k,
            norm);
  }
}

void ModelCheck::shares(const std::string& dataset, const Vector& values) const {
  positive(dataset, values);
  require(std::abs(values.sum() - 1) <= unit_tolerance, "{}: '{}' sum to {}, should sum to 1", where, dataset,
          values.sum());
}

}  // namespace neon
