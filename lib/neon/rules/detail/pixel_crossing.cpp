#include <neon/core/parallel.hpp>
#include <neon/layers/detail/onednn_convolution.hpp>
#include <neon/rules/detail/convolution_rule.hpp>
#include <neon/rules/detail/pixel_crossing.hpp>

namespace neon {

PixelCrossing::PixelCrossing(const Rule& rule, const Convolution& layer, const FeatureMaps& image,
                             const ChannelBounds& bounds, const std::shared_ptr<BufferPool>& pool, Index block)
    : PixelCrossing(rule, mapped_by(rule, layer, bounds), rule_input(rule, image, bounds), image.channels, pool,
                    block) {}

PixelCrossing::PixelCrossing(const Rule& rule, const Convolution& mapped, FeatureMaps input, Index channels,
                             const std::shared_ptr<BufferPool>& pool, Index block)
    : input_(std::move(input)),
      channels_(channels),
      gradient_(mapped, block),
      z_(neon::denominators(OneDnnConvolution(mapped, pool).forward(to_blocked(*pool, input_, 1), false), mapped.bias,
                            rule.epsilon)) {}

FeatureMaps PixelCrossing::relevance(BufferPool& pool, const BlockedMaps& shares) const {
  const BlockedMaps gradient = gradient_(pool, shares);
  FeatureMaps result(shares.count, channels_, shares.height, shares.width);
  const Index size = channels_ * shares.locations();
  parallel_blocks(shares.count, 1, [&](Index m, Index) {
    for (Index part = 0; part < input_.size(); part += size)
      for (Index i = 0; i < size; ++i) result.map(m)[i] += gradient.at(m, 0, 0)[part + i] * input_.map(0)[part + i];
  });
  return result;
}

}  // namespace neon
