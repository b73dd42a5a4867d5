#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/core/version.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <malloc.h>
#include <map>

#include "apps/neon/command.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/complaint.hpp"
#include "command_line/parser.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"

using namespace neon;
using namespace neon::cli;

namespace {

constexpr std::string_view description =
    "Why is this point in that cluster? Clusters tables of numbers, or takes your cluster model, and tells how much "
    "each feature\nspeaks for each point's cluster.";

std::string example_lines(const std::string& examples) {
  std::string result = "Examples:\n  ";
  for (const char c : examples) result += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return result;
}

/// "explain" in front of what the sub-command has to complain about.
std::string prefix(const command_line::Parser& app) {
  const auto chosen = app.chosen();
  return chosen ? app.name() + " " + chosen->name() : app.name();
}

int fail(const std::string& who, std::string message, int code) {
  for (char& c : message) c = c == '\n' ? ' ' : c;
  fmt::print(stderr, "{}: {}\n", who, harmless(message));
  return code;
}

/// CLI11 does not know which sub-command was nearly meant.
std::string unknown_command(const std::vector<std::string>& arguments, const std::vector<Command>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const Command& command : commands) names.push_back(command.name);
  const std::string first = arguments.empty() ? "" : arguments.front();
  if (first.empty() || first.front() == '-' || std::find(names.begin(), names.end(), first) != names.end()) return {};
  return fmt::format("'{}' should be one of {}{}", first, fmt::join(names, ", "), did_you_mean(first, names));
}

/// Blocks of points come and go all the time: giving their pages back to the system costs more than computing on them.
void keep_freed_memory() {
  constexpr int largest_block = 32 << 20, most_kept = 256 << 20;
  mallopt(M_MMAP_THRESHOLD, largest_block);
  mallopt(M_TRIM_THRESHOLD, most_kept);
}

}  // namespace

int main(int argc, char** argv) {
  keep_freed_memory();
  // A reader that has seen enough, or a gnuplot that ends early, is an error to handle, not a reason to die.
  std::signal(SIGPIPE, SIG_IGN);
  command_line::CommandLine app(std::string(description), "neon");
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    app.version(fmt::format("neon {} (commit {})", version, git_commit));
    app.footer(
        "`neon COMMAND --help` explains each. The shortest way in:\n  neon explain data.csv --clusters 3\n\nExit code: "
        "0, "
        "2 (bad input), 3 (data unavailable), 4 (--strict: explanations that do not hold against the model).");
    const std::vector<Command> commands{fit_command(),     explain_command(),      explain_images_command(),
                                        compare_command(), map_command(),          list_command(),
                                        show_command(),    completion_command(app)};
    std::map<std::string, std::function<void()>> run;
    for (const Command& command : commands) {
      command_line::Parser sub = app.add_command(command.name, command.summary);
      sub.footer(example_lines(command.examples));
      run[command.name] = command.define(sub);
    }
    if (const std::string message = unknown_command(arguments, commands); !message.empty())
      return fail("neon", message + " (see neon --help)", experiments::bad_input);
    if (const auto answer = app.parse(arguments)) return print_help(*answer);
    run.at(app.chosen()->name())();
    return experiments::success;
  } catch (const command_line::Refusal& error) {
    return fail(prefix(app), fmt::format("{} (see {} --help)", error.what(), prefix(app)), experiments::bad_input);
  } catch (const ClosedPipe&) {
    return experiments::success;
  } catch (const DataUnavailable& error) {
    return fail(prefix(app), command_line::in_words(error.what(), arguments), experiments::data_unavailable);
  } catch (const experiments::CheckFailed& error) {
    return fail(prefix(app), error.what(), experiments::check_failed);
  } catch (const std::exception& error) {
    return fail(prefix(app), command_line::in_words(error.what(), arguments), experiments::bad_input);
  }
}
