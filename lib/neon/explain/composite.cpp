#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/explain/composite.hpp>

#include <charconv>

namespace neon {

const Rule* Composite::rule(Role role, bool reads_features) const {
  switch (role) {
    case Role::detection:
      return reads_features ? &detection_at_input : &detection;
    case Role::hidden:
      return &hidden;
    case Role::input:
      return &input;
    case Role::pool:
    case Role::element_wise:
      break;
  }
  return nullptr;
}

namespace composites {
namespace {

constexpr std::string_view v1 = "Kauffmann et al., 2019, Sec. 4 (v1)", v2 = "Kauffmann et al., 2021 (v2)";

Rule bounded(const Rule& rule, double lower, double upper) {
  return rule.name == "zB" ? rules::z_box(lower, upper) : rule;
}

Composite paper_v1(double lower, double upper) {
  return {"paper-v1", std::string(v1), rules::z_box(lower, upper),
          rules::z(), rules::gamma(),  rules::z_box(lower, upper)};
}

/// "layer=rule,layer=rule,..." over the layers of paper-v1.
Composite user_made(std::string_view text, double lower, double upper) {
  Composite result = paper_v1(lower, upper);
  result.name = text;
  result.source = "user-made";
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    const auto equals = item.find('=');
    const std::string_view layer = item.substr(0, equals);
    Rule* const slot = layer == "detection_at_input" ? &result.detection_at_input
                       : layer == "detection"        ? &result.detection
                       : layer == "hidden"           ? &result.hidden
                       : layer == "input"            ? &result.input
                                                     : nullptr;
    require(slot != nullptr && equals != std::string_view::npos,
            "composite '{}': '{}' should be detection_at_input=RULE, detection=RULE, hidden=RULE or input=RULE", text,
            item);
    *slot = bounded(rules::find(item.substr(equals + 1)), lower, upper);
  }
  for (const Rule* rule : {&result.hidden, &result.input})
    require(!rule->midpoint && !rule->affine, "composite '{}': the {} rule should stand at a detection layer", text,
            rule->name);
  return result;
}

/// One rule for every layer that can take it; others keep paper-v1's.
Composite uniform(std::string_view name, double lower, double upper) {
  const Rule rule = bounded(rules::find(name), lower, upper);
  Composite result{std::string(name), std::string(v1), rule, rule, rule, rule};
  const Composite fallback = paper_v1(lower, upper);
  if (rule.name == "zB") {
    result.detection = fallback.detection;
    result.hidden = fallback.hidden;
  } else if (rule.midpoint) {
    result.source = v2;
    result.hidden = rules::z_plus();
    result.input = fallback.input;
  } else if (rule.affine) {
    result.hidden = fallback.hidden;
    result.input = fallback.input;
  }
  return result;
}

/// Some of paper-v2, and gradient x input the rest.
Composite hybrid(std::string_view name, double lower, double upper) {
  Composite result = uniform("midpoint", lower, upper);
  result.name = name;
  result.source = "Bley et al., 2025";
  result.eta = 0.5;
  if (name == "hybrid") return result;
  const std::string_view text = name.substr(std::string_view("hybrid=").size());
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), result.eta);
  require(status == std::errc() && end == text.data() + text.size() && result.eta >= 0 && result.eta <= 1,
          "composite '{}': the share '{}' of midpoint should be in [0, 1]", name, text);
  return result;
}

}  // namespace

Composite find(std::string_view name, double lower, double upper) {
  if (name == "paper-v1") return paper_v1(lower, upper);
  if (name == "paper-v2") {
    Composite result = uniform("midpoint", lower, upper);
    result.name = name;
    return result;
  }
  if (name == "hybrid" || name.starts_with("hybrid=")) return hybrid(name, lower, upper);
  for (const std::string_view layer : {"detection_at_input=", "detection=", "hidden=", "input="})
    if (name.substr(0, layer.size()) == layer) return user_made(name, lower, upper);
  try {
    return uniform(name, lower, upper);
  } catch (const Error& error) {
    throw Error(fmt::format(
        "composite '{}' should be paper-v1, paper-v2, hybrid[=eta], a user-made one (detection=RULE,...) or a "
        "rule: {}{}",
        name, error.what(), did_you_mean(name, {"paper-v1", "paper-v2", "hybrid"})));
  }
}

std::vector<std::string> names() {
  return {"paper-v1", "paper-v2", "hybrid", "affine", "z", "z-nobias", "epsilon", "z+", "gamma", "w^2", "flat"};
}

}  // namespace composites
}  // namespace neon
