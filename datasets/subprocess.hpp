#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neon::datasets {

struct ProcessResult {
  int status = 0;  ///< exit code; 128 + signal if killed
  bool timed_out = false;
  std::string output;  ///< standard output and error together
};

/// Runs a program of the PATH without a shell, in `folder`, with no standard input, and waits for its end.
/// @param environment "NAME=value" settings added to this process's own
/// @return nothing if there is no such program
/// @throws Error if the system cannot start it for another reason
std::optional<ProcessResult> run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                                         const std::vector<std::string>& environment, std::chrono::seconds limit);

}  // namespace neon::datasets
