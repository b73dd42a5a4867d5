#pragma once
#include <neon/explain/evidence.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

/// The logit f_c of a neuralized model as evidence, with the model's exact shortcuts:
/// - segments: the scores of standard and kernel models, and the pre-activations of a deep model's first layer, are
///   affine in x, so a value along a segment costs no product with x, and the mean gradient averages pool weights
///   (deep: gradients by the pre-activations) instead of gradients;
/// - flips: one flip shifts every score by a scalar, so a whole curve costs O(scores * d); deep models update the
///   pre-activations of their first layer;
/// - affine scores: margins, squared distances up to a common number, and first pre-activations, from which f follows.
/// Source: docs/method.md, Sec. 3 and 6.
Evidence evidence(const StandardNetwork& network);
Evidence evidence(const KernelNetwork& network);
Evidence evidence(const DeepNetwork& network);
/// Without shortcuts: segments and flips are evaluated point by point.
Evidence evidence(const SphericalNetwork& network);
Evidence evidence(const QuadraticNetwork& network);
Evidence evidence(const LinkageNetwork& network);
inline Evidence evidence(const Network& network) {
  return std::visit([](const auto& net) { return evidence(net); }, network);
}

}  // namespace neon
