#include "apps/neon/cluster_choice.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/core/unit_rows.hpp>
#include <neon/metrics/number_of_clusters.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include "command_line/complaint.hpp"

namespace neon::cli {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr Index most_judged = 2000, subsamples = 6, subsample_restarts = 3;
constexpr double subsample_share = 0.8;
/// A mean silhouette below this is no substantial structure. Source: Kaufman and Rousseeuw, Finding groups in data,
/// 1990, Table 4.
constexpr double weak_structure = 0.25;

/// "2-10"
std::optional<ClusterRange> parsed_range(const std::string& text) {
  ClusterRange range;
  if (text == "auto") return range;
  const char* const end = text.data() + text.size();
  const auto [dash, first] = std::from_chars(text.data(), end, range.least);
  if (first != std::errc() || dash == end || *dash != '-') return std::nullopt;
  const auto [stop, second] = std::from_chars(dash + 1, end, range.most);
  if (second != std::errc() || stop != end || range.least < 2 || range.most < range.least) return std::nullopt;
  return range;
}

/// `count` of the rows at random, in their order.
Labels drawn(Index count, Index rows, std::uint64_t seed, std::uint64_t stream) {
  Labels all(static_cast<std::size_t>(rows));
  std::iota(all.begin(), all.end(), 0);
  if (count >= rows) return all;
  Random(seed, stream).shuffle(all);
  all.resize(static_cast<std::size_t>(count));
  std::sort(all.begin(), all.end());
  return all;
}

/// How well the clusters of fits to subsamples agree, on all points of x.
double stability(const std::string& kind, const Matrix& x, FitOptions options) {
  const auto count = std::max<Index>(options.clusters, std::llround(subsample_share * static_cast<double>(x.rows())));
  const std::uint64_t seed = options.seed;
  options.restarts = std::min(options.restarts, subsample_restarts);
  std::vector<Labels> clusterings;
  for (Index draw = 0; draw < subsamples; ++draw) {
    const auto stream = static_cast<std::uint64_t>(draw) + 1;
    options.seed = seed + stream;
    const Matrix part = x(drawn(count, x.rows(), seed, stream), Eigen::all);
    clusterings.push_back(assign(outlier_scores(fit_model(kind, part, options).model, x)));
  }
  double sum = 0;
  Index compared = 0;
  for (std::size_t a = 0; a < clusterings.size(); ++a)
    for (std::size_t b = 0; b < a; ++b, ++compared) sum += adjusted_rand(clusterings[a], clusterings[b]);
  return sum / static_cast<double>(compared);
}

ClusterCandidate judged(const std::string& kind, const Matrix& x, const FitOptions& options) {
  ClusterCandidate candidate{options.clusters, nan, nan, nan, nan};
  try {
    const auto [model, cluster, differ] = fit_model(kind, x, options);
    const Matrix points = model.as<SphericalKMeans>() ? unit_rows(x) : x;
    candidate.silhouette = silhouette(points, cluster);
    if (options.clusters < x.rows()) candidate.calinski_harabasz = calinski_harabasz(points, cluster);
    if (const auto* mixture = model.as<GaussianMixture>()) candidate.bic = bayesian_information(*mixture, x);
    if (const auto* mixture = model.as<FullGaussianMixture>()) candidate.bic = bayesian_information(*mixture, x);
  } catch (const Error& error) {
    candidate.missing = command_line::in_words(error.what());
    return candidate;
  }
  try {
    candidate.stability = stability(kind, x, options);
  } catch (const Error&) {  // a subsample without as many different points: not stable, and not known how much
  }
  return candidate;
}

/// The candidate for which `value` is largest; of equal ones the first, and of none -1.
template <class Value>
Index best_of(const std::vector<ClusterCandidate>& candidates, const Value& value) {
  Index best = -1;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const double v = value(candidates[i]);
    if (!std::isnan(v) && (best < 0 || v > value(candidates[static_cast<std::size_t>(best)])))
      best = static_cast<Index>(i);
  }
  return best;
}

/// The value that the choice is made by; larger is better.
double merit(const ClusterChoice& choice, const ClusterCandidate& candidate) {
  return choice.criterion == "BIC" ? -candidate.bic : candidate.silhouette;
}

