#include "experiments/claims/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "experiments/support/wrap.hpp"

namespace neon::claims {
namespace {

using experiments::characters, experiments::wrap;

constexpr std::size_t columns = 5;
constexpr std::array<std::size_t, columns> width = {44, 18, 22, 17, 10};
constexpr std::size_t total_width = 119, reason_indent = 4;

std::string table_line(const std::array<std::string, columns>& cells) {
  std::array<std::vector<std::string>, columns> wrapped;
  std::size_t height = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    wrapped[c] = wrap(cells[c], width[c]);
    height = std::max(height, wrapped[c].size());
  }
  std::string lines;
  for (std::size_t row = 0; row < height; ++row) {
    std::string line;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string cell = row < wrapped[c].size() ? wrapped[c][row] : "";
      line += cell + std::string(width[c] - characters(cell) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines += line + '\n';
  }
  return lines;
}

std::string chapter_text(const Chapter& chapter) {
  std::string text = fmt::format("\n{}{}\n", chapter.experiment.title,
                                 chapter.result.smoke ? " [profile smoke: few points, wider tolerances]" : "");
  std::string last_reason;
  for (const Row& row : chapter.rows) {
    text += table_line({row.claim, row.paper, row.reproduced, row.tolerance, std::string(claims::text(row.verdict))});
    if (!row.reason.empty() && row.reason != last_reason)
      for (const std::string& line : wrap(row.reason, total_width - reason_indent))
        text += std::string(reason_indent, ' ') + line + '\n';
    last_reason = row.reason;
  }
  return text;
}

}  // namespace

std::string summary(const std::vector<Chapter>& chapters) {
  const std::size_t differing = count(chapters, Verdict::differs);
  return fmt::format("{} reproduced, {} {}, {} not run; {} told, not judged", count(chapters, Verdict::reproduced),
                     differing, differing == 1 ? "differs" : "differ", count(chapters, Verdict::not_run),
                     count(chapters, Verdict::told));
}

std::string text_table(const std::vector<Chapter>& chapters) {
  std::string text = table_line({"claim", "paper", "reproduced", "tolerance", "verdict"});
  text += std::string(total_width, '-') + '\n';
  for (const Chapter& chapter : chapters) text += chapter_text(chapter);
  return text + '\n' + summary(chapters) + '\n';
}

}  // namespace neon::claims
