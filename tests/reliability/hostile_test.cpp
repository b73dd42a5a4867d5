#include <neon/tables/table_stream.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "datasets/subprocess.hpp"
#include "reliability/job.hpp"

using namespace neon;
using namespace neon::reliability;

namespace {

/// Texts that mean something to whoever shows them: a browser, a terminal, a shell, gnuplot, printf, a spreadsheet.
const std::vector<std::string> hostile{"<script>alert(1)</script>",
                                       "\"><img src=x onerror=alert(1)>",
                                       "</text><svg onload=alert(1)>",
                                       "<!--",
                                       "]]>",
                                       "&lt;b&gt;",
                                       "\x1b]0;owned\x07",
                                       "\x1b[31mred",
                                       "\x9b"
                                       "2J",
                                       "`touch owned`",
                                       "$(touch owned)",
                                       "'; touch owned; '",
                                       "\"; touch owned; \"",
                                       "'.system('touch owned').'",
                                       "\\\"; system(\\\"touch owned\\\"); \\\"",
                                       "@{/=80 x}_{1}^{2}",
                                       "%s%n%d",
                                       "{}{0}",
                                       "=cmd|' /C touch owned'!A0",
                                       "../../owned",
                                       "/owned",
                                       "--out=owned",
                                       "-rf"};

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

/// A table whose columns and classes are all of the hostile texts.
std::string hostile_table() {
  std::string text;
  for (const std::string& name : hostile) text += quoted(name) + ",";
  text += "class\n";
  for (std::size_t i = 0; i < 2 * hostile.size(); ++i) {
    for (std::size_t j = 0; j < hostile.size(); ++j)
      text += fmt::format("{},", static_cast<double>((i * 7 + j * 3) % 11) + (i % 2 == 0 ? 0 : 20));
    text += quoted(hostile[i % hostile.size()]) + "\n";
  }
  return text;
}

/// A terminal obeys these.
bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
  });
}

/// What a browser would take for more than text.
void check_inert(const std::string& page) {
  for (const char* active : {"<script>", "<img", "<svg onload", "</text><svg", "\x1b", "\x07"})
    CHECK(page.find(active) == std::string::npos);
}

struct HostileDesk {
  ScratchFolder scratch;
  std::string file;

  explicit HostileDesk(std::string name) : file(std::move(name)) { spit(scratch / file, hostile_table()); }
  std::string run(std::vector<std::string> more) const {
    std::vector<std::string> arguments{NEON_PROGRAM, "explain",    file, "--clusters", "2", "--label",
                                       "class",      "--features", "0",  "--threads",  "1", "--force"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto ended = datasets::run_process(arguments, (scratch / file).parent_path(), {}, std::chrono::seconds(120));
    INFO(ended->output);
    CHECK(ended->status == 0);
    CHECK_FALSE(has_control(ended->output));
    return ended->output;
  }
  /// Nobody has made a file that was not asked for.
  void check_files(const std::set<std::string>& made) const {
    std::set<std::string> found;
    for (const fs::directory_entry& entry : fs::directory_iterator((scratch / file).parent_path()))
      found.insert(entry.path().filename().string());
    std::set<std::string> expected = made;
    expected.insert(file);
    CHECK(found == expected);
    CHECK_FALSE(fs::exists("/owned"));
  }
};

}  // namespace

TEST_CASE("names and classes that mean something to a browser, terminal, shell or gnuplot are text in every output") {
  const std::string file = GENERATE("data.csv", "$(touch owned);`touch owned`'\"<b>.csv");
  const HostileDesk desk(file);
  desk.run({"--first", "48"});
  desk.run({"--odd"});
  const auto json = nlohmann::json::parse(desk.run({"--json"}));
  CHECK_FALSE(json.empty());
  desk.run({"--out", "r.csv", "--plot", "p.svg", "--report", "page.html"});
  desk.run({"--out", "r.h5", "--plot", "p.png"});
  desk.check_files({"r.csv", "r.h5", "p.svg", "p.png", "page.html"});
  check_inert(slurp(desk.scratch / "page.html"));
  check_inert(slurp(desk.scratch / "p.svg"));
  const Table back =
      read_table((desk.scratch / "r.csv").string(), {.header = CsvHeader::present, .detect_labels = false});
  CHECK(back.values.cols() == static_cast<Index>(3 + hostile.size()));
}
