#pragma once
#include <neon/core/types.hpp>

#include <array>

namespace neon {

/// How the bytes of an image become what a network reads, channel by channel:  (byte / 255 - mean) / deviation.
struct PixelScale {
  std::array<double, 3> mean{}, deviation{1, 1, 1};  ///< of the channels red, green and blue in [0, 1]

  /// @throws Error if a mean is not in [0, 1], or a deviation not positive
  void check() const;
  /// @param byte in [0, 255]
  double of(double byte, Index channel) const {
    const auto c = static_cast<std::size_t>(channel);
    return (byte / 255 - mean[c]) / deviation[c];
  }
  Vector black() const;  ///< [3] the least that each channel can be
  Vector white() const;  ///< [3] the most
  friend bool operator==(const PixelScale&, const PixelScale&) = default;
};

/// Of the ImageNet images, as torchvision's networks are trained with, and the residual networks for CIFAR of
/// akamaster/pytorch_resnet_cifar10.
inline constexpr PixelScale imagenet_pixels{{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}};
/// Of the training images of CIFAR-10.
inline constexpr PixelScale cifar10_pixels{{0.4914, 0.4822, 0.4465}, {0.2470, 0.2435, 0.2616}};

}  // namespace neon
