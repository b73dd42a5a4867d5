#include <neon/core/nearest_name.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/cell_kind.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace neon {
namespace {

constexpr std::array<std::string_view, 12> units = {"%", "US$", "$",   "€",   "£",   "¥",
                                                    "₹", "USD", "EUR", "GBP", "CHF", "JPY"};

template <std::size_t count>
bool is_one_of(std::string_view cell, const std::array<std::string_view, count>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same_name(cell, word); });
}

bool is_digit(char c) { return '0' <= c && c <= '9'; }

bool are_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blank_characters);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank_characters) - begin + 1);
}

std::string_view without_sign(std::string_view cell) {
  return !cell.empty() && (cell.front() == '-' || cell.front() == '+') ? cell.substr(1) : cell;
}

/// The length of a sign between groups of thousands at the start of `text`: an apostrophe, a blank of several kinds, or
/// the one that is no decimal sign.
std::size_t group_sign(std::string_view text, char other) {
  for (const std::string_view sign : {"'", " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x99"})
    if (text.starts_with(sign)) return sign.size();
  return text.starts_with(other) ? 1 : 0;
}

/// The same number without signs between thousands and with a decimal point; empty if the groups are not of three.
std::string normal_digits(std::string_view cell, char decimal) {
  const char other = decimal == '.' ? ',' : '.';
  std::string result(cell.substr(0, cell.size() - without_sign(cell).size()));
  cell.remove_prefix(result.size());
  if (result == "+") result.clear();
  const auto digits = [](std::string_view text) { return std::min(text.find_first_not_of("0123456789"), text.size()); };
  const std::size_t first = digits(cell);
  if (first == 0 && without_sign(cell).size() < cell.size()) return {};
  result += cell.substr(0, first);
  cell.remove_prefix(first);
  const std::size_t sign = group_sign(cell, other);
  if (sign > 0) {
    if (first == 0 || first > 3 || result[result.size() - first] == '0') return {};
    const std::string_view between = cell.substr(0, sign);
    while (cell.starts_with(between)) {
      cell.remove_prefix(sign);
      if (digits(cell) != 3) return {};
      result += cell.substr(0, 3);
      cell.remove_prefix(3);
    }
  }
  if (cell.starts_with(decimal)) {
    result += '.';
    cell.remove_prefix(1);
  }
  return cell.find_first_of(",.") == std::string_view::npos ? result + std::string(cell) : std::string();
}

/// A number and what is around it.
struct Dress {
  std::string_view unit;
  std::string number;  ///< with its sign
};

Dress undressed(std::string_view cell) {
  Dress dress;
  std::string_view rest = trimmed(without_sign(cell));
  std::string sign(cell.substr(0, without_sign(cell).size() < cell.size() ? 1 : 0));
  for (const std::string_view unit : units) {
    if (rest.starts_with(unit)) {
      rest = trimmed(rest.substr(unit.size()));
      if (sign.empty() && without_sign(rest).size() < rest.size()) {
        sign = rest.front();
        rest = trimmed(rest.substr(1));
      }
    } else if (rest.ends_with(unit)) {
      rest = trimmed(rest.substr(0, rest.size() - unit.size()));
    } else {
      continue;
    }
    dress.unit = unit;
    break;
  }
  dress.number = sign + std::string(rest);
  return dress;
}

std::optional<bool> truth(std::string_view cell) {
  if (is_one_of(cell, std::array<std::string_view, 4>{"true", "yes", "t", "y"})) return true;
  if (is_one_of(cell, std::array<std::string_view, 4>{"false", "no", "f", "n"})) return false;
  return std::nullopt;
}

/// Parts between separators, e.g. "2026-02-01" by '-'.
std::vector<std::string_view> parts_of(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_month(std::string_view word) {
  constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};
  return word.size() >= 3 && std::any_of(months.begin(), months.end(), [&](std::string_view month) {
           return same_name(word, month) || same_name(word, month.substr(0, 3)) || same_name(word, month.substr(0, 4));
         });
}

bool is_year(std::string_view text) { return text.size() == 4 && are_digits(text) && text.front() <= '2'; }

/// "10:30", "10:30:05.25", each perhaps with "Z", "+01:00" or "am".
bool is_time(std::string_view text) {
  for (const std::string_view ending : {"Z", " AM", " PM", "AM", "PM", " am", " pm", "am", "pm"}) {
    if (!text.ends_with(ending)) continue;
    text.remove_suffix(ending.size());
    break;
  }
  const std::size_t zone = text.find_first_of("+-");
  if (zone != std::string_view::npos) {
    const std::string_view offset = text.substr(zone + 1);
    if (!std::all_of(offset.begin(), offset.end(), [](char c) { return is_digit(c) || c == ':'; })) return false;
    text = text.substr(0, zone);
  }
  const std::vector<std::string_view> parts = parts_of(text, ":");
  if (parts.size() < 2 || parts.size() > 3 || parts.front().size() > 2) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view whole = i == 2 ? parts[i].substr(0, parts[i].find_first_of(".,")) : parts[i];
    if (!are_digits(whole) || (i > 0 && whole.size() != 2)) return false;
  }
  return true;
}

