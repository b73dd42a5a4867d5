#include "experiments/claims/figure.hpp"

#include <neon/text/html.hpp>

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "experiments/claims/html.hpp"

namespace neon::claims {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> bytes_of(const fs::path& path) {
  std::error_code unreachable;
  if (!fs::is_regular_file(path, unreachable)) return std::nullopt;
  std::ifstream stream(path, std::ios::binary);
  if (!stream.is_open()) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// A PNG file begins with the signature and ends with the chunk IEND.
bool is_whole_png(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::string_view begin = "\x89PNG\r\n\x1a\n"sv, end = "IEND\xae\x42\x60\x82"sv;
  return bytes.starts_with(begin) && bytes.ends_with(end);
}

/// First sentence, for readers who cannot see the picture.
std::string_view first_sentence(std::string_view caption) {
  const std::size_t end = caption.find(". ");
  return end == std::string_view::npos ? caption : caption.substr(0, end + 1);
}

}  // namespace

Figure read_figure(const fs::path& folder, const std::string& name) {
  const fs::path path = folder / (name + ".png");
  const std::string program = name.substr(0, name.find('-'));
  Figure figure{name, {}, bytes_of(folder / (name + ".txt")).value_or(""), {}};
  figure.caption.erase(figure.caption.find_last_not_of(" \r\n\t") + 1);
  const std::optional<std::string> png = bytes_of(path);
  if (!png) {
    figure.absence = fmt::format("{} does not exist: 'make {}' draws it", path.string(), program);
  } else if (!is_whole_png(*png)) {
    figure.absence =
        fmt::format("{} is no whole PNG file ({} bytes): 'make {}' draws it", path.string(), png->size(), program);
  } else {
    figure.png = *png;
  }
  return figure;
}

std::string html_figure(const Figure& figure) {
  if (!figure.absence.empty())
    return fmt::format("<p class=\"absent\">Figure {}: {}</p>\n", html::escape(figure.name),
                       html::escape(figure.absence));
  const std::string caption = figure.caption.empty() ? figure.name : figure.caption;
  return fmt::format(
      "<figure id=\"{0}\"><img alt=\"{1}\" src=\"data:image/png;base64,{2}\">\n<figcaption>{3}</figcaption></figure>\n",
      html::escape(figure.name), html::escape(first_sentence(caption)), base64(figure.png), html::escape(caption));
}

}  // namespace neon::claims
