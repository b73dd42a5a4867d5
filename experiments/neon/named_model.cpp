#include "experiments/neon/named_model.hpp"

#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/io/hdf5.hpp>
#include <neon/io/model_file.hpp>

#include <CLI/CLI.hpp>

#include <charconv>

namespace neon::cli {
namespace {

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const FitKind& kind : fit_kinds()) names.push_back(kind.name);
  return names;
}

std::vector<std::string> linkage_names() {
  std::vector<std::string> names;
  for (const Linkage linkage : linkages()) names.emplace_back(text(linkage));
  return names;
}

/// CLI11's own range of positive numbers ends before infinity.
std::string stiffness_error(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, value);
  return status == std::errc() && stop == end && value > 0 ? "" : text + " should be a positive number, or inf";
}

Scaling scaling_of(const std::string& name, const Matrix& x) {
  if (name == "minmax") return minmax_scaling(x);
  if (name == "standard") return standard_scaling(x);
  return {};
}

}  // namespace

NamedModel load_named_model(const std::string& path, const ImportOptions& options) {
  ImportedModel imported = import_model(path, options);
  return {path, std::move(imported.model), is_hdf5(path) ? load_scaling(path) : Scaling{},
          std::move(imported.feature_names)};
}

void add_fit_flags(CLI::App& app, FitFlags& flags) {
  app.add_option("--model", flags.kind, "Kind of cluster model (neon list models)")
      ->type_name(fmt::format("{}", fmt::join(kind_names(), "|")))
      ->capture_default_str();
  app.add_option("--scale", flags.scale,
                 "Bring features to a common size first: to [0, 1], or to mean 0 and deviation 1. Kept with the model")
      ->type_name("minmax|standard|none")
      ->check(CLI::IsMember({"minmax", "standard", "none"}).description(""))
      ->capture_default_str();
  app.add_option("--top-probability", flags.options.top_probability,
                 "Mean probability of the points' own clusters, which sets the stiffness beta")
      ->type_name("P")
      ->capture_default_str();
  app.add_option("--beta", flags.beta, "The stiffness itself; inf: hard assignment")
      ->check(CLI::Validator([](const std::string& text) { return stiffness_error(text); }, ""));
  app.add_option("--support", flags.options.support_per_cluster, "kernel-kmeans: support vectors per cluster")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--covariance", flags.options.covariance, "gaussian-mixture: one for all clusters, or one for each")
      ->type_name("shared|diagonal")
      ->check(CLI::IsMember({"shared", "diagonal"}).description(""))
      ->capture_default_str();
  app.add_option("--linkage", flags.options.linkage,
                 "agglomerative: what two clusters are apart. The nearest or farthest pair of points, the mean of all "
                 "distances or of their squares, or what the sum of squares grows by")
      ->type_name(fmt::format("{}", fmt::join(linkage_names(), "|")))
      ->check(CLI::IsMember(linkage_names()).description(""))
      ->capture_default_str();
  app.add_option("--seed", flags.options.seed, "Seed of every random number")->capture_default_str();
}

FittedNamedModel fit_named_model(const std::string& name, const Table& table, const FitFlags& flags) {
  const std::vector<std::string> known = kind_names();
  require(std::find(known.begin(), known.end(), flags.kind) != known.end(), "--model: '{}' should be one of {}{}",
          flags.kind, fmt::join(known, ", "), did_you_mean(flags.kind, known));
  require(flags.options.clusters >= 2 && flags.options.clusters <= table.values.rows(),
          "--clusters: {} should be at least 2 and at most {}, the number of points in {}", flags.options.clusters,
          table.values.rows(), name);
  const Scaling scaling = scaling_of(flags.scale, table.values);
  Matrix x = table.values;
  scaling.apply(x);
  FittedModel fitted = fit_model(flags.kind, x, flags.options);
  if (flags.beta > 0) set_beta(fitted.model, flags.beta);
  return {{name, std::move(fitted.model), scaling, table.feature_names}, std::move(fitted.labels), fitted.differ};
}

}  // namespace neon::cli
