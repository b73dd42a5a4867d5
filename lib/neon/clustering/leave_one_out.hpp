#pragma once
#include <neon/clustering/pair_matrix.hpp>
#include <neon/core/progress.hpp>

#include <string_view>

namespace neon {

struct LeaveOneOutOptions {
  bool batch = false;      ///< all points move at once, instead of point by point in their order
  Index max_sweeps = 200;  ///< over all points
  ProgressFn progress = {};
};

/// How the sweeps ended.
enum class Ending {
  fixed_point,  ///< a sweep moved no point
  cycle,        ///< a clustering came back
  stopped       ///< max_sweeps
};
std::string_view text(Ending ending);

struct LeaveOneOutFit {
  Labels cluster;  ///< [n] in [0, K), no cluster empty
  Ending ending = Ending::stopped;
  Index period = 0;          ///< of the cycle, in sweeps; 0 if there is none
  std::vector<Index> moves;  ///< per sweep, how many points changed their cluster
  Index sweeps() const { return static_cast<Index>(moves.size()); }
};

/// Kernel k-means with leave-one-out centroids: point l is compared with normalised centroids built without itself,
///   sim_k(l) = sum_{j in C_k \ l} K_lj / sqrt( sum_{i,j in C_k \ l} K_ij )   (a cosine in feature space)
/// and goes to the largest (the nearest centroid; ties: its own cluster, then the first), sweep after sweep, from the
/// given clustering until nothing changes. A point's own kernel bump would otherwise keep it where it is.
/// The sums are moved along with the points, O(n) a move and O(K) a visit, and computed anew before a fixed point is
/// reported. The last member of a cluster stays: in batch updates the one with the largest similarity to what it
/// leaves. Deterministic, the same for any number of threads.
/// @param kernel [n, n] symmetric with unit diagonal, see gaussian_kernel  @param start [n] in [0, K)
/// @throws Error if K < 2, or K > n or the number of points that the kernel tells apart, the kernel is not square, a
/// label is out of range, or a cluster starts empty Source: NEON paper, Appendix E.
template <class Scalar>
LeaveOneOutFit leave_one_out_kernel_kmeans(const PairMatrix<Scalar>& kernel, const Labels& start, Index clusters,
                                           const LeaveOneOutOptions& options = {});

}  // namespace neon
