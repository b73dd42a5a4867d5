#pragma once
#include <neon/clustering/fit.hpp>
#include <neon/clustering/model.hpp>
#include <neon/clustering/scaling.hpp>
#include <neon/model_files/imported_model.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "apps/neon/cluster_choice.hpp"

namespace neon::command_line {
class Option;
class Parser;
}  // namespace neon::command_line

namespace neon::cli {

/// A cluster model with what it takes to ask it about raw data.
struct NamedModel {
  std::string name;  ///< the file, or what it was fitted on
  ClusterModel model;
  Scaling scaling = {};                         ///< points pass it first
  std::vector<std::string> feature_names = {};  ///< [d], or empty
};

/// Our HDF5 or, as a table, centroids or support vectors from elsewhere: see import_model.
NamedModel load_named_model(const std::string& path, const ImportOptions& options = {});

/// Is this `neon_kind` of a file a kind of model's?
bool is_model_kind(const std::string& kind);

/// The kind of a model file of ours; empty for any other file.
std::string model_kind(const std::string& path);

/// How a model is to be fitted.
struct FitFlags {
  FitOptions options;
  std::string clusters = "auto";  ///< a number, or what to choose from: see range_of
  std::string kind = "kmeans", scale = "none";
  bool scale_said = false;                           ///< also where it is "none"
  double beta = 0;                                   ///< 0: by options.top_probability
  std::map<std::string, std::string> settings = {};  ///< of all kinds, by name
  std::set<std::string> given = {};                  ///< those that the user said
};
void add_fit_flags(command_line::Parser& app, FitFlags& flags);

/// The option --scale.  @param kept_with what keeps the scaling  @return for more to be said of it
command_line::Option add_scale_flag(command_line::Parser& app, std::string& scale, const std::string& kept_with);
/// @param name minmax, standard or none
Scaling scaling_of(const std::string& name, const Matrix& x);

/// A model that was fitted here, with the clusters of the points that it was fitted on.
struct FittedNamedModel {
  NamedModel named;
  Labels cluster = {};                       ///< [n]
  Index differ = 0;                          ///< see FittedModel
  std::optional<ClusterChoice> choice = {};  ///< where the number of clusters was not given
  std::string advice = {};                   ///< on scaling, where nothing was said of it, or empty: see scale_advice
};

/// @param name of the table in messages  @throws Error as fit_model and require_suitable, naming the table
FittedNamedModel fit_named_model(const std::string& name, const Table& table, const FitFlags& flags);

}  // namespace neon::cli
