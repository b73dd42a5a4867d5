#include "experiments/claims/vgg16_flipping.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include "experiments/claims/finding.hpp"
#include "experiments/claims/vgg16_result.hpp"

namespace neon::claims::vgg16 {
namespace {

const std::vector<std::string> methods{"NEON", "SA", "GI", "IG", "random"};

/// Area under the curve, mean over the images and layers that have both methods; and how often the first is lower.
Finding drops_faster(const ResultReader& file, const std::string& fast, const std::string& slow, double tolerance) {
  double area_fast = 0, area_slow = 0;
  Index lower = 0, compared = 0;
  for (const Place& place : places(file)) {
    if (!has_flipping(file, place, fast) || !has_flipping(file, place, slow)) continue;
    const double a = flipping_area(file, place, fast), b = flipping_area(file, place, slow);
    area_fast += a;
    area_slow += b;
    lower += a < b ? 1 : 0;
    ++compared;
  }
  require(compared > 0, "{}: no flipping of {} and {} is stored", file.path().string(), fast, slow);
  const auto count = static_cast<double>(compared);
  Finding finding = below({{fast, area_fast / count}}, {{slow, area_slow / count}}, tolerance);
  finding.reason += fmt::format("{}{} is lower in {} of {} (image, layer)", finding.reason.empty() ? "" : "; ", fast,
                                lower, compared);
  return finding;
}

}  // namespace

std::vector<Claim> flipping_claims() {
  const auto claim = [](const std::string& slow, const std::string& text) {
    return Claim{text, "own test", {"ties within {:g}", 0.002, 0.02}, [=](const ResultReader& file, double tolerance) {
                   return drops_faster(file, "NEON", slow, tolerance);
                 }};
  };
  return {claim("random", "patches in NEON's order drop faster than at random"),
          claim("GI", "patches in NEON's order drop faster than by gradient x input")};
}

DataTable flipping_table(const ResultReader& file) {
  DataTable table{
      "Patch flipping: area under the curve of a cluster's pooled evidence",
      {"image, layer"},
      {},
      "Mean over the clusters compared (those with the most evidence), on a square-root axis. Patches of 8 x 8 "
      "pixels are replaced by the image's mean colour; a cluster of flat areas grows again when much of the "
      "image has become flat: its evidence on a blank image is in the last column, in units of that on the "
      "image. IG: of its own clusters only."};
  std::vector<std::string> shown;
  for (const std::string& method : methods)
    for (const Place& place : places(file))
      if (has_flipping(file, place, method) && (shown.empty() || shown.back() != method)) shown.push_back(method);
  table.header.insert(table.header.end(), shown.begin(), shown.end());
  table.header.emplace_back("blank");
  for (const Place& place : places(file)) {
    if (!file.has(place.group() + "/flipping/blank")) continue;
    std::vector<std::string> row{fmt::format("{}, {}", place.image, place.layer)};
    for (const std::string& method : shown)
      row.push_back(has_flipping(file, place, method) ? fmt::format("{:.3f}", flipping_area(file, place, method)) : "");
    const Vector blank = file.vector(place.group() + "/flipping/blank");
    row.push_back(fmt::format("{:.2f}", fmt::join(blank.begin(), blank.end(), ", ")));
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace neon::claims::vgg16
