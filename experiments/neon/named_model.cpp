#include "experiments/neon/named_model.hpp"

#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/io/model_file.hpp>

#include <CLI/CLI.hpp>

#include <charconv>
#include <fstream>

#include "experiments/neon/terminal.hpp"

namespace neon::cli {
namespace {

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const FitKind& kind : fit_kinds()) names.push_back(kind.name);
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

bool is_hdf5(const std::string& path) {
  std::string start(8, '\0');
  std::ifstream(path, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
  return start == "\x89HDF\r\n\x1a\n";
}

NamedModel load_named_model(const std::string& path, const ImportOptions& options) {
  ImportedModel imported = import_model(path, options);
  for (const std::string& remark : imported.remarks) notice(fmt::format("{}: {}", path, remark));
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
  app.add_option("--linkage", flags.options.linkage, "agglomerative: distance to the nearest, farthest or mean member")
      ->type_name("single|complete|average")
      ->check(CLI::IsMember({"single", "complete", "average"}).description(""))
      ->capture_default_str();
  app.add_option("--seed", flags.options.seed, "Seed of every random number")->capture_default_str();
}

NamedModel fit_named_model(const std::string& name, const Table& table, const FitFlags& flags) {
  const std::vector<std::string> known = kind_names();
  require(std::find(known.begin(), known.end(), flags.kind) != known.end(), "--model: '{}' should be one of {}{}",
          flags.kind, fmt::join(known, ", "), did_you_mean(flags.kind, known));
  require(flags.options.clusters >= 2 && flags.options.clusters <= table.values.rows(),
          "--clusters: {} should be at least 2 and at most {}, the number of points in {}", flags.options.clusters,
          table.values.rows(), name);
  NamedModel result{.name = name,
                    .model = KMeans{},
                    .scaling = scaling_of(flags.scale, table.values),
                    .feature_names = table.feature_names};
  Matrix x = table.values;
  result.scaling.apply(x);
  result.model = fit_model(flags.kind, x, flags.options);
  if (flags.beta > 0) set_beta(result.model, flags.beta);
  return result;
}

}  // namespace neon::cli
