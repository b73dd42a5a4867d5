#include <neon/network/affine.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/normalisation.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

Network on_directions(const StandardNetwork& network) {
  return chain(network.cluster, {{Normalisation{network.detection.inputs()}, Role::element_wise},
                                 {Affine{network.detection, network.root}, Role::detection},
                                 {MinPool{network.pool}, Role::pool}});
}

}  // namespace neon
