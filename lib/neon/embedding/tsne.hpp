#pragma once
#include <neon/core/progress.hpp>
#include <neon/core/types.hpp>

#include <cstdint>

namespace neon {

struct TsneOptions {
  double perplexity = 30;  ///< effective number of neighbours, >= 1; reduced to (n - 1) / 3 for few points
  Index iterations = 750;
  double exaggeration = 12;  ///< factor on the attraction in the first `exaggerated_iterations`
  Index exaggerated_iterations = 250;
  double learning_rate = 0;  ///< 0: max(h / 4, min(h, 50)) with h = n / exaggeration
  double theta = 0.5;        ///< of the Barnes-Hut approximation, in [0, 1]; 0 is exact and takes O(n^2)
  std::uint64_t seed = 0;    ///< of the jitter that tells duplicates apart at the start
  ProgressFn progress = {};  ///< told after every iteration
};

struct Tsne {
  Matrix embedding;          ///< [n, 2], centred
  double kl_divergence = 0;  ///< KL(P || Q) at the end, in nats
};

/// Barnes-Hut t-SNE into the plane: minimises KL(P || Q) by gradient descent with momentum (0.5, then 0.8 after the
/// exaggeration) and per-coordinate gains, from the first two principal components scaled to a deviation of 1e-4.
/// Double precision throughout; deterministic for a seed and bit-identical for any number of threads.
/// @param x [n, d], finite, n >= 1, d >= 1; a common factor or shift of x does not matter
/// @throws Error if x is empty or not finite (names the row and column), an option is out of range, or the descent
///         diverges (a learning rate too large)
/// Source: van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 2008; van der Maaten, JMLR 2014; learning
/// rate and start: Kobak and Berens, "The art of using t-SNE for single-cell transcriptomics", Nature Communications
/// 2019.
Tsne fit_tsne(const MatrixView& x, const TsneOptions& options = {});

}  // namespace neon
