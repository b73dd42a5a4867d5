#pragma once
#include <neon/clustering/dbscan.hpp>
#include <neon/network/network.hpp>

namespace neon {

/// The logit of a cluster of DBSCAN, or of noise:
///   f_c = min( min_{k != c} o_k - o_c,  eps^2 - o_c ),   f_noise = min_k o_k - eps^2
/// PooledDistances and ConstantMargins side by side; competitors in order, noise last. With one cluster ConstantMargins
/// stands alone.
/// @throws Error if c is no cluster, beta is not positive, or squared distances leave the range of doubles
Network density_network(const Dbscan& model, Index c);

}  // namespace neon
