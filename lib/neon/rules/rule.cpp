#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/rules/rule.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace neon {

bool Rule::proportional() const {
  return !midpoint &&
         std::all_of(terms.begin(), terms.end(), [](const Term& term) { return term.input == Input::activation; });
}

namespace rules {
namespace {

/// The number after '=' in "gamma=0.25", or the default where there is none.
double parameter(std::string_view name, double otherwise) {
  const auto equals = name.find('=');
  if (equals == std::string_view::npos) return otherwise;
  const std::string_view text = name.substr(equals + 1);
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  require(status == std::errc() && end == text.data() + text.size() && value > 0 && std::isfinite(value),
          "rule '{}': '{}' should be a positive number", name, text);
  return value;
}

}  // namespace

Rule z() { return {.name = "z", .terms = {Term{}}, .bias = true}; }
Rule z_nobias() { return {.name = "z-nobias", .terms = {Term{}}}; }
Rule affine() { return {.name = "affine", .terms = {Term{}}, .bias = true, .affine = true}; }

Rule epsilon(double epsilon) {
  require(epsilon > 0, "epsilon rule: {} should be positive", epsilon);
  return {.name = fmt::format("epsilon={}", epsilon), .terms = {Term{}}, .bias = true, .epsilon = epsilon};
}

Rule z_plus() { return {.name = "z+", .terms = {{.map = WeightMap::positive}}}; }

Rule gamma(double g) {
  require(g > 0, "gamma rule: {} should be positive", g);
  return {
      .name = fmt::format("gamma={}", g), .terms = {Term{}, {.map = WeightMap::positive, .factor = g}}, .bias = true};
}

Rule z_box(double lower, double upper) {
  require(lower <= upper, "zB rule: lower bound {} should not exceed the upper bound {}", lower, upper);
  return {.name = "zB",
          .terms = {Term{}, {Input::lower, WeightMap::positive, -1}, {Input::upper, WeightMap::negative, -1}},
          .lower = lower,
          .upper = upper};
}

Rule midpoint() { return {.name = "midpoint", .terms = {Term{}}, .midpoint = true}; }
Rule w_square() { return {.name = "w^2", .terms = {{Input::one, WeightMap::square}}}; }
Rule flat() { return {.name = "flat", .terms = {{Input::one, WeightMap::one}}}; }

Rule find(std::string_view name) {
  const std::string_view stem = name.substr(0, name.find('='));
  if (name == "z") return z();
  if (name == "z-nobias") return z_nobias();
  if (name == "affine") return affine();
  if (stem == "epsilon") return epsilon(parameter(name, 1e-2));
  if (name == "z+") return z_plus();
  if (stem == "gamma") return gamma(parameter(name, 0.25));
  if (name == "zB") return z_box();
  if (name == "midpoint") return midpoint();
  if (name == "w^2") return w_square();
  if (name == "flat") return flat();
  std::vector<std::string> known;
  for (const Rule& rule : all()) known.push_back(rule.name.substr(0, rule.name.find('=')));
  throw Error(fmt::format(
      "rule '{}' should be one of z, z-nobias, affine, epsilon[=e], z+, gamma[=g], zB, midpoint, w^2, flat{}", name,
      did_you_mean(stem, known)));
}

std::vector<Rule> all() {
  return {z(), z_nobias(), affine(), epsilon(), z_plus(), gamma(), z_box(), midpoint(), w_square(), flat()};
}

}  // namespace rules

}  // namespace neon
