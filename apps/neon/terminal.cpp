#include "apps/neon/terminal.hpp"

#include <neon/core/error.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "experiments/support/wrap.hpp"

namespace neon::cli {
namespace {

constexpr int eighths = 8;
constexpr std::array<std::string_view, eighths> begun{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

int in_eighths(double share, int width) {
  const double clamped = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
  return static_cast<int>(std::lround(clamped * width * eighths));
}

std::string repeated(std::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; }

/// The length of the colour, bold or dim at the start of a text ("\x1b[38;5;68m"), or 0.
std::size_t length_of_style(std::string_view text) {
  if (!text.starts_with("\x1b[")) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

}  // namespace

std::string harmless(std::string_view text, bool styled) {
  std::string result(text);
  for (std::size_t at = 0; at < result.size(); ++at) {
    const std::size_t style = styled ? length_of_style(std::string_view(result).substr(at)) : 0;
    if (style > 0)
      at += style - 1;
    else if (is_control(result[at]))
      result[at] = '?';
  }
  return result;
}

void print(std::string_view said) {
  const std::string text = harmless(said, Style::of_output().coloured());
  errno = 0;
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return;
  if (errno == EPIPE) throw ClosedPipe();
  throw Error(fmt::format("standard output: cannot be written: {}", std::strerror(errno)));
}

int print_help(std::string_view text) try {
  print(text);
  return 0;
} catch (const ClosedPipe&) {
  return 0;
}

void notice(std::string_view text) { fmt::print(stderr, "neon: {}\n", harmless(text)); }

Style Style::of_output() {
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool plain =
      (no_colour != nullptr && *no_colour != '\0') || (terminal != nullptr && std::string_view(terminal) == "dumb");
  return Style(isatty(STDOUT_FILENO) != 0 && !plain);
}

std::string Style::wrapped(std::string_view text, std::string_view code) const {
  return colour_ && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string Style::bar(double share, int width) const {
  const int length = in_eighths(share, width);
  return wrapped(repeated("█", length / eighths) + std::string(begun[static_cast<std::size_t>(length % eighths)]),
                 "38;5;167");
}

std::string Style::signed_bar(double share, int width) const {
  if (share >= 0) return std::string(static_cast<std::size_t>(width), ' ') + "│" + bar(share, width);
  // Blocks grow from the left: to the left of the axis only halves can be drawn.
  constexpr int halves = 2;
  const int length = (in_eighths(-share, width) + 2) / (eighths / halves);
  const int cells = (length + 1) / halves;
  const std::string blocks = (length % halves != 0 ? "▐" : "") + repeated("█", length / halves);
  return std::string(static_cast<std::size_t>(width - cells), ' ') + wrapped(blocks, "38;5;68") + "│";
}

std::size_t names_width(const std::vector<std::string>& names) {
  constexpr std::size_t least = 4, most = 28;
  std::size_t width = least;
  for (const std::string& name : names) width = std::max(width, experiments::characters(name));
  return std::min(width, most);
}

std::string padded(std::string_view text, std::size_t characters) {
  const std::size_t length = experiments::characters(text);
  if (length <= characters) return std::string(text) + std::string(characters - length, ' ');
  return experiments::wrap(text, characters - 1).front() + "…" +
         std::string(
             characters - 1 -
                 std::min(characters - 1, experiments::characters(experiments::wrap(text, characters - 1).front())),
             ' ');
}

std::string printable(std::string_view text, std::size_t most) {
  std::string result = padded(text, most);
  result.erase(result.find_last_not_of(' ') + 1);
  std::replace_if(
      result.begin(), result.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return result;
}

}  // namespace neon::cli
