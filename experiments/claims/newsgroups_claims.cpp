#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "experiments/claims/parts.hpp"
#include "experiments/newsgroups/schema.hpp"

namespace neon::claims {
namespace {

using schema::newsgroups::Flipping, schema::newsgroups::MainCost, schema::newsgroups::Model,
    schema::newsgroups::Reading, schema::newsgroups::Variants;

constexpr double printed_purity = 0.45;

Finding top_probability(const ResultReader& file, double tolerance) {
  return close_to(Model{}.top_probability.read(file), 0.9, tolerance, 3);
}

/// The text's reading misses the printed number: say which variant comes closest to it.
Finding purity(const ResultReader& file, double tolerance) {
  const Variants variants;
  const Vector of_variant = variants.purity_test.read(file);
  const std::vector<std::string> name = variants.name.read(file);
  Index best = 0;
  (of_variant.array() - printed_purity).abs().minCoeff(&best);
  return close_to(
      Model{}.test.purity.read(file), printed_purity, tolerance, 3,
      fmt::format("the variant '{}' gives {:.3f}", name.at(static_cast<std::size_t>(best)), of_variant(best)));
}

Finding converged(const ResultReader& file, double) {
  const std::string termination = Model{}.termination.read(file);
  return {fmt::format("{} after {} sweeps", termination, Model{}.sweeps.read(file)), termination == "fixed point",
          termination == "fixed point" ? "" : "the sweeps ended in a " + termination};
}

Finding words_add_up(const ResultReader& file, double bound) {
  return at_most(Reading{"affine"}.words_error.read(file), bound);
}

Finding conserves(const ResultReader& file, double bound) {
  return at_most(Reading{"z-nobias"}.median_gap.read(file), bound);
}

Finding competitors_add_up(const ResultReader& file, double bound) {
  double worst = 0;
  for (const std::string& name : file.groups(schema::newsgroups::all_messages)) {
    const auto stored = schema::newsgroups::Message{name}.reading("affine");
    const Vector whole = stored.relevance.read(file);
    const Vector parts = stored.by_competitor.read(file).colwise().sum().transpose();
    worst = std::max(worst, (parts - whole).cwiseAbs().maxCoeff() / std::max(whole.cwiseAbs().maxCoeff(), 1e-300));
  }
  return at_most(worst, bound);
}

double area(const ResultReader& file, const std::string& method) {
  return Flipping{}.method(method).auc_inside.read(file);
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
  return at_most(MainCost{}.peak_memory.read(file), bound, "MiB");
}

DataTable variants_table(const ResultReader& file) {
  DataTable table{
      "Variants: one thing changed at a time",
      {"variant", "purity train", "purity test", "NMI test", "gamma", "beta", "sweeps", "ending", "sizes on test"},
      {},
      "Purity 45 % is printed. Fixed point: a sweep moved no document. Seconds and sizes on train are in the file.",
      {0, 7}};
  const Variants stored;
  const std::vector<std::string> name = stored.name.read(file), termination = stored.termination.read(file);
  const Vector train = stored.purity_train.read(file), test = stored.purity_test.read(file),
               nmi = stored.nmi_test.read(file), gamma = stored.gamma.read(file), beta = stored.beta.read(file),
               sweeps = stored.sweeps.read(file), period = stored.period.read(file);
  const Matrix sizes = stored.sizes_test.read(file);
  for (std::size_t v = 0; v < name.size(); ++v) {
    const auto r = static_cast<Index>(v);
    table.rows.push_back({name[v], fmt::format("{:.3f}", train(r)), fmt::format("{:.3f}", test(r)),
                          fmt::format("{:.3f}", nmi(r)), fmt::format("{:.3g}", gamma(r)),
                          fmt::format("{:.3g}", beta(r)), fmt::format("{:.0f}", sweeps(r)),
                          period(r) > 0 ? fmt::format("{} of {:.0f}", termination[v], period(r)) : termination[v],
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
  for (const std::string& name : file.groups(schema::newsgroups::all_readings)) {
    const Reading stored{name};
    table.rows.push_back(
        {name, fmt::to_string(stored.documents.read(file)), fmt::format("{:.3f}", stored.mean_logit.read(file)),
         fmt::format("{:.3f}", stored.mean_sum.read(file)), fmt::format("{:.2g}", stored.median_gap.read(file)),
         fmt::format("{:.1e}", stored.smallest_denominator.read(file)),
         fmt::format("{:.3f}", stored.negative_share.read(file)),
         fmt::format("{:.3g}", 1e3 * stored.seconds_per_document.read(file))});
  }
  return table;
}

DataTable flipping_table(const ResultReader& file) {
  const Flipping stored;
  DataTable table{
      "Word flipping: areas under the curves, smaller is better",
      {"method", "documents with f > 0", "mean f / mean f at the start", "ms a message"},
      {},
      fmt::format("{} test messages with f > 0; the most relevant words are removed first, the rest is embedded "
                  "anew. SR and IG: root point in [0, 1]^words included.",
                  stored.documents.read(file))};
  double smallest = infinity;
  for (const std::string& method : stored.methods.read(file)) {
    if (area(file, method) < smallest) {
      smallest = area(file, method);
      table.best = {{table.rows.size(), 1}};
    }
    table.rows.push_back({method, fmt::format("{:.4f}", area(file, method)),
                          fmt::format("{:.3f}", stored.method(method).auc.read(file)),
                          fmt::format("{:.3g}", 1e3 * stored.method(method).seconds_per_document.read(file))});
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

/// Section 5.2 of the NEON paper: Figure 6.
Experiment newsgroups_experiment() {
  Experiment experiment{"20 newsgroups: kernel k-means explained word by word", {}, tables};
  experiment.claims = {
      {"cluster purity on test messages", "0.45", {"± {:g}", 0.02, 0.2}, purity},
      {"leave-one-out kernel k-means converges", "to a local optimum", {"exact", 0, 0}, converged},
      {"mean top soft-assign probability", "0.9", {"± {:g}", 1e-3, 1e-3}, top_probability},
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
           [](const ResultReader& file) { return MainCost{}.seconds.read(file); }),
      {"peak memory up to there", "own bar", {"≤ {:g} MiB", 4096, 4096}, memory},
      told("t-SNE of the test messages", 60, "s",
           [](const ResultReader& file) { return schema::Run{}.stage("t-SNE").read(file); })};
  experiment.claims.insert(experiment.claims.end(), laws.begin(), laws.end());
  return experiment;
}

}  // namespace neon::claims
