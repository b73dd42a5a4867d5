#include "experiments/claims/vgg16_claims.hpp"

#include "experiments/claims/cost_table.hpp"
#include "experiments/claims/vgg16_appearance.hpp"
#include "experiments/claims/vgg16_cost.hpp"
#include "experiments/claims/vgg16_flipping.hpp"
#include "experiments/claims/vgg16_laws.hpp"
#include "experiments/claims/vgg16_result.hpp"

namespace neon::claims {
namespace {

std::vector<DataTable> tables(const ResultReader& file) {
  std::vector<DataTable> all;
  for (const vgg16::Place& place : vgg16::places(file))
    all.push_back(vgg16::cluster_table(file, place.image, place.layer));
  for (const auto& table : {vgg16::flipping_table, vgg16::conservation_table, cost_table}) all.push_back(table(file));
  return all;
}

}  // namespace

Experiment vgg16_experiment() {
  Experiment experiment{"VGG16: clusters inside three layers", {}, tables};
  for (const auto& part : {vgg16::appearance_claims, vgg16::flipping_claims, vgg16::law_claims, vgg16::cost_claims})
    for (Claim& claim : part()) experiment.claims.push_back(std::move(claim));
  return experiment;
}

}  // namespace neon::claims
