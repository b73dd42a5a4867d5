#pragma once
#include <neon/compare/leaderboard_record.hpp>

#include <fmt/format.h>

#include <map>

/// A made-up result of the experiment densities with the layout of results/README.md, in which every claim holds.
namespace neon::samples {

/// Methods from the best to the worst.
inline const std::vector<std::string> densities_methods{"NEON", "NEON w²",   "SA",         "GI",
                                                        "IG",   "Occlusion", "KernelSHAP", "random"};

/// @param metrics with the direction that is better  @param first row of the best method; those above it are as good
/// as the last
inline Leaderboard densities_board(const std::map<std::string, Better>& metrics, Index first = 0) {
  Leaderboard board;
  board.points = 12;
  for (const std::string& method : densities_methods)
    board.methods.push_back({method, "a sample", 0.002, {}, method == "random"});
  const auto rows = static_cast<Index>(densities_methods.size()), columns = static_cast<Index>(metrics.size());
  board.score = board.low = board.high = board.ties = Matrix::Zero(rows, columns);
  board.agreement = Matrix::Identity(rows, rows);
  board.missing.assign(densities_methods.size(), std::vector<std::string>(metrics.size()));
  for (const auto& [name, better] : metrics) {
    const auto column = static_cast<Index>(board.metrics.size());
    board.metrics.push_back({name, "a metric", "a sample", better, first});
    for (Index row = 0; row < rows; ++row) {
      const double place = 0.1 * static_cast<double>(row < first ? rows : 1 + row);
      board.score(row, column) = better == Better::lower ? place : 1 - place;
    }
    board.ties(first, column) = 1;
  }
  board.low = board.score.array() - 0.01;
  board.high = board.score.array() + 0.01;
  return board;
}

/// @param first_of_knn row of the best method for k nearest neighbours, 0: NEON
inline void write_densities(const std::filesystem::path& path, Index first_of_knn = 0) {
  ResultWriter writer(path, "densities");
  const auto board = [&](const std::string& part, const std::string& model, const Leaderboard& scores) {
    const std::string group = fmt::format("{}/wine/{}", part, model);
    write_leaderboard(writer, group, scores);
    writer.attribute(group, "kind", model);
    writer.attribute(group, "clusters", 2);
    writer.attribute(group, "reference", 143);
    if (model == "knn")
      writer.attribute(group, "accuracy", 0.95);
    else
      writer.attribute(group, "outliers", 0.05);
    if (part != "planted") return;
    writer.attribute(group, "shifted", 15);
    writer.attribute(group, "shifted_columns", 2);
    writer.attribute(group, "shift", 0.8);
  };
  const std::map<std::string, Better> flipping{{"deletion", Better::lower}, {"insertion", Better::higher}},
      found{{"precision", Better::higher}, {"share", Better::higher}};
  board("flipping", "knn", densities_board(flipping, first_of_knn));
  board("flipping", "dbscan", densities_board(flipping));
  board("planted", "dbscan", densities_board(found));
  writer.attribute("", "profile", std::string("full"));
  writer.attribute("", "seed", 7);
  writer.attribute("", "threads", 2);
  writer.attribute("", "seconds", 12.0);
  writer.attribute("cost", "wine knn", 11.0);
  writer.attribute("cost", "peak_memory_mib", 100.0);
  writer.commit();
}

}  // namespace neon::samples
