#include <neon/compare/leaderboard_record.hpp>
#include <neon/core/error.hpp>

namespace neon {
namespace {

template <class Items, class Member>
auto each(const Items& items, const Member& member) {
  std::vector<std::decay_t<decltype(member(items.front()))>> values;
  values.reserve(items.size());
  for (const auto& item : items) values.push_back(member(item));
  return values;
}

Better better_named(const std::string& name, const std::string& where) {
  require(name == "lower" || name == "higher" || name == "neither", "{}: '{}' should be lower, higher or neither",
          where, name);
  return name == "lower" ? Better::lower : name == "higher" ? Better::higher : Better::neither;
}

std::string name_of(Better better) {
  return better == Better::lower ? "lower" : better == Better::higher ? "higher" : "neither";
}

}  // namespace

void write_leaderboard(ResultWriter& writer, const std::string& group, const Leaderboard& board) {
  const auto method = [&](const std::string& name, const auto& member) {
    writer.write(group + "/methods/" + name, each(board.methods, member));
  };
  using Method = Leaderboard::Method;
  method("name", [](const Method& m) { return m.name; });
  method("source", [](const Method& m) { return m.source; });
  method("seconds_per_point", [](const Method& m) { return m.seconds; });
  method("missing", [](const Method& m) { return m.missing; });
  method("control", [](const Method& m) { return Index{m.control}; });
  const auto metric = [&](const std::string& name, const auto& member) {
    writer.write(group + "/metrics/" + name, each(board.metrics, member));
  };
  using Column = Leaderboard::Column;
  metric("name", [](const Column& m) { return m.name; });
  metric("description", [](const Column& m) { return m.description; });
  metric("source", [](const Column& m) { return m.source; });
  metric("better", [](const Column& m) { return name_of(m.better); });
  metric("best", [](const Column& m) { return m.best; });
  writer.write(group + "/score", board.score);
  writer.write(group + "/low", board.low);
  writer.write(group + "/high", board.high);
  writer.write(group + "/ties", board.ties);
  writer.write(group + "/agreement", board.agreement);
  std::vector<std::string> missing;
  for (const auto& row : board.missing) missing.insert(missing.end(), row.begin(), row.end());
  writer.write(group + "/missing", missing);
  writer.attribute(group, "points", board.points);
  writer.attribute(group, "left_out", board.left_out);
  writer.attribute(group, "confidence", board.confidence);
}

Leaderboard read_leaderboard(const ResultReader& reader, const std::string& group) {
  Leaderboard board;
  const auto text = [&](const std::string& name) { return reader.strings(group + "/" + name); };
  const auto name = text("methods/name"), source = text("methods/source"), reason = text("methods/missing");
  const Vector seconds = reader.vector(group + "/methods/seconds_per_point");
  const Labels control = reader.labels(group + "/methods/control");
  const auto rows = name.size();
  const auto metric = text("metrics/name"), description = text("metrics/description"),
             citation = text("metrics/source"), better = text("metrics/better");
  const Labels best = reader.labels(group + "/metrics/best");
  const auto cols = metric.size();
  const auto missing = text("missing");
  const std::string where = reader.path().string() + ": " + group;
  require(source.size() == rows && reason.size() == rows && static_cast<std::size_t>(seconds.size()) == rows &&
              control.size() == rows && missing.size() == rows * cols,
          "{}: what it says of the methods should be {} long", where, rows);
  require(description.size() == cols && citation.size() == cols && better.size() == cols && best.size() == cols,
          "{}: what it says of the metrics should be {} long", where, cols);
  for (std::size_t m = 0; m < rows; ++m)
    board.methods.push_back({name[m], source[m], seconds[static_cast<Index>(m)], reason[m], control[m] != 0});
  for (std::size_t m = 0; m < cols; ++m)
    board.metrics.push_back({metric[m], description[m], citation[m], better_named(better[m], where), best[m]});
  const auto matrix = [&](const char* dataset, std::size_t columns) {
    Matrix values = reader.matrix(group + "/" + dataset);
    require(static_cast<std::size_t>(values.rows()) == rows && static_cast<std::size_t>(values.cols()) == columns,
            "{}/{}: shape [{}, {}] should be [{}, {}]", where, dataset, values.rows(), values.cols(), rows, columns);
    return values;
  };
  board.score = matrix("score", cols);
  board.low = matrix("low", cols);
  board.high = matrix("high", cols);
  board.ties = matrix("ties", cols);
  board.agreement = matrix("agreement", rows);
  for (std::size_t m = 0; m < rows; ++m)
    board.missing.emplace_back(missing.begin() + static_cast<std::ptrdiff_t>(m * cols),
                               missing.begin() + static_cast<std::ptrdiff_t>((m + 1) * cols));
  board.points = reader.integer(group, "points");
  board.left_out = reader.integer(group, "left_out");
  board.confidence = reader.number(group, "confidence");
  return board;
}

}  // namespace neon
