#include "experiments/support/program.hpp"

#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <catch2/catch.hpp>

#include <thread>

#include "command_line/parser.hpp"
#include "command_line/project_folder.hpp"
#include "experiments/support/record.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments;

namespace {

/// Runs a program in this process with what it would be given on the command line.
int run(
    std::vector<std::string> arguments, RunFlags& flags, const std::function<void()>& body = [] {},
    const std::function<void(command_line::Parser&)>& extra = {}) {
  const ProgramInfo info{"demo", "Demonstrates.", "demo --points 3", "demo.h5"};
  arguments.insert(arguments.begin(), "demo");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  const int code = run_program(static_cast<int>(argv.size()), argv.data(), info, flags, extra, body);
  set_threads(0);
  return code;
}

int run(
    const std::vector<std::string>& arguments, const std::function<void()>& body = [] {}) {
  RunFlags flags;
  return run(arguments, flags, body);
}

}  // namespace

TEST_CASE("flags arrive") {
  RunFlags flags;
  int copies = 0, used_threads = 0;
  const auto body = [&] { used_threads = threads(); };
  const auto extra = [&](command_line::Parser& app) { app.add_option("--copies", copies, "How many"); };
  CHECK(
      run({"--seed", "9", "--threads", "1", "--points", "12", "--out", "a/b.h5", "--profile", "smoke", "--copies", "4"},
          flags, body, extra) == 0);
  CHECK(flags.seed == 9);
  CHECK(used_threads == 1);
  CHECK(flags.points == 12);
  CHECK(flags.out == "a/b.h5");
  CHECK(flags.smoke);
  CHECK(flags.profile() == "smoke");
  CHECK(copies == 4);
}

TEST_CASE("without flags everything is computed into the project's results") {
  RunFlags flags;
  CHECK(run({}, flags) == 0);
  CHECK(flags.points == 0);
  CHECK(flags.profile() == "full");
  CHECK(flags.out == command_line::project_folder("results") / "demo.h5");
}

TEST_CASE("the exit code tells what went wrong") {
  CHECK(run({}, [] { throw DataUnavailable("no source"); }) == 3);
  CHECK(run({}, [] { throw Error("bad"); }) == 2);
  CHECK(run({}, [] { throw std::bad_alloc(); }) == 2);
  const auto never = [] { FAIL("the body ran"); };
  CHECK(run({"--help"}, never) == 0);
  CHECK(run({"--version"}, never) == 0);
  for (const std::vector<std::string>& bad : {std::vector<std::string>{"--bogus"},
                                              {"stray"},
                                              {"--seed", "x"},
                                              {"--seed", "-1"},
                                              {"--seed", "9223372036854775808"},
                                              {"--threads", "-2"},
                                              {"--points", "-1"},
                                              {"--points", "1e3"},
                                              {"--profile", "tiny"},
                                              {"--out"}})
    CHECK(run(bad, never) == 2);
}

TEST_CASE("stages add up in the order of their first start") {
  StageTimer timer;
  timer.start("fit");
  timer.start("explain");
  timer.start("fit");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  timer.stop();
  const auto stages = timer.stages();
  REQUIRE(stages.size() == 2);
  CHECK(stages[0].name == "fit");
  CHECK(stages[1].name == "explain");
  CHECK(timer.seconds("fit") >= 0.02);
  CHECK(timer.seconds("fit") == stages[0].seconds);
  CHECK(timer.seconds("other") == 0);
  CHECK(timer.total() >= stages[0].seconds + stages[1].seconds);
  CHECK_THAT(timer.table(), Catch::Contains("fit") && Catch::Contains("explain") && Catch::Contains("total"));
}

TEST_CASE("the stage that runs counts up to now") {
  StageTimer timer;
  timer.start("fit");
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(timer.seconds("fit") >= 0.005);
}

TEST_CASE("a run is recorded in the result file") {
  const ScratchFolder folder;
  RunFlags flags;
  flags.seed = 5;
  flags.smoke = true;
  StageTimer timer;
  timer.start("fit deep");
  timer.stop();
  ResultWriter writer(folder / "a.h5", "demo");
  record_input(writer, "digits.gz", "abc");
  record_run(writer, flags, timer);
  writer.commit();

  const ResultReader reader(folder / "a.h5", "demo");
  CHECK(reader.integer("", "seed") == 5);
  CHECK(reader.text("", "profile") == "smoke");
  CHECK(reader.integer("", "threads") == threads());
  CHECK(reader.number("", "seconds") >= timer.seconds("fit deep"));
  CHECK(reader.text("", "sha256:digits.gz") == "abc");
  CHECK(reader.attributes("cost") == std::vector<std::string>{"fit deep", "peak_memory_mib"});
  CHECK(reader.number("cost", "fit deep") == timer.seconds("fit deep"));
  CHECK(reader.number("cost", "peak_memory_mib") > 1);
}
