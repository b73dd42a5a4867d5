#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "experiments/claims/parts.hpp"
#include "experiments/support/median.hpp"

namespace neon::claims::vgg16 {
namespace {

using schema::Dataset, schema::vgg16::Profile;

constexpr Index lowest = 17, highest = 31;

/// Edges of less than a quarter turn: the angular deviation of orientations spread evenly over 90 degrees is 24.4.
constexpr double narrow_spread = 24.4;
/// A colour: the pixels differ by less than this share of what those of the whole image differ.
constexpr double one_colour = 0.6;

/// Which clusters look at edges of one angle, or at a colour.
std::vector<bool> edges_or_colours(const ResultReader& file, const Layer& layer) {
  const Vector spread = per_cluster(file, layer, layer.profile.orientation_spread),
               strength = per_cluster(file, layer, layer.profile.edge_strength),
               colour = per_cluster(file, layer, layer.profile.colour_spread);
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

Count count_of(const ResultReader& file, Index number) {
  Count count;
  for (const Layer& layer : layers_of(file, number))
    for (const bool found : edges_or_colours(file, layer)) {
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
  for (const Layer& layer : layers_of(file, lowest)) {
    const std::vector<bool> found = edges_or_colours(file, layer);
    rest.push_back(fmt::format("{} {}", layer.image, std::count(found.begin(), found.end(), true)));
  }
  finding.reason += fmt::format("; {}; the others are textures and corners", fmt::join(rest, ", "));
  return finding;
}

std::vector<double> all_values(const ResultReader& file, Index number, Dataset<Vector> Profile::*values_of) {
  std::vector<double> values;
  for (const Layer& layer : layers_of(file, number))
    for (const double value : per_cluster(file, layer, layer.profile.*values_of)) values.push_back(value);
  return values;
}

Finding compact(const ResultReader& file, double bound) {
  const double area = experiments::median(all_values(file, highest, &Profile::half_area));
  return at_most(100 * area, bound, "% of the pixels");
}

Finding closer_together(const ResultReader& file, double bound) {
  const double low = experiments::median(all_values(file, lowest, &Profile::radius)),
               high = experiments::median(all_values(file, highest, &Profile::radius));
  Finding finding = at_most(high / low, bound);
  finding.reason = fmt::format("radius {:.3f} of the side, layer {} {:.3f}, spread evenly 0.408", high, lowest, low);
  return finding;
}

Finding little_relevance(const ResultReader& file, double bound) {
  double worst = 0;
  std::vector<std::string> ratios;
  for (const Layer& layer : layers_of(file, highest)) {
    const Layer low{layer.image, lowest};
    const double ratio = per_cluster(file, layer, layer.evidence).sum() / per_cluster(file, low, low.evidence).sum();
    worst = std::max(worst, ratio);
    ratios.push_back(fmt::format("{} {:.2f}", layer.image, ratio));
  }
  Finding finding = at_most(worst, bound);
  finding.reason = fmt::format("{}", fmt::join(ratios, ", "));
  return finding;
}

Finding apart(const ResultReader& file, double bound) {
  double worst = 0;
  std::string where;
  for (const Layer& layer : layers_of(file)) {
    const Matrix shared = layer.profile.overlap.read(file);
    const auto pairs = static_cast<double>(shared.rows() * (shared.rows() - 1));
    if (pairs == 0) continue;
    const double mean = (shared.sum() - shared.trace()) / pairs;
    if (mean > worst) where = fmt::format("{}, layer {}", layer.image, layer.number);
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

DataTable cluster_table(const ResultReader& file, const Layer& layer) {
  DataTable table{
      fmt::format("Clusters of {}, layer {}", layer.image, layer.number),
      {"cluster", "evidence", "locations", "on the border", "edges", "strength", "colour", "colour spread",
       "half of R on", "radius"},
      {},
      "In the order of Figure 7. Edges: mean orientation ± angular deviation in degrees (0 horizontal, 90 "
      "vertical; ± 40.5: none), strength and colour spread in units of the image's own; half of R on: share "
      "of the pixels; radius: in units of the side (0.408: spread evenly).",
      {0, 4, 6}};
  const Vector evidence = per_cluster(file, layer, layer.evidence),
               sizes = per_cluster(file, layer, {layer.sizes.path});
  const Profile& profile = layer.profile;
  const auto read = [&](const Dataset<Vector>& values) { return per_cluster(file, layer, values); };
  const Vector border = read(profile.border_share), orientation = read(profile.orientation),
               spread = read(profile.orientation_spread), strength = read(profile.edge_strength),
               colour_spread = read(profile.colour_spread), area = read(profile.half_area),
               radius = read(profile.radius);
  const Matrix colour = profile.colour.read(file);
  require(colour.rows() == evidence.size() && colour.cols() == 3, "{}: {}: [{}, {}] should be [{}, 3]",
          file.path().string(), profile.colour.path, colour.rows(), colour.cols(), evidence.size());
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
