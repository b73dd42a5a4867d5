#pragma once
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>

#include "support/scratch_folder.hpp"

namespace neon::testing {

struct PlotRun {
  int code = 0;
  std::string out, error;

  /// One line that begins with the program's name, and nothing on the standard output.
  bool failed_with_one_line(const std::string& program) const {
    return code == 2 && out.empty() && error.starts_with(program + ": ") && error.find('\n') == error.size() - 1;
  }
};

/// Runs a plot program through the shell, in `folder`.
/// @param setup shell commands before it, e.g. "export LC_ALL=C;"
inline PlotRun run_plot(const std::string& program, const std::string& arguments, const ScratchFolder& folder,
                        const std::string& setup = "") {
  const std::string command =
      fmt::format("cd '{}'; {} '{}' {} >stdout 2>stderr", (folder / "").string(), setup, program, arguments);
  PlotRun run;
  const int status = std::system(command.c_str());
  run.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  run.out = slurp(folder / "stdout");
  run.error = slurp(folder / "stderr");
  return run;
}

}  // namespace neon::testing
