#include "experiments/claims/newsgroups_claims.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "experiments/claims/cost_table.hpp"
#include "experiments/claims/finding.hpp"
#include "experiments/claims/newsgroups_words.hpp"

namespace neon::claims {
namespace {

constexpr double printed_purity = 0.45;

Claim number_close(const std::string& text, const std::string& paper, double value, Tolerance tolerance,
                   const std::string& attribute) {
  return {text, paper, std::move(tolerance), [=](const ResultReader& file, double allowed) {
            return close_to(file.number("model", attribute), value, allowed, 3);
          }};
}

/// The text's reading misses the printed number: say which variant comes closest to it.
Finding purity(const ResultReader& file, double tolerance) {
  const Vector of_variant = file.vector("variants/purity_test");
  const std::vector<std::string> name = file.strings("variants/name");
  Index best = 0;
  (of_variant.array() - printed_purity).abs().minCoeff(&best);
  return close_to(
      file.number("model", "purity_test"), printed_purity, tolerance, 3,
      fmt::format("the variant '{}' gives {:.3f}", name.at(static_cast<std::size_t>(best)), of_variant(best)));
}

Finding converged(const ResultReader& file, double) {
  const std::string ending = file.text("model", "ending");
  return {fmt::format("{} after {} sweeps", ending, file.integer("model", "sweeps")), ending == "fixed point",
          ending == "fixed point" ? "" : "the sweeps ended in a " + ending};
}

Finding words_add_up(const ResultReader& file, double bound) {
  return at_most(file.number("readings/affine", "words_error"), bound);
}

Finding conserves(const ResultReader& file, double bound) {
  return at_most(file.number("readings/z-nobias", "median_gap"), bound);
}

Finding competitors_add_up(const ResultReader& file, double bound) {
  double worst = 0;
  for (const std::string& name : file.groups("messages")) {
    const std::string place = "messages/" + name + "/readings/affine";
    const Vector whole = file.vector(place + "/relevance");
    const Vector parts = file.matrix(place + "/by_competitor").colwise().sum().transpose();
    worst = std::max(worst, (parts - whole).cwiseAbs().maxCoeff() / std::max(whole.cwiseAbs().maxCoeff(), 1e-300));
  }
  return at_most(worst, bound);
}

double area(const ResultReader& file, const std::string& method) {
  return file.number("flipping/methods/" + method, "auc_inside");
}

std::vector<Named> areas(const ResultReader& file, const std::vector<std::string>& methods) {
  std::vector<Named> result;
  result.reserve(methods.size());
  for (const std::string& method : methods) result.push_back({method, area(file, method)});
  return result;
}

Claim ranking(const std::string& text, const std::vector<std::string>& small, const std::vector<std::string>& large) {
  return {text, "no such table", {"ties ± {:g}", 0.002, 0.03}, [=](const ResultReader& file, double tolerance) {
            return below(areas(file, small), areas(file, large), tolerance);
          }};
}

Finding gradient_x_input(const ResultReader& file, double bound) {
  return at_most(std::abs(area(file, "NEON") - area(file, "GI")), bound);
}

Finding memory(const ResultReader& file, double bound) {
  return at_most(file.number("main", "peak_memory_mib"), bound, "MiB");
}

DataTable variants_table(const ResultReader& file) {
  DataTable table{
      "Variants: one thing changed at a time",
      {"variant", "purity train", "purity test", "NMI test", "gamma", "beta", "sweeps", "ending", "sizes on test"},
      {},
      "Purity 45 % is printed. Fixed point: a sweep moved no document. Seconds and sizes on train are in the file.",
      {0, 7}};
  const auto column = [&](const std::string& name) { return file.vector("variants/" + name); };
  const std::vector<std::string> name = file.strings("variants/name"), ending = file.strings("variants/ending");
  const Vector train = column("purity_train"), test = column("purity_test"), nmi = column("nmi_test"),
               gamma = column("gamma"), beta = column("beta"), sweeps = column("sweeps"), period = column("period");
  const Matrix sizes = file.matrix("variants/sizes_test");
  for (std::size_t v = 0; v < name.size(); ++v) {
    const auto r = static_cast<Index>(v);
    table.rows.push_back({name[v], fmt::format("{:.3f}", train(r)), fmt::format("{:.3f}", test(r)),
                          fmt::format("{:.3f}", nmi(r)), fmt::format("{:.3g}", gamma(r)),
                          fmt::format("{:.3g}", beta(r)), fmt::format("{:.0f}", sweeps(r)),
                          period(r) > 0 ? fmt::format("{} of {:.0f}", ending[v], period(r)) : ending[v],
                          fmt::format("{:.0f} to {:.0f}", sizes.row(r).minCoeff(), sizes.row(r).maxCoeff())});
  }
  return table;
}

DataTable readings_table(const ResultReader& file) {
  DataTable table{
      "Readings of the z-rule over pairs of support vectors",
      {"reading", "messages", "mean f", "mean sum of R", "median |sum R - f|", "smallest |denominator|",
       "share through negative ones", "ms a message"},
      {},
      "affine: R_k(a) = p_k (a + theta), no denominators, the bias keeps the rest; z: the pair's a_ijk in the "
      "denominator; z-nobias: without its bias."};
  for (const std::string& name : file.groups("readings")) {
    const auto number = [&](const std::string& attribute) { return file.number("readings/" + name, attribute); };
    table.rows.push_back(
        {name, fmt::to_string(file.integer("readings/" + name, "documents")),
         fmt::format("{:.3f}", number("mean_logit")), fmt::format("{:.3f}", number("mean_sum")),
         fmt::format("{:.2g}", number("median_gap")), fmt::format("{:.1e}", number("smallest_denominator")),
         fmt::format("{:.3f}", number("negative_share")), fmt::format("{:.3g}", 1e3 * number("seconds_per_document"))});
  }
  return table;
}

DataTable flipping_table(const ResultReader& file) {
  DataTable table{
      "Word flipping: areas under the curves, smaller is better",
      {"method", "documents with f > 0", "mean f / mean f at the start", "ms a message"},
      {},
      fmt::format("{} test messages with f > 0; the most relevant words are removed first, the rest is embedded "
                  "anew. SR and IG: root point in [0, 1]^words included.",
                  file.integer("flipping", "documents"))};
  double smallest = infinity;
  for (const std::string& method : file.strings("flipping/method")) {
    const std::string group = "flipping/methods/" + method;
    if (area(file, method) < smallest) {
      smallest = area(file, method);
      table.best = {{table.rows.size(), 1}};
    }
    table.rows.push_back({method, fmt::format("{:.4f}", area(file, method)),
                          fmt::format("{:.3f}", file.number(group, "auc")),
                          fmt::format("{:.3g}", 1e3 * file.number(group, "seconds_per_document"))});
  }
  return table;
}

std::vector<DataTable> tables(const ResultReader& file) {
  return {variants_table(file),
          newsgroups::message_table(file),
          newsgroups::cluster_table(file),
          readings_table(file),
          flipping_table(file),
          cost_table(file)};
}

}  // namespace

Experiment newsgroups_experiment() {
  Experiment experiment{"20 newsgroups: kernel k-means explained word by word", {}, tables};
  experiment.claims = {
      {"cluster purity on test messages", "0.45", {"± {:g}", 0.02, 0.2}, purity},
      {"leave-one-out kernel k-means converges", "to a local optimum", {"exact", 0, 0}, converged},
      number_close("mean top soft-assign probability", "0.9", 0.9, {"± {:g}", 1e-3, 1e-3}, "top_probability"),
  };
  for (Claim& claim : newsgroups::word_claims()) experiment.claims.push_back(std::move(claim));
  const std::vector<Claim> laws{
      {"words carry what their document's dimensions carry: max |sum_t R_t - sum_d R_d|",
       "law",
       {"≤ {:g}", 1e-9, 1e-9},
       words_add_up},
      {"the bias-free reading conserves: median |sum R - f|", "law", {"≤ {:g}", 1e-6, 1e-6}, conserves},
      {"words: relevance by competitor adds up to R", "law", {"≤ {:g}", 1e-9, 1e-9}, competitors_add_up},
      {"the affine reading is gradient x input: difference of the areas",
       "law",
       {"≤ {:g}", 1e-9, 1e-9},
       gradient_x_input},
      ranking("word flipping: NEON below SR, IG and SA", {"NEON"}, {"SR", "IG", "SA"}),
      ranking("word flipping: every method below random", {"NEON", "SA", "GI", "SR", "IG"}, {"random"}),
      told("archive to clusters and all test explanations", 10, "s",
           [](const ResultReader& file) { return file.number("main", "seconds"); }),
      {"peak memory up to there", "own bar", {"≤ {:g} MiB", 4096, 4096}, memory},
      told("t-SNE of the test messages", 60, "s",
           [](const ResultReader& file) { return file.number("cost", "t-SNE"); })};
  experiment.claims.insert(experiment.claims.end(), laws.begin(), laws.end());
  return experiment;
}

}  // namespace neon::claims
