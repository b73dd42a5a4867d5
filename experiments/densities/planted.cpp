#include "experiments/densities/planted.hpp"

#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <algorithm>
#include <numeric>

namespace neon::experiments::densities {
namespace {

constexpr std::uint64_t planting_stream = 1000;  // and one more for every point
constexpr const char* source = "planted deviations, this experiment";

const Labels& columns_of(const Planted& planted, const ExplainedPart& part, Index n) {
  return planted.columns[static_cast<std::size_t>(part.question.id[static_cast<std::size_t>(n)])];
}

}  // namespace

Planted plant(const MatrixView& x, Index columns, double shift, std::uint64_t seed) {
  require(columns > 0 && columns <= x.cols(), "plant: {} columns should be from 1 to the {} features", columns,
          x.cols());
  Planted planted{x, {}};
  for (Index n = 0; n < x.rows(); ++n) {
    Random random(seed, planting_stream + static_cast<std::uint64_t>(n));
    Labels order(static_cast<std::size_t>(x.cols()));
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(order);
    order.resize(static_cast<std::size_t>(columns));
    std::sort(order.begin(), order.end());
    for (const Index i : order) planted.x(n, i) += random.below(2) == 0 ? shift : -shift;
    planted.columns.push_back(std::move(order));
  }
  return planted;
}

Metric planted_share(std::shared_ptr<const Planted> planted) {
  return {.name = "share",
          .description = "share of the positive relevance on the features with a planted deviation",
          .source = source,
          .better = Better::higher,
          .score = mean_by_part([planted = std::move(planted)](const ExplainedPart& part) {
            Vector share(part.relevance.rows());
            for (Index n = 0; n < share.size(); ++n) {
              const Eigen::RowVectorXd positive = part.relevance.row(n).cwiseMax(0);
              const double all = positive.sum();
              share[n] = all > 0 ? positive(columns_of(*planted, part, n)).sum() / all : 0;
            }
            return share;
          })};
}

Metric planted_precision(std::shared_ptr<const Planted> planted) {
  return {.name = "precision",
          .description = "share of the most relevant features, as many as have a planted deviation, that have one",
          .source = source,
          .better = Better::higher,
          .score = mean_by_part([planted = std::move(planted)](const ExplainedPart& part) {
            const FlipOrder order = flip_order(part.relevance);
            Vector precision(part.relevance.rows());
            for (Index n = 0; n < precision.size(); ++n) {
              const Labels& columns = columns_of(*planted, part, n);
              const auto k = static_cast<Index>(columns.size());
              Index found = 0;
              for (Index i = 0; i < k; ++i) found += std::count(columns.begin(), columns.end(), Index{order(n, i)});
              precision[n] = static_cast<double>(found) / static_cast<double>(k);
            }
            return precision;
          })};
}

}  // namespace neon::experiments::densities
