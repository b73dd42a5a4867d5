#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/nearest_name.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace neon {
namespace {

template <class Number>
Number parsed(const std::string& name, const std::string& text, std::string_view what) {
  Number value{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  require(status == std::errc() && end == text.data() + text.size(), "fit_model: {} '{}' should be {}", name, text,
          what);
  return value;
}

/// With every setting of the kind: what the user gave, else the standard.
FitOptions complete(const ModelKind& kind, FitOptions options) {
  std::vector<std::string> known;
  for (const Setting& setting : kind.settings) {
    known.push_back(setting.name);
    const auto [entry, missing] = options.settings.emplace(setting.name, setting.standard);
    const std::string& value = entry->second;
    require(setting.choices.empty() ||
                std::find(setting.choices.begin(), setting.choices.end(), value) != setting.choices.end(),
            "fit_model: {} '{}' should be one of {}{}", setting.name, value, fmt::join(setting.choices, ", "),
            did_you_mean(value, setting.choices));
  }
  for (const auto& [name, value] : options.settings)
    require(std::find(known.begin(), known.end(), name) != known.end(), "fit_model: {} has no setting '{}'{}{}",
            kind.name, name, known.empty() ? "" : fmt::format(", it should be one of {}", fmt::join(known, ", ")),
            did_you_mean(name, known));
  return options;
}

}  // namespace

const std::string& FitOptions::text(const std::string& name) const {
  const auto found = settings.find(name);
  require(found != settings.end(), "fit_model: the setting '{}' is missing", name);
  return found->second;
}

double FitOptions::number(const std::string& name) const { return parsed<double>(name, text(name), "a number"); }

double FitOptions::number(const std::string& name, const std::vector<NumberWord>& words) const {
  std::string expected = "a number";
  for (const NumberWord& known : words) {
    if (text(name) == known.word) return known.number();
    expected += fmt::format("{}{}", &known == &words.back() ? " or " : ", ", known.word);
  }
  return parsed<double>(name, text(name), expected);
}

Index FitOptions::whole(const std::string& name) const { return parsed<Index>(name, text(name), "a whole number"); }

std::vector<ModelKind> fit_kinds() {
  std::vector<ModelKind> kinds = model_kinds();
  std::erase_if(kinds, [](const ModelKind& kind) { return !kind.fit; });
  return kinds;
}

const ModelKind& find_kind(std::string_view name, const std::vector<ModelKind>& kinds, std::string_view where) {
  std::vector<std::string> known;
  for (const ModelKind& kind : kinds) {
    if (kind.name == name) return kind;
    known.push_back(kind.name);
  }
  throw Error(fmt::format("{}: kind '{}' should be one of {}{}", where, name, fmt::join(known, ", "),
                          did_you_mean(name, known)));
}

FittedModel fit_model(std::string_view kind_name, const MatrixView& x, const FitOptions& options) {
  require(options.top_probability > 0 && options.top_probability < 1,
          "fit_model: mean top probability {} should be in (0, 1)", options.top_probability);
  const std::vector<ModelKind> kinds = fit_kinds();
  const ModelKind& kind = find_kind(kind_name, kinds, "fit_model");
  FittedModel result{kind.fit(x, complete(kind, options)), {}};
  const Matrix outlier = outlier_scores(result.model, x);
  AssignedPoints assigned = Assigner(result.model)(x, outlier);
  result.labels = std::move(assigned.cluster);
  result.differ = assigned.differ;
  if (!kind.softens) return result;
  const double least = 1 / static_cast<double>(outlier.cols());
  // Points that tie exactly bound the probability that any stiffness can reach.
  if (options.top_probability > least && options.top_probability < mean_top_probability(outlier, infinity))
    set_beta(result.model, beta_for_top_probability(outlier, options.top_probability));
  return result;
}

}  // namespace neon
