#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Eigenvalues of a symmetric matrix with their eigenvectors.
struct Eigenvectors {
  Vector value;   ///< [q] descending
  Matrix vector;  ///< [q, d] orthonormal rows
};

/// The eigenvectors of the largest eigenvalues: Householder's tridiagonal form, implicit QR steps on it, whose
/// rotations are kept and applied, last to first, to the wanted vectors alone. O(d^3) time, of which the vectors take
/// O(d^2 q); O(d^2) memory. Bit-identical for any number of threads.
/// @param symmetric [d, d], d >= 1, of ordinary size; only its lower triangle is read  @param count q, 1 <= q <= d
/// @throws Error if the eigenvalues do not converge
/// Source: Golub and Van Loan, "Matrix computations", 4th edition, 2013, algorithms 8.3.1 to 8.3.3.
Eigenvectors largest_eigenvectors(const Matrix& symmetric, Index count);

}  // namespace neon
