#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <vector>

namespace neon {

/// The flips of one point that change something. The others repeat the value before them: curves are evaluated at the
/// changes only and then spread over all flips.
class FlipChanges {
 public:
  explicit FlipChanges(Index features);

  /// @param x, root [d] contiguous  @param order [d] the features in the order of their flips
  void select(const double* x, const double* root, const std::int32_t* order);

  /// Values on the curve that differ: at the start, "change" 0 by nothing, and after every change.
  Index values() const { return values_; }
  /// Feature of change v, and root - x of it.  [values()], and `lanes` more that change nothing
  const std::int32_t* feature() const { return feature_.data(); }
  const double* change() const { return change_.data(); }

  /// @param value [values()], readable up to d + 9  @param curve [d + 1] written: the value after every flip
  void spread(const double* value, double* curve) const;

 private:
  Index features_, values_ = 1;
  std::vector<std::int32_t> feature_;
  std::vector<double> change_, distance_;
  std::vector<std::uint8_t> changing_;  // one bit per flip, eight flips a byte
};

}  // namespace neon
