#include "apps/neon/class_lines.hpp"

#include <fmt/format.h>

namespace neon::cli {
namespace {

std::string short_text(const ClassColumn& column, Index label) {
  constexpr std::size_t most = 28;
  return printable(column.text(label), most);
}

std::string odd_points(const ClassCounts& counts, const std::string& where) {
  const Index odd = counts.odd_points();
  if (odd == 0) return "every point is of its cluster's most frequent class";
  return fmt::format("{} odd {}, not of {} cluster's most frequent class{}", odd, odd == 1 ? "point" : "points",
                     odd == 1 ? "its" : "their", where.empty() ? "" : fmt::format(" ({})", where));
}

}  // namespace

std::string of_class(const ClassCounts& counts, const ClassColumn& column, Index cluster) {
  const Index label = counts.most_frequent(cluster), count = counts.count(cluster, label);
  return fmt::format("{} of class {}", count == counts.points(cluster) ? "all" : std::to_string(count),
                     short_text(column, label));
}

std::string class_in(const ClassCounts& counts, const ClassColumn& column, Index cluster, Index label,
                     const Style& style) {
  std::string text = fmt::format("class {}", short_text(column, label));
  if (!counts.odd(cluster, label)) return text;
  const Index usual = counts.most_frequent(cluster);
  return text + fmt::format(" ({}: {} of {} there are {})", style.bold("odd"), counts.count(cluster, usual),
                            counts.points(cluster), short_text(column, usual));
}

std::string class_line(const ClassCounts& counts, const ClassColumn& column, const std::string& where) {
  constexpr std::size_t longest_name = 40;
  const std::string name =
      column.name.empty() ? "the label column" : fmt::format("column '{}'", printable(column.name, longest_name));
  if (counts.too_many())
    return fmt::format("Classes: none told, there are more than {} different labels in {}\n", most_classes, name);
  const Contingency table = counts.table();
  return fmt::format("Classes in {}: purity {:.3f}, NMI {:.3f}; {}\n", name, purity(table),
                     normalised_mutual_information(table), odd_points(counts, where));
}

}  // namespace neon::cli
