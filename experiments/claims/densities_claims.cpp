#include <neon/compare/leaderboard_record.hpp>
#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "experiments/claims/boards.hpp"
#include "experiments/densities/schema.hpp"
#include "experiments/support/median.hpp"

namespace neon::claims {
namespace {

using schema::densities::Board;

std::vector<Board> boards(const ResultReader& file, const std::string& part) {
  std::vector<Board> found = schema::densities::boards(file, part);
  require(!found.empty(), "{}: there should be a leaderboard in {}/", file.path().string(), part);
  return found;
}

/// Which boards a claim is about.
using Chosen = bool (*)(const Board& board);
bool all_of_them(const Board&) { return true; }
/// Bley et al. explain these classifiers.
bool distance_based(const Board& board) { return board.model == "knn" || board.model == "svm"; }

/// Our method has a better score than every other one, on how many of the boards.
struct Contest {
  std::string part, metric, method;
  std::vector<std::string> others;
  Chosen chosen = all_of_them;
};

Finding winner(const ResultReader& file, const Contest& contest) {
  std::size_t ahead = 0, count = 0;
  std::vector<std::string> behind;
  for (const Board& stored : boards(file, contest.part)) {
    if (!contest.chosen(stored)) continue;
    ++count;
    const Leaderboard board = read_leaderboard(file, stored.group);
    const Index column = column_of(board, contest.metric);
    const double sign = board.metrics[static_cast<std::size_t>(column)].better == Better::lower ? 1 : -1,
                 own = score_of(board, contest.method, contest.metric);
    std::vector<Named> better;
    for (const std::string& other : contest.others)
      if (const double score = score_of(board, other, contest.metric); !(sign * own < sign * score))
        better.push_back({other, score});
    ahead += better.empty() ? 1 : 0;
    if (!better.empty())
      behind.push_back(
          fmt::format("{} {}: {} {:.3f}, {}", stored.dataset, stored.model, contest.method, own, listed(better)));
  }
  require(count > 0, "{}: there should be a leaderboard of these models in {}/", file.path().string(), contest.part);
  return {fmt::format("{} of {}", ahead, count), behind.empty(), fmt::format("{}", fmt::join(behind, "; "))};
}

Claim contest(const std::string& text, const std::string& paper, const Contest& contest) {
  return {
      text, paper, {"every one", 0, 0}, [contest](const ResultReader& file, double) { return winner(file, contest); }};
}

/// The median score of every method over the boards of a part: means would be those of the few models, mixtures, whose
/// evidence grows on the way.
Finding median_scores(const ResultReader& file, const std::string& part, const std::string& metric) {
  std::map<std::string, std::vector<double>> scores;
  std::vector<Named> medians;
  for (const Board& stored : boards(file, part)) {
    const Leaderboard board = read_leaderboard(file, stored.group);
    for (const Leaderboard::Method& method : board.methods) {
      std::vector<double>& of_method = scores[method.name];
      if (of_method.empty()) medians.push_back({method.name, 0});
      of_method.push_back(score_of(board, method.name, metric));
    }
  }
  for (Named& method : medians) method.value = experiments::median(scores[method.name]);
  return {listed(medians, 2), true};
}

Claim told_medians(const std::string& text, const std::string& part, const std::string& metric) {
  return {text,
          "",
          {"told", 0, 0},
          [=](const ResultReader& file, double) { return median_scores(file, part, metric); },
          false};
}

std::string about(const ResultReader& file, const Board& stored) {
  std::string text = fmt::format("model: {}, fitted on {} others", stored.kind.read(file), stored.reference.read(file));
  if (stored.accuracy.in(file)) text += fmt::format(", accuracy {:.3f}", stored.accuracy.read(file));
  if (stored.outliers.in(file))
    text += fmt::format(", {:.1f} % of the points held out are outliers", 100 * stored.outliers.read(file));
  if (stored.shifted.in(file))
    text += fmt::format("; {} of {} points found whose {} features were shifted by {:.3g}",
                        read_leaderboard(file, stored.group).points, stored.shifted.read(file),
                        stored.columns.read(file), stored.shift.read(file));
  return text + ".";
}

std::vector<DataTable> tables(const ResultReader& file) {
  std::vector<DataTable> tables;
  for (const auto& [part, title] : {std::pair{schema::densities::flipping, "features taken away"},
                                    {schema::densities::planted, "planted deviations"}})
    for (const Board& stored : boards(file, part))
      tables.push_back(board_table(read_leaderboard(file, stored.group),
                                   fmt::format("{}, {}: {}", stored.dataset, stored.model, title),
                                   about(file, stored)));
  for (const std::string& part : {schema::densities::flipping, schema::densities::planted})
    tables.push_back(sources_table(read_leaderboard(file, boards(file, part).front().group)));
  tables.push_back(cost_table(file));
  return tables;
}

}  // namespace

/// Neighbours and densities. Of Bley et al., "Fast and accurate explanations of distance-based classifiers by
/// uncovering latent explanatory structures", arXiv:2508.03913, 2025, only the abstract is at hand: it prints an
/// advantage over several baselines and no numbers. The other claims are this project's own. Those that were stated
/// when results had been seen, for the rule that did better, say so.
Experiment densities_experiment() {
  using schema::densities::flipping, schema::densities::planted;
  const std::string bley = "an advantage over several baselines (Bley et al., abstract)", own = "own claim",
                    late = "; stated after a first run";
  const std::vector<std::string> all_others{"SA", "GI", "IG", "Occlusion", "KernelSHAP", "random"};
  return {"Neighbours and densities: features taken away, deviations planted",
          {contest("classifiers by distances, deletion flipping: NEON before SA, GI and KernelSHAP", bley,
                   {flipping, "deletion", "NEON", {"SA", "GI", "KernelSHAP"}, distance_based}),
           contest("classifiers by distances, deletion flipping: NEON w² before SA and GI", bley + late,
                   {flipping, "deletion", "NEON w²", {"SA", "GI"}, distance_based}),
           contest("classifiers by distances, deletion flipping: NEON w² before KernelSHAP", bley + late,
                   {flipping, "deletion", "NEON w²", {"KernelSHAP"}, distance_based}),
           contest("every model, deletion flipping: NEON before KernelSHAP", own,
                   {flipping, "deletion", "NEON", {"KernelSHAP"}}),
           contest("every model, deletion flipping: NEON before a random order", "control",
                   {flipping, "deletion", "NEON", {"random"}}),
           contest("every model, deletion flipping: NEON w² before KernelSHAP", own + late,
                   {flipping, "deletion", "NEON w²", {"KernelSHAP"}}),
           contest("every model, deletion flipping: NEON w² before a random order", "control" + late,
                   {flipping, "deletion", "NEON w²", {"random"}}),
           contest("outliers: NEON w² puts more of its relevance on planted deviations than every other method", own,
                   {planted, "share", "NEON w²", all_others}),
           contest("outliers: NEON puts more of its relevance on planted deviations than SA and GI", own + late,
                   {planted, "share", "NEON", {"SA", "GI"}}),
           contest("outliers: NEON puts more of its relevance on planted deviations than KernelSHAP", own + late,
                   {planted, "share", "NEON", {"KernelSHAP"}}),
           contest("outliers: planted deviations are among NEON w²'s first features more often than at random",
                   "control", {planted, "precision", "NEON w²", {"random"}}),
           contest("outliers: planted deviations are among NEON's first features more often than at random",
                   "control" + late, {planted, "precision", "NEON", {"random"}}),
           told_medians("area under deletion flipping, median over the models", flipping, "deletion"),
           told_medians("share of the relevance on planted deviations, median over the models", planted, "share"),
           told("whole experiment", 120, "s", run_seconds)},
          tables};
}

}  // namespace neon::claims