std::string reason_for(const ClusterChoice& choice, const ClusterCandidate& best, bool last) {
  const auto clusters_of = [&](const auto& value) {
    const Index at = best_of(choice.candidates, value);
    return at < 0 ? 0 : choice.candidates[static_cast<std::size_t>(at)].clusters;
  };
  const Index by_ratio = clusters_of([](const auto&c) { return c.calinski_harabasz; }),
              by_stability = clusters_of([](const auto&c) { return c.stability; }),
              by_silhouette = clusters_of([](const auto&c) { return c.silhouette; });
  std::string text = choice.criterion == "BIC" ? fmt::format("the smallest BIC ({:.6g})", best.bic)
                                               : fmt::format("the largest silhouette ({:.3f})", best.silhouette);
  const auto opinion = [&](const char* who, Index clusters) {
    if (clusters > 0)
      text += fmt::format("; {} {}", who, clusters == best.clusters ? "agrees" : fmt::format("says {}", clusters));
  };
  if (choice.criterion == "BIC") opinion("silhouette", by_silhouette);
  opinion("Calinski-Harabasz", by_ratio);
  opinion("stability", by_stability);
  if (last) text += "; it is the last of the range, and more may be better";
  if (best.silhouette < weak_structure)
    text +=
        fmt::format("; a silhouette below {} is no substantial structure: there may be no clusters", weak_structure);
  return text;
}

std::string cell(double value, int digits) { return std::isnan(value) ? "-" : fmt::format("{:.{}f}", value, digits); }

}  // namespace

command_line::Check cluster_numbers() {
  return [](const std::string& text) -> std::string {
    const bool number = !text.empty() && text.find_first_not_of("-0123456789") == std::string::npos &&
                        text.find('-', 1) == std::string::npos;
    if (number || parsed_range(text)) return "";
    return fmt::format("'{}' should be a number, auto, or a range such as 2-10", text);
  };
}

std::optional<ClusterRange> range_of(const std::string& clusters) { return parsed_range(clusters); }

ClusterChoice choose_clusters(const std::string& kind, const Matrix& x, FitOptions options, const ClusterRange& range) {
  const Labels rows = drawn(most_judged, x.rows(), options.seed, 0);
  const Matrix sample = x(rows, Eigen::all);
  ClusterChoice choice{.criterion = kind.ends_with("gaussian-mixture") ? "BIC" : "silhouette",
                       .judged = sample.rows(),
                       .points = x.rows()};
  for (Index k = range.least; k <= std::min(range.most, sample.rows()); ++k) {
    options.clusters = k;
    choice.candidates.push_back(judged(kind, sample, options));
  }
  const Index best = best_of(choice.candidates, [&](const auto& c) { return merit(choice, c); });
  require(best >= 0, "--clusters: no number of clusters from {} to {} can be fitted{}", range.least, range.most,
          choice.candidates.empty() ? fmt::format(": there are {} points", x.rows())
                                    : ": " + choice.candidates.front().missing);
  const ClusterCandidate& chosen = choice.candidates[static_cast<std::size_t>(best)];
  choice.clusters = chosen.clusters;
  choice.reason = reason_for(choice, chosen, chosen.clusters == range.most && range.most > range.least);
  return choice;
}

std::string as_table(const ClusterChoice& choice, const Style& style) {
  constexpr int bar_width = 24;
  const bool mixture = choice.criterion == "BIC";
  double least = infinity, most = -infinity;
  for (const ClusterCandidate& candidate : choice.candidates) {
    const double value = merit(choice, candidate);
    if (std::isnan(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  // A silhouette has a zero of its own; a BIC has none.
  if (!mixture) least = std::min(least, 0.0);
  std::string text = fmt::format(
      "How many clusters? Judged on {}.\n    K  silhouette  Calinski-Harabasz  stability{}\n",
      choice.judged < choice.points ? fmt::format("{} of {} points, drawn at random", choice.judged, choice.points)
                                    : fmt::format("{} points", choice.points),
      mixture ? "           BIC" : "");
  for (const ClusterCandidate& candidate : choice.candidates) {
    const bool chosen = candidate.clusters == choice.clusters;
    text += fmt::format("{} {:>3}", chosen ? "*" : " ", candidate.clusters);
    if (!candidate.missing.empty()) {
      text += fmt::format("  not fitted: {}\n", candidate.missing);
      continue;
    }
    text += fmt::format("  {:>10}  {:>17}  {:>9}", cell(candidate.silhouette, 3), cell(candidate.calinski_harabasz, 1),
                        cell(candidate.stability, 3));
    if (mixture) text += fmt::format("  {:>12}", cell(candidate.bic, 1));
    const double share = most > least ? (merit(choice, candidate) - least) / (most - least) : 1;
    text += fmt::format("  {}\n", style.bar(share, bar_width));
  }
  return text + fmt::format("{}: {}.\n", style.bold(fmt::format("{} clusters", choice.clusters)), choice.reason);
}

}  // namespace neon::cli
