#include "experiments/claims/vgg16_appearance.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "experiments/claims/finding.hpp"
#include "experiments/claims/vgg16_result.hpp"

namespace neon::claims::vgg16 {
namespace {

constexpr Index lowest = 17, highest = 31;

/// Edges of less than a quarter turn: the angular deviation of orientations spread evenly over 90 degrees is 24.4.
constexpr double narrow_spread = 24.4;
/// A colour: the pixels differ by less than this share of what those of the whole image differ.
constexpr double one_colour = 0.6;

/// Which clusters look at edges of one angle, or at a colour.
std::vector<bool> edges_or_colours(const ResultReader& file, const Place& place) {
  const Vector spread = per_cluster(file, place, "profile/orientation_spread"),
               strength = per_cluster(file, place, "profile/edge_strength"),
               colour = per_cluster(file, place, "profile/colour_spread");
  std::vector<bool> found;
  for (Index k = 0; k < spread.size(); ++k)
    found.push_back((spread(k) <= narrow_spread && strength(k) >= 1) || colour(k) <= one_colour);
  return found;
}

struct Count {
  Index found = 0, all = 0;
  double share() const { return static_cast<double>(found) / static_cast<double>(all); }
  std::string text() const { return fmt::format("{} of {}", found, all); }
};

Count count_of(const ResultReader& file, Index layer) {
  Count count;
  for (const Place& place : places(file, layer))
    for (const bool found : edges_or_colours(file, place)) {
      count.found += found ? 1 : 0;
      ++count.all;
    }
  return count;
}

Finding edges_and_colours(const ResultReader& file, double share) {
  const Count low = count_of(file, lowest), high = count_of(file, highest);
  Finding finding{low.text(), low.share() >= share && low.share() > high.share(),
                  fmt::format("layer {}: {}", highest, high.text())};
  std::vector<std::string> rest;
  for (const Place& place : places(file, lowest)) {
    const std::vector<bool> found = edges_or_colours(file, place);
    rest.push_back(fmt::format("{} {}", place.image, std::count(found.begin(), found.end(), true)));
  }
  finding.reason += fmt::format("; {}; the others are textures and corners", fmt::join(rest, ", "));
  return finding;
}

double median(std::vector<double> values) {
  require(!values.empty(), "no clusters are stored");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<double> all_values(const ResultReader& file, Index layer, const std::string& name) {
  std::vector<double> values;
  for (const Place& place : places(file, layer))
    for (const double value : per_cluster(file, place, name)) values.push_back(value);
  return values;
}

Finding compact(const ResultReader& file, double bound) {
  const double area = median(all_values(file, highest, "profile/half_area"));
  return at_most(100 * area, bound, "% of the pixels");
}

Finding closer_together(const ResultReader& file, double bound) {
  const double low = median(all_values(file, lowest, "profile/radius")),
               high = median(all_values(file, highest, "profile/radius"));
  Finding finding = at_most(high / low, bound);
  finding.reason = fmt::format("radius {:.3f} of the side, layer {} {:.3f}, spread evenly 0.408", high, lowest, low);
  return finding;
}

Finding little_relevance(const ResultReader& file, double bound) {
  double worst = 0;
  std::vector<std::string> ratios;
  for (const Place& place : places(file, highest)) {
    const double ratio =
        per_cluster(file, place, "evidence").sum() / per_cluster(file, {place.image, lowest}, "evidence").sum();
    worst = std::max(worst, ratio);
    ratios.push_back(fmt::format("{} {:.2f}", place.image, ratio));
  }
  Finding finding = at_most(worst, bound);
  finding.reason = fmt::format("{}", fmt::join(ratios, ", "));
  return finding;
}

Finding apart(const ResultReader& file, double bound) {
  double worst = 0;
  std::string where;
  for (const Place& place : places(file)) {
    const Matrix shared = file.matrix(place.group() + "/profile/overlap");
    const auto pairs = static_cast<double>(shared.rows() * (shared.rows() - 1));
    if (pairs == 0) continue;
    const double mean = (shared.sum() - shared.trace()) / pairs;
    if (mean > worst) where = fmt::format("{}, layer {}", place.image, place.layer);
    worst = std::max(worst, mean);
  }
  Finding finding = at_most(worst, bound);
  finding.reason = "worst: " + where;
  return finding;
}

}  // namespace

std::vector<Claim> appearance_claims() {
  return {{"layer 17: clusters are edges of a narrow angle or colours",
           "edges by angle, colours",
           {"share ≥ {:g}, more than in layer 31", 0.5, 0.4},
           edges_and_colours},
          {"layer 31: clusters are objects: half of their relevance lies on few pixels (median)",
           "objects",
           {"≤ {:g} %", 5, 10},
           compact},
          {"layer 31: their relevance lies closer together than in layer 17 (radius, medians)",
           "compact",
           {"ratio ≤ {:g}", 1, 1.1},
           closer_together},
          {"layer 31: little relevance, over that of layer 17", "little", {"ratio ≤ {:g}", 0.5, 0.5}, little_relevance},
          {"clusters of a layer look at different pixels: mean overlap", "separated", {"≤ {:g}", 0.2, 0.3}, apart}};
}

DataTable cluster_table(const ResultReader& file, const std::string& image, Index layer) {
  const Place place{image, layer};
  DataTable table{
      fmt::format("Clusters of {}, layer {}", image, layer),
      {"cluster", "evidence", "locations", "on the border", "edges", "strength", "colour", "colour spread",
       "half of R on", "radius"},
      {},
      "In the order of Figure 7. Edges: mean orientation ± angular deviation in degrees (0 horizontal, 90 "
      "vertical; ± 40.5: none), strength and colour spread in units of the image's own; half of R on: share "
      "of the pixels; radius: in units of the side (0.408: spread evenly).",
      {0, 4, 6}};
  const Vector evidence = per_cluster(file, place, "evidence"), sizes = per_cluster(file, place, "sizes");
  const auto profile = [&](const std::string& name) { return per_cluster(file, place, "profile/" + name); };
  const Vector border = profile("border_share"), orientation = profile("orientation"),
               spread = profile("orientation_spread"), strength = profile("edge_strength"),
               colour_spread = profile("colour_spread"), area = profile("half_area"), radius = profile("radius");
  const Matrix colour = file.matrix(place.group() + "/profile/colour");
  require(colour.rows() == evidence.size() && colour.cols() == 3, "{}: {}/profile/colour: [{}, {}] should be [{}, 3]",
          file.path().string(), place.group(), colour.rows(), colour.cols(), evidence.size());
  Labels order(static_cast<std::size_t>(evidence.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return evidence(a) > evidence(b); });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Index k = order[i];
    table.rows.push_back({fmt::to_string(i + 1), fmt::format("{:.1f} %", 100 * evidence(k) / evidence.sum()),
                          fmt::format("{:.0f}", sizes(k)), fmt::format("{:.0f} %", 100 * border(k)),
                          fmt::format("{:.0f} ± {:.0f}", orientation(k), spread(k)), fmt::format("{:.2f}", strength(k)),
                          fmt::format("{:.0f}, {:.0f}, {:.0f}", colour(k, 0), colour(k, 1), colour(k, 2)),
                          fmt::format("{:.2f}", colour_spread(k)), fmt::format("{:.1f} %", 100 * area(k)),
                          fmt::format("{:.3f}", radius(k))});
  }
  return table;
}

}  // namespace neon::claims::vgg16
