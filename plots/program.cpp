#include "plots/program.hpp"

#include <neon/core/error.hpp>
#include <neon/core/version.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "experiments/support/options.hpp"
#include "experiments/support/program.hpp"

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
  std::filesystem::path results = experiments::project_folder("results") / (program.kind + ".h5"),
                        folder = experiments::project_folder("plots");
  CLI::App app(program.description, program.name);
  app.set_version_flag("--version", fmt::format("{} {} (commit {})", program.name, version, git_commit));
  app.add_option("--results", results, "Result file to draw")->type_name("FILE")->capture_default_str();
  app.add_option("--out", folder, "Folder for the figures")->type_name("FOLDER")->capture_default_str();
  try {
    app.parse(argc, argv);
    draw(program, results, folder);
    return 0;
  } catch (const CLI::Success& request) {
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    return fail(program,
                fmt::format("{} (see {} --help)", experiments::complaint(error, app, arguments), program.name));
  } catch (const std::exception& error) {
    return fail(program, experiments::in_words(error.what(), arguments));
  }
}

}  // namespace neon::plots
