#include "experiments/support/program.hpp"

#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/version.hpp>

#include <fmt/ranges.h>

#include <cstdio>
#include <limits>

#include "command_line/checks.hpp"
#include "command_line/complaint.hpp"
#include "command_line/parser.hpp"
#include "command_line/project_folder.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/wrap.hpp"

namespace neon::experiments {
namespace {

/// Results store the seed as a signed 64-bit integer.
constexpr auto largest_seed = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

ExitCode fail(const ProgramInfo& info, std::string_view message, ExitCode code) {
  fmt::print(stderr, "{}: {}\n", info.name, message);
  return code;
}

void add_common_flags(command_line::Parser& app, RunFlags& flags, const ProgramInfo& info) {
  app.add_option("--seed", flags.seed, "Seed of every random number")
      .capture_default_str()
      .check(command_line::whole_number());
  app.add_option("--threads", flags.threads, "Threads; 0: all cores. Results do not depend on it")
      .capture_default_str()
      .check(command_line::whole_number());
  app.add_option("--points", flags.points, "How many points to explain; 0: all")
      .capture_default_str()
      .check(command_line::whole_number());
  app.add_option("--out", flags.out, "Result file").type_name("FILE").capture_default_str();
  app.add_option_function(
         "--profile", [&flags](const std::string& name) { flags.smoke = name == "smoke"; },
         "full, or smoke: everything runs, on few points")
      .default_str("full")
      .check(command_line::one_of({"full", "smoke"}));
  if (info.checks)
    app.add_flag("--strict", flags.strict,
                 "End with 4 if an explanation differs from its model, or its sum, by more than rounding");
  for (const std::string& flag : info.without) app.remove_option(flag);
  for (const std::string& flag : info.unused) app.hide_option(flag);
}

std::string paragraph(const std::string& text) {
  constexpr std::size_t width = 100;
  return fmt::format("{}", fmt::join(wrap(text, width), "\n"));
}

/// Parses, and runs the body.
ExitCode run(const std::vector<std::string>& arguments, const ProgramInfo& info, RunFlags& flags,
             const std::function<void(command_line::Parser&)>& extra_flags, const std::function<void()>& body) {
  command_line::CommandLine app(paragraph(info.description), info.name);
  app.version(fmt::format("{} {} (commit {})", info.name, version, git_commit));
  app.footer(fmt::format("Exit code: 0, 2 (bad input), 3 (data unavailable){}.\n\nExample:\n  {}",
                         info.checks ? ", 4 (--strict: explanations that do not hold)" : "", info.example));
  if (flags.out.empty()) flags.out = command_line::project_folder("results") / info.output;
  add_common_flags(app, flags, info);
  if (extra_flags) extra_flags(app);
  try {
    if (const auto answer = app.parse(arguments)) {
      fmt::print("{}", *answer);
      return success;
    }
  } catch (const command_line::Refusal& error) {
    return fail(info, fmt::format("{} (see {} --help)", error.what(), info.name), bad_input);
  }
  require(flags.seed <= largest_seed, "--seed: {} should be at most {}", flags.seed, largest_seed);
  set_threads(flags.threads);
  body();
  return success;
}

}  // namespace

int run_program(int argc, char** argv, const ProgramInfo& info, RunFlags& flags,
                const std::function<void(command_line::Parser&)>& extra_flags, const std::function<void()>& body) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    return run(arguments, info, flags, extra_flags, body);
  } catch (const DataUnavailable& error) {
    return fail(info, command_line::in_words(error.what(), arguments), data_unavailable);
  } catch (const CheckFailed& error) {
    return fail(info, error.what(), check_failed);
  } catch (const std::exception& error) {
    return fail(info, command_line::in_words(error.what(), arguments), bad_input);
  }
}

}  // namespace neon::experiments
