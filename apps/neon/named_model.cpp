#include "apps/neon/named_model.hpp"

#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>

#include <algorithm>
#include <charconv>

#include "apps/neon/fit_advice.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/checks.hpp"
#include "command_line/complaint.hpp"
#include "command_line/parser.hpp"

namespace neon::cli {
namespace {

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const ModelKind& kind : fit_kinds()) names.push_back(kind.name);
  return names;
}

Index number_of_clusters(const std::string& text, const std::string& name, Index points) {
  Index clusters = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), clusters);
  require(status == std::errc() && clusters >= 2 && clusters <= points,
          "--clusters: {} should be at least 2 and at most {}, the number of points in {}", text, points, name);
  return clusters;
}

/// An option for every setting of every kind; kinds that share one share the option.
void add_setting_flags(command_line::Parser& app, FitFlags& flags) {
  std::map<std::string, std::vector<std::string>> kinds_of;
  std::vector<Setting> settings;
  for (const ModelKind& kind : fit_kinds())
    for (const Setting& setting : kind.settings) {
      std::vector<std::string>& kinds = kinds_of[setting.name];
      if (kinds.empty()) settings.push_back(setting);
      kinds.push_back(kind.name);
    }
  for (const Setting& setting : settings) {
    std::string& value = flags.settings[setting.name];
    value = setting.standard;
    auto option = app.add_option("--" + setting.name, value,
                                 fmt::format("{}: {}", fmt::join(kinds_of[setting.name], ", "), setting.description));
    option.each([&flags, name = setting.name](const std::string&) { flags.given.insert(name); });
    if (!setting.choices.empty())
      option.type_name(fmt::format("{}", fmt::join(setting.choices, "|"))).check(command_line::one_of(setting.choices));
    else if (setting.type == Setting::Type::whole)
      option.type_name("N").check(command_line::whole_number());
    else if (setting.type == Setting::Type::number)
      option.type_name("X");
    if (!setting.standard.empty()) option.capture_default_str();
  }
}

/// What the user said, for the kind that is fitted.
std::map<std::string, std::string> settings_for(const ModelKind& kind, const FitFlags& flags) {
  std::map<std::string, std::string> chosen;
  for (const std::string& name : flags.given) {
    const auto known = std::find_if(kind.settings.begin(), kind.settings.end(),
                                    [&](const Setting& setting) { return setting.name == name; });
    require(known != kind.settings.end(), "--{}: {} models have no such choice", name, kind.name);
    chosen[name] = flags.settings.at(name);
  }
  return chosen;
}

/// The classes of the points, numbered in their order: what supervised kinds learn.
void take_classes(const std::string& name, const Table& table, std::string_view kind, FitOptions& options) {
  require(table.labels.has_value(),
          "{}: {} models learn classes, and there is no label column; --label COLUMN names one", name, kind);
  Labels different = *table.labels;
  std::sort(different.begin(), different.end());
  different.erase(std::unique(different.begin(), different.end()), different.end());
  options.clusters = static_cast<Index>(different.size());
  options.classes.emplace();
  for (const Index label : *table.labels)
    options.classes->push_back(std::lower_bound(different.begin(), different.end(), label) - different.begin());
}

}  // namespace

command_line::Option add_scale_flag(command_line::Parser& app, std::string& scale, const std::string& kept_with) {
  return app
      .add_option(
          "--scale", scale,
          "Bring features to a common size first: to [0, 1], or to mean 0 and deviation 1. Kept with the " + kept_with)
      .type_name("minmax|standard|none")
      .check(command_line::one_of({"minmax", "standard", "none"}))
      .capture_default_str();
}

Scaling scaling_of(const std::string& name, const Matrix& x) {
  if (name == "minmax") return minmax_scaling(x);
  if (name == "standard") return standard_scaling(x);
  return {};
}

bool is_model_kind(const std::string& kind) {
  const std::vector<ModelKind>& kinds = model_kinds();
  return std::any_of(kinds.begin(), kinds.end(), [&](const ModelKind& known) { return known.name == kind; });
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
  add_scale_flag(app, flags.scale, "model").each([&flags](const std::string&) { flags.scale_said = true; });
  app.add_option("--top-probability", flags.options.top_probability,
                 "Mean probability of the points' own clusters, which sets the stiffness beta")
      .type_name("P")
      .capture_default_str();
  app.add_option("--beta", flags.beta, "The stiffness itself; inf: hard assignment")
      .check(command_line::positive_number(true));
  app.add_option("--restarts", flags.options.restarts, "Starts of the fit, of which the best one counts")
      .type_name("N")
      .check(command_line::whole_number(1))
      .capture_default_str();
  add_setting_flags(app, flags);
  app.add_option("--seed", flags.options.seed, "Seed of every random number")
      .check(command_line::whole_number())
      .capture_default_str();
}

FittedNamedModel fit_named_model(const std::string& name, const Table& table, const FitFlags& flags) {
  const std::vector<ModelKind> kinds = fit_kinds();
  const std::vector<std::string> known = kind_names();
  require(std::find(known.begin(), known.end(), flags.kind) != known.end(), "--model: '{}' should be one of {}{}",
          flags.kind, fmt::join(known, ", "), did_you_mean(flags.kind, known));
  const ModelKind& kind = find_kind(flags.kind, kinds, "--model");
  require(flags.options.top_probability > 0 && flags.options.top_probability < 1,
          "--top-probability: {} should be between 0 and 1", flags.options.top_probability);
  FitOptions options = flags.options;
  options.settings = settings_for(kind, flags);
  const bool given = kind.clusters == ModelKind::Clusters::given;
  const std::optional<ClusterRange> range = given ? range_of(flags.clusters) : std::nullopt;
  if (kind.clusters == ModelKind::Clusters::classes) take_classes(name, table, kind.name, options);
  if (given && !range) options.clusters = number_of_clusters(flags.clusters, name, table.values.rows());
  FittedNamedModel result{{.name = name,
                           .model = KMeans{},
                           .scaling = scaling_of(flags.scale, table.values),
                           .feature_names = table.feature_names}};
  Matrix x = table.values;
  result.named.scaling.apply(x);
  require_suitable(name, table, x, flags.kind);
  if (!flags.scale_said && !flags.kind.ends_with("gaussian-mixture")) result.advice = scale_advice(table);
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
