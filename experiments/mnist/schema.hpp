#pragma once
#include <fmt/format.h>

#include "experiments/support/schema.hpp"

/// mnist.h5
namespace neon::schema::mnist {

inline const Dataset<Labels> test_label{"data/label"};
inline const std::string all_models = "models";  ///< the group of the models

/// Root points of one kind.
struct Roots {
  std::string group;
  Dataset<Vector> distance{group + "/distance"}, value{group + "/value"};
  Dataset<Labels> feasible{group + "/feasible"};
  Attribute<double> seconds{group, "seconds"}, feasible_share{group, "feasible_share"};
};

struct Method {
  std::string group;
  Attribute<std::string> source{group, "source"};
  Attribute<double> seconds_per_point{group, "seconds_per_point"},
      seconds_root_per_point{group, "seconds_root_per_point"};
  Attribute<bool> competitors{group, "competitors"};
  Attribute<double> conservation{group, "conservation"}, conservation_mean{group, "conservation_mean"},
      error{group, "error"}, ink_share{group, "ink_share"};
};

/// One order of the flips.
struct FlipOrder {
  Dataset<Vector> curve;
  Attribute<double> auc;
};

/// Pixel flipping by one method, with one kind of root point.
struct Flipping {
  std::string group;
  FlipOrder pooled = order("pooled"), per_point = order("per_point");

  FlipOrder order(const std::string& name) const { return {{group + "/" + name}, {group, "auc_" + name}}; }
};

/// The digits that figures show.
struct Digits {
  std::string group;
  Dataset<Labels> point{group + "/point"}, assigned{group + "/assigned"};
  Dataset<Matrix> image{group + "/image"};
  Dataset<Vector> logit{group + "/logit"};
  std::string all_competitors = group + "/competitors";  ///< the group of the digits by competitor

  Dataset<Matrix> relevance(const std::string& method) const { return {group + "/relevance/" + method}; }
  Dataset<Matrix> competitors(const std::string& digit) const { return {all_competitors + "/" + digit}; }
};

struct Model {
  std::string name;
  std::string group = all_models + "/" + name;
  Attribute<double> beta{group, "beta"}, gamma{group, "gamma"}, self_similarity{group, "self_similarity"};
  Attribute<double> top_probability{group, "top_probability"};
  Attribute<double> accuracy_train{group, "accuracy_train"}, accuracy_test{group, "accuracy_test"};
  Attribute<double> seconds_fit{group, "seconds_fit"};
  Attribute<std::string> parameters{group, "parameters"};
  Attribute<Index> explained_count{group, "explained"};
  Dataset<Matrix> centroids{group + "/centroids"}, support{group + "/support"};
  Dataset<Vector> offset{group + "/offset"};
  Dataset<Labels> support_cluster{group + "/support_cluster"};
  Dataset<Labels> assigned{group + "/assigned"}, explained{group + "/explained"};
  Dataset<Matrix> logits{group + "/logits"}, tsne{group + "/tsne"};
  Dataset<Vector> evidence{group + "/evidence"};
  std::string all_roots = group + "/roots", all_methods = group + "/methods";  ///< groups of Roots and of Methods
  Digits digits{group + "/digits"};

  bool in(const ResultReader& file) const { return file.has(group); }
  Dataset<Matrix> layer_weight(std::size_t l) const { return {fmt::format("{}/layers/{}/weight", group, l)}; }
  Dataset<Vector> layer_bias(std::size_t l) const { return {fmt::format("{}/layers/{}/bias", group, l)}; }
  Roots roots(const std::string& kind) const { return {all_roots + "/" + kind}; }
  Method method(const std::string& method_name) const { return {all_methods + "/" + method_name}; }
  Flipping flipping(const std::string& root, const std::string& method_name) const {
    return {group + "/flipping/" + root + "/" + method_name};
  }
};

}  // namespace neon::schema::mnist
