#include "experiments/claims/leaderboard_claims.hpp"
#include "experiments/claims/mnist_claims.hpp"
#include "experiments/claims/newsgroups_claims.hpp"
#include "experiments/claims/vgg16_claims.hpp"
#include "experiments/claims/wine_claims.hpp"

namespace neon::claims {

std::vector<Experiment> all_experiments() {
  return {wine_experiment(), mnist_experiment(), newsgroups_experiment(), vgg16_experiment(), leaderboard_experiment()};
}

}  // namespace neon::claims
