#pragma once
#include <neon/explain/evidence.hpp>

namespace neon {

/// The evidence of a point that is a sum of addends, as a function of the addends' weights:
///   f(s) = f( sum_t s_t a_t ),   d f / d s_t = grad f . a_t
/// With a_t = (word vector t) / (number of words) these are the words of a document: at s = 1 gradient x input is what
/// propagation through the averaging layer gives each word, s_t = 0 takes word t's contribution away, and every method
/// that explains features explains words. Shortcuts along segments are kept, since x is linear in s.
/// @param addends [n, d] a  @return evidence of n features  @throws Error if d is not the number of features of f
Evidence addend_evidence(const Evidence& f, const MatrixView& addends);

}  // namespace neon
