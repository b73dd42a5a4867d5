#include <neon/text/clean_message.hpp>

#include <algorithm>

namespace neon {
namespace {

/// Blank space of latin-1: with the separators 0x1c-0x1f, next line and no-break space. In UTF-8 the last two occur
/// only inside a character, never at the start of a text, which is the only place where they would be lost.
bool is_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == ' ' || (byte >= '\t' && byte <= '\r') || (byte >= 0x1c && byte <= 0x1f) || byte == 0x85 ||
         byte == 0xa0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool separates_footer(std::string_view line) {
  line = trimmed(line);
  return std::all_of(line.begin(), line.end(), [](char c) { return c == '-'; });
}

bool contains(std::string_view line, std::string_view text) { return line.find(text) != std::string_view::npos; }

bool is_quoting(std::string_view line) {
  if (line.starts_with('>') || line.starts_with('|')) return true;
  if (line.starts_with("In article") || line.starts_with("Quoted from")) return true;
  return contains(line, "writes in") || contains(line, "writes:") || contains(line, "wrote:") ||
         contains(line, "says:") || contains(line, "said:");
}

}  // namespace

std::string_view without_headers(std::string_view message) {
  const std::size_t empty_line = message.find("\n\n");
  return empty_line == std::string_view::npos ? std::string_view() : message.substr(empty_line + 2);
}

std::string_view without_footer(std::string_view text) {
  const std::string_view body = trimmed(text);
  std::size_t end = body.size();
  for (;;) {
    const std::size_t line_break = body.substr(0, end).rfind('\n');
    if (line_break == std::string_view::npos) return text;
    if (separates_footer(body.substr(line_break + 1, end - line_break - 1))) return body.substr(0, line_break);
    end = line_break;
  }
}

std::string without_quotes(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  bool first = true;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (!is_quoting(line)) {
      if (!first) kept += '\n';
      kept += line;
      first = false;
    }
    start = end + 1;
  }
  return kept;
}

std::string clean_message(std::string_view message) { return without_quotes(without_footer(without_headers(message))); }

}  // namespace neon
