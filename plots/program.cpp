#include "plots/program.hpp"

#include <neon/core/error.hpp>
#include <neon/core/version.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "command_line/complaint.hpp"
#include "command_line/parser.hpp"
#include "command_line/project_folder.hpp"

namespace neon::plots {
namespace {

void draw(const PlotProgram& program, const std::filesystem::path& results, const std::filesystem::path& folder) {
  require(std::filesystem::exists(results), "{}: no such file; `make {}` computes it", results.string(), program.kind);
  program.draw(ResultReader(results, program.kind), folder);
}

std::string one_line(std::string message) {
  for (char& c : message)
    if (c == '\n') c = ' ';
  return message;
}

int fail(const PlotProgram& program, const std::string& message) {
  fmt::print(stderr, "{}: {}\n", program.name, one_line(message));
  return 2;
}

}  // namespace

int run(const PlotProgram& program, int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  // A gnuplot that ends early is an error to report, not a reason to die.
  std::signal(SIGPIPE, SIG_IGN);
  std::filesystem::path results = command_line::project_folder("results") / (program.kind + ".h5"),
                        folder = command_line::project_folder("plots");
  command_line::CommandLine app(program.description, program.name);
  app.version(fmt::format("{} {} (commit {})", program.name, version, git_commit));
  app.add_option("--results", results, "Result file to draw").type_name("FILE").capture_default_str();
  app.add_option("--out", folder, "Folder for the figures").type_name("FOLDER").capture_default_str();
  try {
    if (const auto answer = app.parse(arguments))
      fmt::print("{}", *answer);
    else
      draw(program, results, folder);
    return 0;
  } catch (const command_line::Refusal& error) {
    return fail(program, fmt::format("{} (see {} --help)", error.what(), program.name));
  } catch (const std::exception& error) {
    return fail(program, command_line::in_words(error.what(), arguments));
  }
}

}  // namespace neon::plots
