#pragma once
#include <neon/explain/evidence.hpp>

namespace neon {

/// Where segments leave the cluster, one per row.
struct Crossing {
  Vector t;      ///< [n] position in (0, 1]
  Vector value;  ///< [n] f there, -slack <= f <= 0 (f at the far end where the segment ends before; further below 0
                 ///< only where rounding leaves nothing closer)
};

/// Points with -slack <= f <= 0 on the segments from + t (to - from), given f > 0 at `from` and f <= 0 at `to`.
/// Regula falsi with Anderson and Björck's weights, bisection where it does not halve the bracket; all rows in
/// lockstep, rows that have arrived cost nothing more.
/// @param guess [n] first t to try (1 or more: none)  @param slack [n], in units of f
/// Source: Anderson and Björck, "A new high order method of regula falsi type", BIT 13, 1973.
Crossing cross(const Evidence& f, const MatrixView& from, const Vector& from_value, const MatrixView& to,
               const Vector& to_value, const Vector& guess, const Vector& slack);

}  // namespace neon
