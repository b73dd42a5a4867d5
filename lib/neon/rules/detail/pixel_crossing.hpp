#pragma once
#include <neon/layers/detail/first_gradient.hpp>
#include <neon/rules/detail/relevance_shares.hpp>

#include <memory>

namespace neon {

/// The first convolution at one image, prepared for a rule: the only layer whose rule may have bounds.
class PixelCrossing {
 public:
  /// @param image [1, channels, h, w]  @throws Error as mapped_by and rule_input
  PixelCrossing(const Rule& rule, const Convolution& layer, const FeatureMaps& image, const ChannelBounds& bounds,
                const std::shared_ptr<BufferPool>& pool, Index block);

  const Denominators& denominators() const { return z_; }
  /// From the shares s_k of the outputs to the relevance of the pixels, [m, channels, h, w].
  FeatureMaps relevance(BufferPool& pool, const BlockedMaps& shares) const;

 private:
  PixelCrossing(const Rule& rule, const Convolution& mapped, FeatureMaps input, Index channels,
                const std::shared_ptr<BufferPool>& pool, Index block);

  FeatureMaps input_;
  Index channels_;
  FirstGradient gradient_;
  Denominators z_;
};

}  // namespace neon
