#pragma once
#include "experiments/support/schema.hpp"

/// wine.h5
namespace neon::schema::wine {

struct Centroids {
  Dataset<Matrix> values{"centroids"};
  Attribute<double> inertia{values.path, "inertia"};
  Attribute<std::string> sizes{values.path, "sizes"};
};

/// The points that are shown.
struct Points {
  std::string group = "points";
  Dataset<Labels> id{group + "/id"};
  Dataset<Vector> logit{group + "/logit"}, sum{group + "/sum"}, printed{group + "/printed"};
  Dataset<Matrix> relevance{group + "/relevance"};
};

/// Every point.
struct All {
  std::string group = "all";
  Dataset<Vector> logit{group + "/logit"};
  Dataset<Matrix> relevance{group + "/relevance"};
};

struct Result {
  Dataset<Strings> features{"features"};
  Dataset<Matrix> x{"x"}, pca{"pca"};
  Dataset<Labels> label{"label"}, assigned{"assigned"};
  Centroids centroids;
  Points points;
  All all;
};

}  // namespace neon::schema::wine
