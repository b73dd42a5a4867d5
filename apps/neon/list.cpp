#include <neon/baselines/baselines.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/explain/composite.hpp>
#include <neon/metrics/metric.hpp>

#include <algorithm>

#include "apps/neon/command.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/parser.hpp"
#include "datasets/manifest.hpp"
#include "experiments/support/wrap.hpp"

namespace neon::cli {
namespace {

struct Entry {
  std::string name, description, source;
};

constexpr std::string_view lrp = "Montavon et al., Layer-wise relevance propagation: an overview, 2019",
                           taylor =
                               "Montavon et al., Explaining nonlinear classification decisions with deep Taylor "
                               "decomposition, Pattern Recognition 65, 2017",
                           pixels =
                               "Bach et al., On pixel-wise explanations for non-linear classifier decisions by "
                               "layer-wise relevance propagation, PLoS ONE 10(7), 2015",
                           v1 = "Kauffmann et al., From clustering to cluster explanations via neural networks, v1, "
                                "2019",
                           v2 = "Kauffmann et al., From clustering to cluster explanations via neural networks, IEEE "
                                "TNNLS, 2022";

std::vector<Entry> models() {
  std::vector<Entry> entries;
  for (const ModelKind& kind : model_kinds()) entries.push_back({kind.name, kind.description, kind.source});
  return entries;
}

/// What is known of a rule, by its name without parameter.
Entry rule_entry(const std::string& name) {
  const std::vector<Entry> known{
      {"z", "in proportion to x w; the bias takes its share and keeps it", std::string(pixels)},
      {"z-nobias", "in proportion to x w, the bias left out: conserves", std::string(pixels)},
      {"affine", "x w times the slope of the relevance model: no denominators; detection layers", std::string(v1)},
      {"epsilon", "z with a stabiliser of the denominator's sign, in units of their root mean square (epsilon=0.01)",
       std::string(pixels)},
      {"z+", "in proportion to x w+, for inputs >= 0: conserves", std::string(taylor)},
      {"gamma", "in proportion to x (w + g w+): between z and z+ (gamma=0.25)", std::string(lrp)},
      {"zB", "for inputs in [l, h]: x w - l w+ - h w- (--bounds)", std::string(taylor)},
      {"midpoint", "(x - m) w, m the midpoint of the two prototypes: conserves, needs no bounds; detection layers",
       std::string(v2)},
      {"w^2", "in proportion to w^2, whatever the input", std::string(taylor)},
      {"flat", "every input the same share", std::string(lrp)}};
  const auto found = std::find_if(known.begin(), known.end(), [&](const Entry& entry) { return entry.name == name; });
  return found != known.end() ? *found : Entry{name, "", ""};
}

std::vector<Entry> rules_list() {
  std::vector<Entry> entries;
  for (const Rule& rule : rules::all()) entries.push_back(rule_entry(rule.name.substr(0, rule.name.find('='))));
  return entries;
}

std::vector<Entry> composites_list() {
  std::vector<Entry> entries;
  for (const std::string& name : composites::names()) {
    const Composite composite = composites::find(name);
    entries.push_back({name,
                       composite.eta < 1 ? "eta of paper-v2, 1 - eta of gradient x input (hybrid=0.5); eta 1: conserves"
                                         : fmt::format("features {}; deep models: detection {}, hidden {}, first {}",
                                                       composite.detection_at_input.name, composite.detection.name,
                                                       composite.hidden.name, composite.input.name),
                       composite.source});
  }
  entries.push_back({"LAYER=RULE,...", "your own: detection_at_input, detection, hidden, input; others as in paper-v1",
                     "neon list rules"});
  return entries;
}

std::vector<Entry> baselines_list() {
  std::vector<Entry> entries;
  for (const Attributor& method : baselines::all())
    entries.push_back({method.name,
                       method.uses_background || method.fit ? "learns from or compares with background points"
                       : method.uses_root                   ? "uses the root point, the nearest with evidence 0"
                                                            : "sees the evidence and its gradient only",
                       method.source});
  return entries;
}

std::vector<Entry> metrics_list() {
  std::vector<Entry> entries;
  for (const Metric& metric : metrics::all()) entries.push_back({metric.name, metric.description, metric.source});
  return entries;
}

std::vector<Entry> datasets_list() {
  std::vector<Entry> entries;
  for (const datasets::DatasetEntry& data : datasets::built_in_manifest().datasets)
    entries.push_back({data.name, fmt::format("{} ({})", data.description, data.licence), data.citation});
  return entries;
}

struct Kind {
  std::string name;
  std::function<std::vector<Entry>()> entries;
};

std::vector<Kind> kinds() {
  return {{"models", models},
          {"rules", rules_list},
          {"composites", composites_list},
          {"baselines", baselines_list},
          {"metrics", metrics_list},
          {"datasets", datasets_list}};
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.push_back(kind.name);
  return names;
}

void list(const std::string& wanted) {
  const std::vector<std::string> names = kind_names();
  const auto found = std::find(names.begin(), names.end(), wanted);
  require(found != names.end(), "'{}' should be one of {}{}", wanted, fmt::join(names, ", "),
          did_you_mean(wanted, names));
  const std::vector<Entry> entries = kinds()[static_cast<std::size_t>(found - names.begin())].entries();
  std::size_t width = 0;
  for (const Entry& entry : entries) width = std::max(width, experiments::characters(entry.name));
  const Style style = Style::of_output();
  std::string text;
  for (const Entry& entry : entries) {
    text += fmt::format("{}  {}\n", style.bold(padded(entry.name, width)), entry.description);
    if (!entry.source.empty()) text += fmt::format("{}  {}\n", std::string(width, ' '), style.dim(entry.source));
  }
  print(text);
}

}  // namespace

Command list_command() {
  return {"list", "What there is, with one-line descriptions and citations", "neon list composites\nneon list datasets",
          [](command_line::Parser& app) {
            const auto wanted = std::make_shared<std::string>();
            app.add_option("kind", *wanted, "What to list")
                .type_name(fmt::format("{}", fmt::join(kind_names(), "|")))
                .required();
            return [wanted] { list(*wanted); };
          }};
}

}  // namespace neon::cli
