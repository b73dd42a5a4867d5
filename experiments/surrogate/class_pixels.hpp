#pragma once
#include <neon/explain/node_propagator.hpp>
#include <neon/hdf5/hdf5.hpp>

#include "experiments/surrogate/study.hpp"

namespace neon::experiments::surrogate {

struct ClassOptions {
  Index images = 48;  ///< of the test images, evenly spaced
  Index steps = 8;    ///< of integrated gradients
  Index patch = 4;    ///< pixels a side of what is flipped at a time
  /// Of the patches that are flipped.
  std::vector<double> percent = {1.5625, 3.125, 6.25, 12.5, 25, 50, 100};
  std::uint64_t seed = 0;
};

/// Methods that explain a class at the pixels, NEON first, a random control last.
inline constexpr const char* class_methods[] = {"NEON", "SA", "GI", "IG", "random"};

/// One image and one layer's surrogate: which pixels speak for a class?
struct ClassMaps {
  double logit = 0, kept = 0;  ///< f = sum R + kept
  double turnover = 0;         ///< |f| + sum |R| + sum |kept|: what rounding is told in
  std::vector<Matrix> maps;    ///< of every method but the control, [1, pixels], summed over the colours
  NodeRelevance conservation;  ///< pixels left empty
};

/// The log-odds of class y by the surrogate of a layer (LayerSurrogate::neuralize) at one image: by NEON (midpoint, z+
/// through the encoder, then `down`), and by SA, GI and IG of the same function of the pixels.
/// @param x [1, image] as the network reads it  @param root [1, image] where integrated gradients start
ClassMaps explain_class(const NodePropagator& down, const LayerStudy& layer, Index y, const Matrix& x,
                        const Matrix& root, Index steps);

/// Explains the class that the network itself says, of some test images by every layer, flips patches in the order of
/// every method, and stores all.
void record_classes(const ImageNetwork& network, const Cifar& cifar, const Passed& test,
                    const std::vector<LayerStudy>& layers, const ClassOptions& options, ResultWriter& writer);

}  // namespace neon::experiments::surrogate
