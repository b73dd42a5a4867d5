#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/cell_kind.hpp>
#include <neon/tables/detail/label_numbers.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace neon {

std::optional<Index> parse_integer(std::string_view cell) {
  Index value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc() && end == cell.data() + cell.size()) return value;
  constexpr double exact = 9007199254740992;  // 2^53
  const std::optional<double> number = parse_number(cell);
  if (!number || std::abs(*number) > exact || *number != std::trunc(*number)) return std::nullopt;
  return static_cast<Index>(*number);
}

Index LabelNumbers::number(const std::string& cell, const std::string& where) {
  require(!is_missing_label(cell), "{}: {} should be a label{}", where, found(cell), advice_);
  if (kind_ != Kind::texts) {
    if (const std::optional<Index> integer = parse_integer(cell)) {
      kind_ = Kind::integers;
      return *integer;
    }
    require(kind_ == Kind::unknown, "{}: the label {} should be an integer, as those before it{}", where, shown(cell),
            advice_);
    require(!parse_number(cell), "{}: the label {} should be an integer or a text{}", where, shown(cell), advice_);
    kind_ = Kind::texts;
  }
  if (static_cast<Index>(texts_.size()) >= most_) {
    const auto known = numbers_.find(cell);
    return known == numbers_.end() ? most_ : known->second;
  }
  const auto [found, is_new] = numbers_.try_emplace(cell, static_cast<Index>(texts_.size()));
  if (is_new) texts_.push_back(cell);
  return found->second;
}

void sort_label_texts(Labels& labels, std::vector<std::string>& texts) {
  if (texts.empty()) return;
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return texts[a] < texts[b]; });
  std::vector<std::string> sorted;
  std::vector<Index> rank(texts.size() + 1, static_cast<Index>(texts.size()));
  for (const std::size_t number : order) {
    rank[number] = static_cast<Index>(sorted.size());
    sorted.push_back(std::move(texts[number]));
  }
  for (Index& label : labels) label = rank[static_cast<std::size_t>(label)];
  texts = std::move(sorted);
}

}  // namespace neon
