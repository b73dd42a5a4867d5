#pragma once
#include <neon/core/types.hpp>

#include <string>

namespace neon {

/// The checks of a model on its way into or out of the file `where`. Each throws Error naming the file, the dataset or
/// attribute, and the row and column of a number.
struct ModelCheck {
  std::string where;

  void finite(const std::string& dataset, const MatrixView& values) const;
  /// finite, and not so large that distances overflow when they are squared.
  void squares(const std::string& dataset, const MatrixView& values) const;
  void length(const std::string& dataset, Index found, Index expected) const;
  void clusters(const std::string& dataset, const Matrix& values) const;
  void positive(const std::string& dataset, const MatrixView& values) const;
  void stiffness(double beta) const;
  /// Rows of norm 1.
  void directions(const std::string& dataset, const Matrix& values) const;
  /// Positive, of sum 1.
  void shares(const std::string& dataset, const Vector& values) const;
};

}  // namespace neon
