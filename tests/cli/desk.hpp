#pragma once
#include <catch2/catch.hpp>

#include <sstream>

#include "datasets/subprocess.hpp"
#include "support/scratch_folder.hpp"

namespace neon {

/// A folder in which a stranger types command lines.
class Desk {
 public:
  datasets::ProcessResult run(std::vector<std::string> arguments,
                              const std::vector<std::string>& environment = {}) const {
    arguments.insert(arguments.begin(), NEON_PROGRAM);
    return *datasets::run_process(arguments, folder(), environment, std::chrono::seconds(60));
  }
  /// A command line of the shell; $NEON is the program.
  datasets::ProcessResult shell(const std::string& command) const {
    return *datasets::run_process({"bash", "-c", command}, folder(), {std::string("NEON=") + NEON_PROGRAM},
                                  std::chrono::seconds(60));
  }
  /// What a command prints; it should succeed.
  std::string output(std::vector<std::string> arguments) const {
    const datasets::ProcessResult result = run(std::move(arguments));
    INFO(result.output);
    REQUIRE(result.status == 0);
    return result.output;
  }
  /// The one line with which a command refuses, after what it told of the data ("neon: "); nothing is written.
  std::string refusal(std::vector<std::string> arguments) const {
    const std::size_t before = scratch_.entries();
    const datasets::ProcessResult result = run(std::move(arguments));
    INFO(result.output);
    CHECK(result.status == 2);
    std::size_t lines = 0;
    std::istringstream output(result.output);
    for (std::string line; std::getline(output, line);) lines += line.starts_with("neon: ") ? 0 : 1;
    // Where no command was understood, the refusal is the program's own line.
    CHECK((lines == 1 || (lines == 0 && result.output.find('\n') + 1 == result.output.size())));
    CHECK(scratch_.entries() == before);
    return result.output;
  }

  void write(const std::string& name, const std::string& bytes) const { spit(scratch_ / name, bytes); }
  std::filesystem::path operator/(const std::string& name) const { return scratch_ / name; }
  std::filesystem::path folder() const { return (scratch_ / "x").parent_path(); }
  std::size_t entries() const { return scratch_.entries(); }

 private:
  ScratchFolder scratch_;
};

/// Two flowers, told apart by petals.
inline constexpr const char* flowers =
    "petal,stem,kind\n1,5,rose\n1.1,5.2,rose\n0.9,4.9,rose\n4,5.1,tulip\n4.2,5,tulip\n3.9,4.8,tulip\n";

}  // namespace neon
