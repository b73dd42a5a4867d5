#include <neon/core/nearest_name.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace neon {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char p, char q) { return lower(p) == lower(q); });
}

Index edit_distance(std::string_view a, std::string_view b) {
  const auto rows = static_cast<Index>(a.size()), cols = static_cast<Index>(b.size());
  Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic> edits(rows + 1, cols + 1);
  for (Index i = 0; i <= rows; ++i) edits(i, 0) = i;
  for (Index j = 0; j <= cols; ++j) edits(0, j) = j;
  const auto same = [&](Index i, Index j) {
    return lower(a[static_cast<std::size_t>(i - 1)]) == lower(b[static_cast<std::size_t>(j - 1)]);
  };
  for (Index i = 1; i <= rows; ++i)
    for (Index j = 1; j <= cols; ++j) {
      edits(i, j) =
          std::min({edits(i - 1, j) + 1, edits(i, j - 1) + 1, edits(i - 1, j - 1) + static_cast<Index>(!same(i, j))});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
        edits(i, j) = std::min(edits(i, j), edits(i - 2, j - 2) + 1);
    }
  return edits(rows, cols);
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 200;  // texts are compared in the square of their lengths
  const std::string* nearest = nullptr;
  Index fewest = 0;
  for (const std::string& candidate : known) {
    const std::size_t length = std::max(name.size(), candidate.size());
    if (length > longest) continue;
    const Index edits = edit_distance(name, candidate), limit = std::max<Index>(1, static_cast<Index>(length) / 3);
    if (edits > limit || edits >= static_cast<Index>(length) || (nearest != nullptr && edits >= fewest)) continue;
    nearest = &candidate;
    fewest = edits;
  }
  return nearest != nullptr ? fmt::format("; did you mean '{}'?", *nearest) : "";
}

}  // namespace neon
