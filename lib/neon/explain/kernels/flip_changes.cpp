#include <neon/explain/detail/flip_kernel.hpp>
#include <neon/explain/kernels/flip_changes.hpp>
#include <neon/network/lanes.hpp>

#include <algorithm>

namespace neon {

FlipChanges::FlipChanges(Index features)
    : features_(features),
      feature_(static_cast<std::size_t>(features) + 1 + lanes),
      change_(feature_.size()),
      distance_(static_cast<std::size_t>(features)),
      changing_(static_cast<std::size_t>((features + FlipKernel::group - 1) / FlipKernel::group)) {
  static_assert(lanes >= FlipKernel::group);
}

void FlipChanges::select(const double* x, const double* root, const std::int32_t* order) {
  for (Index i = 0; i < features_; ++i) distance_[static_cast<std::size_t>(i)] = root[i] - x[i];
  values_ = 1 + flip_kernel().select(distance_.data(), order, features_, feature_.data() + 1, change_.data() + 1,
                                     changing_.data());
  std::fill_n(change_.begin() + values_, lanes, 0.0);
}

void FlipChanges::spread(const double* value, double* curve) const {
  curve[0] = value[0];
  flip_kernel().spread(value, changing_.data(), features_, curve + 1);
}

}  // namespace neon
