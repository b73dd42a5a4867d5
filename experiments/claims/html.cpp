#include <neon/text/html.hpp>

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "experiments/claims/claims.hpp"
#include "experiments/support/base64.hpp"

namespace neon::claims {
namespace {

/// Colour is never the only sign: the word stands beside it.
std::string_view style_of(Verdict verdict) {
  if (verdict == Verdict::reproduced) return "reproduced";
  if (verdict == Verdict::differs) return "differs";
  return verdict == Verdict::told ? "told" : "not-run";
}

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

std::string html_table(const DataTable& table) {
  const auto kind = [&](std::size_t column) { return table.words.count(column) > 0 ? "" : " class=\"number\""; };
  std::string html =
      fmt::format("<div class=\"scroll\"><table>\n<caption>{}</caption>\n<thead><tr>", html::escape(table.caption));
  for (std::size_t c = 0; c < table.header.size(); ++c)
    html += fmt::format("<th scope=\"col\"{}>{}</th>", kind(c), html::escape(table.header[c]));
  html += "</tr></thead>\n<tbody>\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    html += "<tr>";
    for (std::size_t c = 0; c < table.rows[r].size(); ++c) {
      const std::string cell = html::escape(table.rows[r][c]);
      if (c == 0)
        html += fmt::format("<th scope=\"row\">{}</th>", cell);
      else if (table.best.count({r, c}) > 0)
        html += fmt::format("<td{}><strong>{}</strong></td>", kind(c), cell);
      else
        html += fmt::format("<td{}>{}</td>", kind(c), cell);
    }
    html += "</tr>\n";
  }
  html += "</tbody></table>";
  if (!table.note.empty()) html += fmt::format("<p class=\"note\">{}</p>", html::escape(table.note));
  return html + "</div>\n";
}

std::string html_claims(const JudgedExperiment& one) {
  std::string html = fmt::format("<div class=\"scroll\"><table class=\"claims\">\n<caption>{}{}</caption>\n<thead><tr>",
                                 html::escape(one.experiment.title),
                                 one.result.smoke ? " <em>(profile smoke: few points, wider tolerances)</em>" : "");
  for (const std::string_view title : {"claim", "paper", "reproduced", "tolerance", "verdict", "reason"})
    html += fmt::format("<th scope=\"col\">{}</th>", title);
  html += "</tr></thead>\n<tbody>\n";
  for (const Row& row : one.rows)
    html += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td>"
        "<td><span class=\"verdict {}\">{}</span></td><td class=\"reason\">{}</td></tr>\n",
        html::escape(row.claim), html::escape(row.paper), html::escape(row.reproduced), html::escape(row.tolerance),
        style_of(row.verdict), to_string(row.verdict), html::escape(row.reason));
  return html + "</tbody></table></div>\n";
}

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
      html::escape(figure.name), html::escape(first_sentence(caption)), experiments::base64(figure.png),
      html::escape(caption));
}

}  // namespace neon::claims
