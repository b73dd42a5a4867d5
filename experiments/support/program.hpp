#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace neon::command_line {
class Parser;
}

/// What the programs of experiments/ share; the library knows nothing of it.
namespace neon::experiments {

/// What a program says about itself.
struct ProgramInfo {
  std::string name;                    ///< as on the command line
  std::string description;             ///< one paragraph: what it does, reads and writes
  std::string example;                 ///< one or more complete command lines
  std::string output;                  ///< file name of the result inside the folder results/
  bool checks = true;                  ///< does it explain, and check its explanations? Then it understands --strict
  std::set<std::string> without = {};  ///< common flags that would have no effect: refused
  std::set<std::string> unused = {};   ///< or taken and not mentioned, as `make` gives them to every experiment
};

/// The flags that programs have in common.
struct RunFlags {
  std::uint64_t seed = 0;
  int threads = 0;            ///< as asked for; 0: all cores this process may use
  Index points = 0;           ///< how many points to explain; 0: all
  std::filesystem::path out;  ///< the result file
  bool smoke = false;         ///< --profile smoke: everything runs, on few points
  bool strict = false;        ///< --strict, where the program checks what it prints: see require_check

  std::string_view profile() const { return smoke ? "smoke" : "full"; }
};

enum ExitCode { success = 0, bad_input = 2, data_unavailable = 3, check_failed = 4 };

/// Parses the command line into `flags`, sets the number of threads and calls `body`.
/// @param extra_flags adds the program's own flags; may be empty
/// @return the exit code: 0; 2 for a bad flag or any exception of `body`, 3 for DataUnavailable, 4 for CheckFailed,
/// each
///   with one line "<name>: <message>" on standard error
int run_program(int argc, char** argv, const ProgramInfo& info, RunFlags& flags,
                const std::function<void(command_line::Parser&)>& extra_flags, const std::function<void()>& body);

}  // namespace neon::experiments
