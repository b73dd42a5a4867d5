#pragma once
#include <neon/layers/convolution.hpp>
#include <neon/layers/detail/blocked_maps.hpp>

#include <memory>

namespace neon {

/// Channels per block of the memory format that oneDNN prefers for backward-data on this machine, where nearly all time
/// goes: 16, or else 8. The same suits its forward convolutions as well as any other.
Index preferred_block();

/// A convolution prepared for oneDNN: primitives and weights in the order that they want are made when first needed,
/// for every size of image and number of threads, and kept.
class OneDnnConvolution {
 public:
  /// @param layer kept by reference
  OneDnnConvolution(const Convolution& layer, std::shared_ptr<BufferPool> pool);
  OneDnnConvolution(const Convolution&& layer, std::shared_ptr<BufferPool> pool) = delete;
  ~OneDnnConvolution();
  OneDnnConvolution(OneDnnConvolution&&) noexcept;

  /// w * x + b, and max(0, .) of it if `rectified`, in the preferred format; x in that format, or plain.
  BlockedMaps forward(const BlockedMaps& x, bool rectified, Arithmetic arithmetic = Arithmetic::direct) const;
  /// The gradient of the input from that of the output, both in the preferred format; by Winograd's convolution.
  BlockedMaps backward(const BlockedMaps& gradient) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace neon
