#include "experiments/claims/mnist_claims.hpp"

#include "experiments/claims/cost_table.hpp"
#include "experiments/claims/mnist_cost.hpp"
#include "experiments/claims/mnist_laws.hpp"
#include "experiments/claims/mnist_models.hpp"
#include "experiments/claims/mnist_ranking.hpp"
#include "experiments/claims/mnist_result.hpp"
#include "experiments/claims/mnist_tables.hpp"

namespace neon::claims {
namespace {

std::vector<DataTable> tables(const ResultReader& file) {
  std::vector<DataTable> all = {mnist::model_table(file)};
  for (const std::string& model : mnist::models(file)) all.push_back(mnist::flipping_table(file, model));
  for (const auto& table : {mnist::time_table, mnist::conservation_table, mnist::root_table})
    all.push_back(table(file));
  all.push_back(cost_table(file));
  return all;
}

}  // namespace

Experiment mnist_experiment() {
  Experiment experiment{"MNIST: standard, kernel and deep k-means", {}, tables};
  for (const auto& part : {mnist::model_claims, mnist::ranking_claims, mnist::law_claims, mnist::cost_claims})
    for (Claim& claim : part()) experiment.claims.push_back(std::move(claim));
  return experiment;
}

}  // namespace neon::claims
