#include "experiments/neon/named_model.hpp"

#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/io/hdf5.hpp>
#include <neon/io/model_file.hpp>

#include <charconv>

#include "command_line/checks.hpp"
#include "command_line/complaint.hpp"
#include "command_line/parser.hpp"
#include "experiments/neon/fit_advice.hpp"
#include "experiments/neon/terminal.hpp"

namespace neon::cli {
namespace {

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const FitKind& kind : fit_kinds()) names.push_back(kind.name);
  return names;
}

Index number_of_clusters(const std::string& text, const std::string& name, Index points) {
  Index clusters = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), clusters);
  require(status == std::errc() && clusters >= 2 && clusters <= points,
          "--clusters: {} should be at least 2 and at most {}, the number of points in {}", text, points, name);
  return clusters;
}

std::vector<std::string> linkage_names() {
  std::vector<std::string> names;
  for (const Linkage linkage : linkages()) names.emplace_back(text(linkage));
  return names;
}

Scaling scaling_of(const std::string& name, const Matrix& x) {
  if (name == "minmax") return minmax_scaling(x);
  if (name == "standard") return standard_scaling(x);
  return {};
}

}  // namespace

bool is_model_kind(const std::string& kind) {
  const std::vector<std::string> kinds = kind_names();
  return kind == "deep-kmeans" || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::string model_kind(const std::string& path) {
  if (!is_hdf5(path)) return {};
  const ResultReader file(path);
  const std::string kind = file.has_attribute("", "neon_kind") ? file.kind() : "";
  return is_model_kind(kind) ? kind : "";
}

NamedModel load_named_model(const std::string& path, const ImportOptions& options) {
  ImportedModel imported = import_model(path, options);
  for (const std::string& remark : imported.remarks) notice(fmt::format("{}: {}", path, remark));
  return {path, std::move(imported.model), is_hdf5(path) ? load_scaling(path) : Scaling{},
          std::move(imported.feature_names)};
}

void add_fit_flags(command_line::Parser& app, FitFlags& flags) {
  app.add_option("--model", flags.kind, "Kind of cluster model (neon list models)")
      .type_name(fmt::format("{}", fmt::join(kind_names(), "|")))
      .capture_default_str();
  app.add_option("--scale", flags.scale,
                 "Bring features to a common size first: to [0, 1], or to mean 0 and deviation 1. Kept with the model")
      .type_name("minmax|standard|none")
      .check(command_line::one_of({"minmax", "standard", "none"}))
      .each([&flags](const std::string&) { flags.scale_said = true; })
      .capture_default_str();
  app.add_option("--top-probability", flags.options.top_probability,
                 "Mean probability of the points' own clusters, which sets the stiffness beta")
      .type_name("P")
      .capture_default_str();
  app.add_option("--beta", flags.beta, "The stiffness itself; inf: hard assignment")
      .check(command_line::positive_number(true));
  app.add_option("--support", flags.options.support_per_cluster, "kernel-kmeans: support vectors per cluster")
      .type_name("N")
      .check(command_line::whole_number(1))
      .capture_default_str();
  app.add_option("--restarts", flags.options.restarts, "Starts of the fit, of which the best one counts")
      .type_name("N")
      .check(command_line::whole_number(1))
      .capture_default_str();
  app.add_option("--covariance", flags.options.covariance, "gaussian-mixture: one for all clusters, or one for each")
      .type_name("shared|diagonal")
      .check(command_line::one_of({"shared", "diagonal"}))
      .capture_default_str();
  app.add_option("--linkage", flags.options.linkage,
                 "agglomerative: what two clusters are apart. The nearest or farthest pair of points, the mean of all "
                 "distances or of their squares, or what the sum of squares grows by")
      .type_name(fmt::format("{}", fmt::join(linkage_names(), "|")))
      .check(command_line::one_of(linkage_names()))
      .capture_default_str();
  app.add_option("--seed", flags.options.seed, "Seed of every random number")
      .check(command_line::whole_number())
      .capture_default_str();
}

FittedNamedModel fit_named_model(const std::string& name, const Table& table, const FitFlags& flags) {
  const std::vector<std::string> known = kind_names();
  require(std::find(known.begin(), known.end(), flags.kind) != known.end(), "--model: '{}' should be one of {}{}",
          flags.kind, fmt::join(known, ", "), did_you_mean(flags.kind, known));
  require(flags.options.top_probability > 0 && flags.options.top_probability < 1,
          "--top-probability: {} should be between 0 and 1", flags.options.top_probability);
  FitOptions options = flags.options;
  const std::optional<ClusterRange> range = range_of(flags.clusters);
  if (!range) options.clusters = number_of_clusters(flags.clusters, name, table.values.rows());
  FittedNamedModel result{{.name = name,
                           .model = KMeans{},
                           .scaling = scaling_of(flags.scale, table.values),
                           .feature_names = table.feature_names}};
  Matrix x = table.values;
  result.named.scaling.apply(x);
  require_suitable(name, table, x, flags.kind);
  if (!flags.scale_said && flags.kind != "gaussian-mixture") result.advice = scale_advice(table);
  if (range) {
    result.choice = choose_clusters(flags.kind, x, options, *range);
    options.clusters = result.choice->clusters;
  }
  try {
    FittedModel fitted = fit_model(flags.kind, x, options);
    result.named.model = std::move(fitted.model);
    result.cluster = std::move(fitted.labels);
    result.differ = fitted.differ;
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", name, command_line::in_words(error.what())));
  }
  if (flags.beta > 0) set_beta(result.named.model, flags.beta);
  return result;
}

}  // namespace neon::cli
