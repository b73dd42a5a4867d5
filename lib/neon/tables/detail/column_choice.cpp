#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/column_choice.hpp>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

namespace neon {
namespace {

using Names = std::vector<std::string>;

/// @param what "label column", "column", for messages
std::size_t find_column(const std::string& file, const char* what, const std::string& wanted, const Names& names,
                        std::size_t columns) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::size_t number = 0;
  const char* const end = wanted.data() + wanted.size();
  const auto [stop, status] = std::from_chars(wanted.data(), end, number);
  if (status == std::errc() && stop == end && number < columns) return number;
  constexpr std::size_t most = 20;
  Names some;
  for (const std::string& name : names)
    if (some.size() < most) some.push_back(name);
  throw Error(fmt::format(
      "{}: there is no {} {}{}, the columns are: {}{}", file, what, shown(wanted), did_you_mean(wanted, names),
      names.empty() ? "without names" : fmt::format("{}", fmt::join(some, ", ")), names.size() > most ? ", ..." : ""));
}

}  // namespace

std::vector<ColumnUse> chosen_columns(const std::string& file, const CsvOptions& options, const Names& names,
                                      std::size_t columns) {
  std::vector<ColumnUse> uses(columns, options.columns.empty() ? ColumnUse::open : ColumnUse::unlisted);
  const auto use_at = [&](std::size_t column, ColumnUse as) {
    ColumnUse& its = uses[column];
    require(its == ColumnUse::open || its == ColumnUse::unlisted || its == as,
            "{}: {} should be named once: as a feature, as the label, or to be left out", file,
            told_column(names, column));
    its = as;
  };
  const auto use = [&](const char* what, const std::string& name, ColumnUse as) {
    use_at(find_column(file, what, name, names, columns), as);
  };
  for (const std::string& name : options.columns) use("column", name, ColumnUse::feature);
  for (const std::string& name : options.drop) use("column", name, ColumnUse::left_out);
  if (!options.index.empty()) use("index column", options.index, ColumnUse::left_out);
  if (const auto* position = std::get_if<Index>(&options.label_column)) {
    require(*position >= 0 && static_cast<std::size_t>(*position) < columns,
            "{}: the label column {} should be in 0 ... {}", file, *position, columns - 1);
    use_at(static_cast<std::size_t>(*position), ColumnUse::label);
  }
  if (const auto* name = std::get_if<std::string>(&options.label_column)) use("label column", *name, ColumnUse::label);
  return uses;
}

std::optional<std::size_t> position_of(ColumnUse use, const std::vector<ColumnUse>& uses) {
  const auto found = std::find(uses.begin(), uses.end(), use);
  if (found == uses.end()) return std::nullopt;
  return static_cast<std::size_t>(found - uses.begin());
}

void tell_apart(Names& names, Names& remarks) {
  std::unordered_set<std::string> taken(names.begin(), names.end());
  if (taken.size() == names.size()) return;
  std::unordered_map<std::string, std::size_t> met;
  std::size_t count = 0;
  std::string first;
  for (std::string& name : names) {
    std::size_t& number = met[name];
    if (++number == 1) continue;
    std::string other;
    do other = fmt::format("{} ({})", name, number++);
    while (taken.contains(other));
    --number;
    taken.insert(other);
    if (count++ == 0) first = fmt::format("{} occurs twice, the second one is called {}", shown(name), shown(other));
    name = std::move(other);
  }
  remarks.push_back(fmt::format("the name {}{}", first,
                                count > 1 ? fmt::format("; {} more names are told apart so", count - 1) : ""));
}

std::string told_column(const Names& names, std::size_t column) {
  return column < names.size() && !names[column].empty() ? fmt::format("column {}", shown(names[column]))
                                                         : fmt::format("column {}", column + 1);
}

std::string option_value(const Names& names, std::size_t column) {
  if (column >= names.size() || names[column].empty() || names[column].find(',') != std::string::npos)
    return std::to_string(column);
  const std::string& name = names[column];
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
  return plain && name.front() != '-' ? name : shown(name);
}

}  // namespace neon
