#pragma once
#include <fmt/format.h>

#include "experiments/support/schema.hpp"

/// models.h5
namespace neon::schema::models {

inline const std::string all_models = "models";  ///< the group of the models

struct Model {
  std::string name;
  std::string group = all_models + "/" + name;
  Attribute<std::string> title{group, "title"}, kind{group, "kind"};
  Attribute<Index> clusters{group, "clusters"}, rule_differs{group, "rule_differs"};
  Attribute<Index> outside{group, "outside"};  ///< the cluster that is noise, or beyond a threshold; of few models
  Attribute<double> beta{group, "beta"};
  Attribute<bool> conserving{group, "conserving"};  ///< do the rules promise that relevances sum to the logit?
  Check check{group};
  Dataset<Matrix> x{group + "/x"};
  Dataset<Labels> cluster{group + "/cluster"}, region{group + "/region"};
  Dataset<Vector> grid{group + "/grid"};
  Dataset<Labels> shown_id{group + "/points/id"};
  Dataset<Vector> shown_logit{group + "/points/logit"};
  Dataset<Matrix> shown_relevance{group + "/points/relevance"};

  Dataset<Matrix> boundary(Index c) const { return {fmt::format("{}/boundary/{}", group, c)}; }
};

}  // namespace neon::schema::models
