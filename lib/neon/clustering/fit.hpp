#pragma once
#include <neon/clustering/model.hpp>
#include <neon/core/progress.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// What a kind of cluster model lets its user choose, beside what FitOptions holds for all of them.
struct Setting {
  enum class Type { number, whole, text };
  std::string name;         ///< as a program's option is called, e.g. "support"
  std::string description;  ///< a line of help
  std::string standard;     ///< its value where none is given
  Type type = Type::text;
  std::vector<std::string> choices = {};  ///< all that a text may be; empty: anything
};

/// A word that stands for a number of its own.
struct NumberWord {
  std::string_view word;
  std::function<double()> number;
};

/// What a user may choose about a fit; each kind takes what concerns it.
struct FitOptions {
  Index clusters = 3;
  std::uint64_t seed = 0;
  Index restarts = 10;           ///< of the k-means inside; the best one counts
  double top_probability = 0.9;  ///< beta is chosen so that the mean top soft-assign probability is this
  std::map<std::string, std::string> settings = {};  ///< see ModelKind::settings
  std::optional<Labels> classes = {};                ///< [n] in [0, clusters): what supervised kinds learn
  ProgressFn progress = {};

  /// Values of the kind's settings.  @throws Error naming the setting if it is of another type
  const std::string& text(const std::string& name) const;
  double number(const std::string& name) const;
  double number(const std::string& name, const std::vector<NumberWord>& words) const;
  Index whole(const std::string& name) const;
};

/// A kind of cluster model, as the library lists them. To add one: a type as ClusterModel asks for, and
/// `ModelKind <name>()` in namespace neon::models, named in clustering/CMakeLists.txt.
struct ModelKind {
  std::string name;  ///< as in model files
  std::string description;
  std::string source;
  ClusterModel blank;  ///< one without parameters, which a model file gives
  /// A model of the points [n, d], with settings all given; empty: the kind cannot be fitted from points alone.
  std::function<ClusterModel(const MatrixView& x, const FitOptions& options)> fit = {};
  std::vector<Setting> settings = {};
  enum class Clusters { given, found, classes };
  Clusters clusters = Clusters::given;  ///< FitOptions say how many, the fit finds them, or they are the classes
  bool softens = true;                  ///< its stiffness is chosen by FitOptions::top_probability
};

/// Every kind of model, in the order of clustering/CMakeLists.txt.
const std::vector<ModelKind>& model_kinds();
/// Those that can be fitted from points.
std::vector<ModelKind> fit_kinds();
/// @throws Error saying `where`, and naming the kinds of the list
const ModelKind& find_kind(std::string_view name, const std::vector<ModelKind>& kinds, std::string_view where);

/// A model with the clusters of the points that it was fitted on.
struct FittedModel {
  ClusterModel model;
  /// [n] the clusters of the fit, as an Assigner tells them. Of an agglomerative clustering they are those of its tree;
  /// of most kinds a point's cluster is by definition the one of smallest outlier score under the finished model:
  /// nearest centroid, largest posterior, nearest support vectors (the k-means inside kernel-kmeans only finds these).
  Labels labels;
  Index differ = 0;  ///< points that the rule for new points puts into another cluster than the fit; see AssignedPoints
};

/// Fits a cluster model of any kind. Its stiffness is the one that gives options.top_probability, or infinity where
/// none does (points that tie exactly); a mixture keeps beta = 1, its own posterior. Deterministic for a seed, whatever
/// the number of threads.
/// @param kind see fit_kinds  @param x [n, d], finite
/// @throws Error if the kind or a setting is unknown, K < 2, K > n, or the points do not suit the model
FittedModel fit_model(std::string_view kind, const MatrixView& x, const FitOptions& options = {});

}  // namespace neon