/// "2026-02-01", "1.2.2026", "02/26/26", "2026-02", "2026Q1", "Q1 2026", "2026-W05".
bool is_numeric_day(std::string_view text) {
  const auto quarter = [](std::string_view part) {
    return part.size() == 2 && (part[0] == 'Q' || part[0] == 'q') && '1' <= part[1] && part[1] <= '4';
  };
  const auto week = [](std::string_view part) {
    return part.size() == 3 && part[0] == 'W' && are_digits(part.substr(1));
  };
  if (text.size() == 6 && ((is_year(text.substr(0, 4)) && quarter(text.substr(4))) ||
                           (quarter(text.substr(0, 2)) && is_year(text.substr(2)))))
    return true;
  const std::size_t separator = text.find_first_of("-/. ");
  if (separator == std::string_view::npos) return false;
  const std::vector<std::string_view> parts = parts_of(text, text.substr(separator, 1));
  if (parts.size() == 2) {
    if (is_year(parts[0]) && (quarter(parts[1]) || week(parts[1]))) return true;
    if (quarter(parts[0]) && is_year(parts[1])) return true;
  }
  if (!std::all_of(parts.begin(), parts.end(), are_digits) || text[separator] == ' ') return false;
  const auto years = std::count_if(parts.begin(), parts.end(), is_year);
  const auto short_ones = std::count_if(parts.begin(), parts.end(), [](auto part) { return part.size() <= 2; });
  const auto pairs = std::count_if(parts.begin(), parts.end(), [](auto part) { return part.size() == 2; });
  if (parts.size() == 2) return text[separator] != '.' && years == 1 && short_ones == 1;
  return parts.size() == 3 && ((years == 1 && short_ones == 2) || pairs == 3);
}

/// "1 Feb 2026", "February 1, 2026", "Sun, 01-Feb-26", "Feb 2026".
bool is_named_day(std::string_view text) {
  std::size_t months = 0, numbers = 0, others = 0;
  for (const std::string_view part : parts_of(text, " -/.,")) {
    if (part.empty()) continue;
    if (is_month(part)) {
      ++months;
    } else if (are_digits(part) && part.size() <= 4) {
      ++numbers;
    } else if (is_one_of(part.substr(0, 3),
                         std::array<std::string_view, 7>{"mon", "tue", "wed", "thu", "fri", "sat", "sun"})) {
      ++others;
    } else {
      return false;
    }
  }
  return months == 1 && (numbers == 1 || numbers == 2) && others <= 1;
}

bool is_day(std::string_view text) { return is_numeric_day(text) || is_named_day(text); }

bool is_date(std::string_view cell) {
  if (cell.size() < 4 || cell.find_first_of("0123456789") == std::string_view::npos) return false;
  if (is_day(cell) || is_time(cell)) return true;
  for (std::size_t i = cell.find_first_of("T "); i != std::string_view::npos; i = cell.find_first_of("T ", i + 1))
    if (is_time(trimmed(cell.substr(i + 1))) && is_day(trimmed(cell.substr(0, i)))) return true;
  return false;
}

}  // namespace

bool is_missing_label(std::string_view cell) {
  return cell.empty() ||
         is_one_of(cell, std::array<std::string_view, 8>{"NA", "N/A", "#N/A", "<NA>", "NaN", "NaT", "null", "?"});
}

bool is_missing(std::string_view cell) {
  return is_missing_label(cell) || cell == "-" || cell == "--" || cell == "." || cell == "None";
}

std::optional<double> parse_decimal(std::string_view cell, char decimal) {
  if (decimal == '.')
    if (const std::optional<double> value = parse_number(cell)) return value;
  const std::string normal = normal_digits(cell, decimal);
  return normal.empty() ? std::nullopt : parse_number(normal);
}

DecimalSign decimal_sign(std::string_view cell) {
  const Dress dress = undressed(cell);
  const std::optional<double> by_point = parse_decimal(dress.number, '.'), by_comma = parse_decimal(dress.number, ',');
  const bool comma = dress.number.find(',') != std::string::npos, point = dress.number.find('.') != std::string::npos;
  if (by_point && by_comma && comma != point) {
    if (comma) return dress.unit.find('$') != std::string_view::npos ? DecimalSign::point : DecimalSign::grouping_comma;
    return DecimalSign::grouping_point;
  }
  if (by_point && (comma || point)) return DecimalSign::point;
  return by_comma && (comma || point) ? DecimalSign::comma : DecimalSign::none;
}

std::string_view unit_of(std::string_view cell) {
  const Dress dress = undressed(cell);
  const bool number = parse_decimal(dress.number, '.') || parse_decimal(dress.number, ',');
  return number && are_digits(dress.number.substr(dress.number.size() - 1)) ? dress.unit : std::string_view();
}

CellKind cell_kind(std::string_view cell, char decimal) {
  const bool starts_as_one = !cell.empty() && (is_digit(cell.front()) || cell.front() == '-');
  if (decimal == '.' && starts_as_one && parse_number(cell)) return CellKind::number;
  if (is_missing(cell)) return CellKind::missing;
  if (decimal == '.' && parse_number(cell)) return CellKind::number;
  if (truth(cell)) return CellKind::truth;
  if (!unit_of(cell).empty()) return CellKind::dressed;
  if (parse_decimal(cell, decimal)) return decimal == '.' ? CellKind::dressed : CellKind::number;
  if (parse_decimal(cell, decimal == '.' ? ',' : '.')) return CellKind::dressed;
  return is_date(cell) ? CellKind::date : CellKind::text;
}

std::optional<double> formatted_number(std::string_view cell, const CellFormat& format) {
  if (format.truth) {
    if (const std::optional<bool> value = truth(cell)) return *value ? 1 : 0;
    return cell == "0" || cell == "1" ? std::optional<double>(cell == "1" ? 1 : 0) : std::nullopt;
  }
  if (format.unit.empty()) return parse_decimal(cell, format.decimal);
  const Dress dress = undressed(cell);
  return dress.unit == format.unit ? parse_decimal(dress.number, format.decimal) : std::nullopt;
}

}  // namespace neon
