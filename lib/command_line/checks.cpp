#include "command_line/checks.hpp"

#include <neon/core/nearest_name.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace neon::command_line {

Check whole_number(Index least) {
  return [least](const std::string& text) -> std::string {
    const bool negative = text.starts_with('-');
    const std::string_view digits = std::string_view(text).substr(negative ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
      return fmt::format("'{}' should be a whole number", text);
    std::uint64_t value = 0;
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (negative || (status == std::errc() && value < static_cast<std::uint64_t>(least)))
      return fmt::format("{} should be {} or more", text, least);
    return status == std::errc() ? "" : fmt::format("{} is too large", text);
  };
}

Check positive_number(bool infinite) {
  return [infinite](const std::string& text) -> std::string {
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool number = status == std::errc() && end == text.data() + text.size();
    if (number && value > 0 && (infinite || std::isfinite(value))) return "";
    return fmt::format("{} should be a positive number{}", number ? text : "'" + text + "'",
                       infinite ? ", or inf" : "");
  };
}

Check one_of(std::vector<std::string> words) {
  return [words = std::move(words)](const std::string& text) -> std::string {
    if (std::find(words.begin(), words.end(), text) != words.end()) return "";
    return fmt::format("'{}' should be one of {}{}", text, fmt::join(words, ", "), did_you_mean(text, words));
  };
}

}  // namespace neon::command_line
