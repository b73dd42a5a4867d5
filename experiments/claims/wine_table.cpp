#include "experiments/claims/wine_table.hpp"

#include <neon/core/error.hpp>

#include <cmath>

#include "experiments/wine/largest_features.hpp"

namespace neon::claims {
DataTable wine_table(const ResultReader& wine) {
  DataTable table{"Points outside the majority class of their cluster (midpoint rule, hard minimum)",
                  {"point", "class", "cluster", "probability", "logit", "sum of R", "printed", "largest |R|"},
                  {},
                  "Probability as in the demo, 1 / (1 + exp(-logit)). The last column names the three features of "
                  "largest relevance.",
                  {0, 7}};
  const Labels id = wine.labels("points/id"), label = wine.labels("label"), assigned = wine.labels("assigned");
  const Vector logit = wine.vector("points/logit"), sum = wine.vector("points/sum"),
               printed = wine.vector("points/printed");
  const Matrix relevance = wine.matrix("points/relevance");
  const std::vector<std::string> names = wine.strings("features");
  const auto count = static_cast<Index>(id.size());
  require(logit.size() == count && sum.size() == count && printed.size() == count && relevance.rows() == count &&
              relevance.cols() == static_cast<Index>(names.size()),
          "{}: the arrays of 'points' differ in length", wine.path().string());
  for (Index n = 0; n < count; ++n) {
    const auto point = static_cast<std::size_t>(id[static_cast<std::size_t>(n)]);
    table.rows.push_back({fmt::to_string(point), fmt::to_string(label.at(point)), fmt::to_string(assigned.at(point)),
                          fmt::format("{:.2f}", 1 / (1 + std::exp(-logit(n)))), fmt::format("{:.6f}", logit(n)),
                          fmt::format("{:.6f}", sum(n)), fmt::format("{:.4f}", printed(n)),
                          experiments::wine::largest_features(names, relevance.row(n))});
  }
  return table;
}

}  // namespace neon::claims
