#include "experiments/claims/html.hpp"

#include <neon/text/html.hpp>

#include <fmt/format.h>

namespace neon::claims {
namespace {

/// Colour is never the only sign: the word stands beside it.
std::string_view style_of(Verdict verdict) {
  if (verdict == Verdict::reproduced) return "reproduced";
  if (verdict == Verdict::differs) return "differs";
  return verdict == Verdict::told ? "told" : "not-run";
}

}  // namespace

std::string base64(std::string_view bytes) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + k])) : 0U;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? alphabet[group >> (18U - 6U * k) & 63U] : '=';
  }
  return text;
}

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

std::string html_claims(const Chapter& chapter) {
  std::string html = fmt::format("<div class=\"scroll\"><table class=\"claims\">\n<caption>{}{}</caption>\n<thead><tr>",
                                 html::escape(chapter.experiment.title),
                                 chapter.result.smoke ? " <em>(profile smoke: few points, wider tolerances)</em>" : "");
  for (const std::string_view title : {"claim", "paper", "reproduced", "tolerance", "verdict", "reason"})
    html += fmt::format("<th scope=\"col\">{}</th>", title);
  html += "</tr></thead>\n<tbody>\n";
  for (const Row& row : chapter.rows)
    html += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td>"
        "<td><span class=\"verdict {}\">{}</span></td><td class=\"reason\">{}</td></tr>\n",
        html::escape(row.claim), html::escape(row.paper), html::escape(row.reproduced), html::escape(row.tolerance),
        style_of(row.verdict), text(row.verdict), html::escape(row.reason));
  return html + "</tbody></table></div>\n";
}

}  // namespace neon::claims
