#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// What bash offers for the words of an unfinished command line.
std::string offered(const Desk& desk, const std::string& words) {
  const auto result = desk.shell("source <($NEON completion bash) && COMP_WORDS=(" + words +
                                 ") && COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && _neon && echo \"${COMPREPLY[@]}\"");
  INFO(result.output);
  CHECK(result.status == 0);
  return result.output;
}

}  // namespace

TEST_CASE("bash completes commands, flags and their values") {
  const Desk desk;
  CHECK(offered(desk, "neon ex") == "explain explain-images\n");
  CHECK(offered(desk, "neon explain-images --nea") == "--nearest\n");
  CHECK_THAT(offered(desk, "neon ''"), Contains("fit") && Contains("completion") && Contains("--version"));
  CHECK(offered(desk, "neon explain --compo") == "--composite\n");
  CHECK_THAT(offered(desk, "neon explain --comp"), Contains("--composite") && Contains("--competitors"));
  CHECK(offered(desk, "neon fit --scale ''") == "minmax standard none\n");
  CHECK_THAT(offered(desk, "neon fit --model k"), Contains("kmeans") && Contains("kernel-kmeans"));
  CHECK(offered(desk, "neon list ru") == "rules\n");
  CHECK(offered(desk, "neon map --perp") == "--perplexity\n");
  CHECK_THAT(offered(desk, "neon explain --b"), Contains("--brush") && Contains("--box"));
  CHECK(offered(desk, "neon completion z") == "zsh\n");
  CHECK(offered(desk, "neon show some") == "\n");
}

TEST_CASE("zsh completes them too") {
  const Desk desk;
  const std::string line = GENERATE("neon expl|ain", "neon explain --compo|site", "neon fit --scale m|inmax");
  const std::size_t typed = line.find('|');
  const auto result = desk.shell("zsh " COMPLETE_IN_ZSH " '" + line.substr(0, typed) + "' '" + line.substr(0, typed) +
                                 line.substr(typed + 1) + "'");
  INFO(result.output);
  constexpr int no_terminal = 77;
  if (result.status == no_terminal)
    WARN("not tried: no pseudo-terminals");
  else
    CHECK(result.status == 0);
}
