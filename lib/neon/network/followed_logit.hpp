#pragma once
#include <neon/network/pool_path.hpp>

#include <functional>

namespace neon {

/// A logit that is a function of soft pools over affine scores, to be followed along flips of single features.
struct FollowedLogit {
  PoolPath path;
  std::function<Lanes(Lanes* pools)> logit;  ///< of the path's pools, lane by lane; may overwrite them
};

}  // namespace neon
