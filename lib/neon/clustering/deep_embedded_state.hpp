#pragma once
#include <neon/clustering/deep_embedded_clustering.hpp>
#include <neon/clustering/dense_moments.hpp>

namespace neon {

/// A training of fit_deep_embedded on its way: all that it needs to go on, bit for bit as if it had not been
/// interrupted. Kept in files by write_checkpoint.
struct DeepEmbeddedState {
  std::uint64_t task = 0;                          ///< training_task of what is trained
  Index pretrained = 0, self_trained = 0;          ///< steps that are done
  std::vector<Linear> encoder = {}, decoder = {};  ///< the decoder is empty once self-training has begun
  DenseMoments of_encoder = {}, of_decoder = {};
  double error = 0;                      ///< DeepEmbeddedFit::error, of self-training
  Matrix centroids = {}, velocity = {};  ///< [K, e], empty before self-training
  Labels labels = {};                    ///< [n] clusters when the targets were last computed

  bool self_training() const { return centroids.size() > 0; }
};

/// 64 bits that tell trainings apart by their points, number of clusters and options (progress and checkpoints left
/// out).
std::uint64_t training_task(const MatrixView& x, Index clusters, const DeepEmbeddedOptions& options);

/// @throws Error if the state is of another task, or its parts do not have the shapes of this one
void check_state(const DeepEmbeddedState& state, const MatrixView& x, Index clusters,
                 const DeepEmbeddedOptions& options);

}  // namespace neon
