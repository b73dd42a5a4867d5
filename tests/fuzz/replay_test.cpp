#include <catch2/catch.hpp>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sys/resource.h>
#include <sys/wait.h>

#include "fuzz/harnesses.hpp"
#include "fuzz/mutate.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
namespace fs = std::filesystem;

namespace {

/// Seeds and findings, by name.
std::map<std::string, std::string> corpus(const fuzz::Harness& harness) {
  std::map<std::string, std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(CORPUS) / harness.name))
    files[entry.path().filename().string()] = slurp(entry.path());
  return files;
}

/// All, or the one that NEON_READER names.
std::vector<fuzz::Harness> readers() {
  std::vector<fuzz::Harness> chosen = fuzz::harnesses();
  if (const char* const wanted = std::getenv("NEON_READER"))
    std::erase_if(chosen, [&](const fuzz::Harness& harness) { return harness.name != wanted; });
  return chosen;
}

/// How many damaged copies of each file are tried.
int damaged_copies() {
  const char* const wanted = std::getenv("NEON_DAMAGED_COPIES");
  return wanted != nullptr ? std::atoi(wanted) : 60;
}

/// Runs inputs in a process of its own, whose memory and time are bounded.
/// @param input of a number from 0  @return the number of the first that is not survived, or `count`
template <class Input>
int first_deadly(const fuzz::Harness& harness, int count, const Input& input) {
  std::array<int, 2> progress{};
  REQUIRE(::pipe(progress.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // The end of a process is told by its last word, not by Catch.
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGTERM}) std::signal(signal, SIG_DFL);
    const rlimit no_core{0, 0}, memory{rlim_t{3} << 30, rlim_t{3} << 30};
    ::setrlimit(RLIMIT_CORE, &no_core);
#ifndef __SANITIZE_ADDRESS__
    ::setrlimit(RLIMIT_AS, &memory);
#else
    (void)memory;
#endif
    for (int i = 0; i < count; ++i) {
      ::alarm(20);
      fuzz::run(harness, input(i));
      if (::write(progress[1], ".", 1) != 1) break;
    }
    ::_exit(0);
  }
  ::close(progress[1]);
  int survived = 0;
  std::array<char, 256> dots{};
  for (ssize_t got = 0; (got = ::read(progress[0], dots.data(), dots.size())) > 0;) survived += static_cast<int>(got);
  ::close(progress[0]);
  ::waitpid(child, nullptr, 0);
  return survived;
}

}  // namespace

TEST_CASE("every reader has seeds, and survives them, and what was found with them") {
  for (const fuzz::Harness& harness : fuzz::harnesses()) {
    INFO(harness.name);
    const auto files = corpus(harness);
    CHECK(files.size() >= 1);
    for (const auto& [name, bytes] : files) {
      INFO(name);
      CHECK(first_deadly(harness, 1, [&content = bytes](int) -> std::string_view { return content; }) == 1);
    }
  }
}

TEST_CASE("every reader survives damaged copies of its files, in bounded memory and time") {
  for (const fuzz::Harness& harness : readers()) {
    const auto files = corpus(harness);
    for (auto file = files.begin(); file != files.end(); ++file) {
      const auto next = std::next(file) == files.end() ? files.begin() : std::next(file);
      std::string copy;
      const auto input = [&](int number) -> std::string_view {
        return copy = fuzz::mutated(file->second, next->second, static_cast<std::uint64_t>(number));
      };
      const int survived = first_deadly(harness, damaged_copies(), input);
      INFO(harness.name << ": " << file->first << ", damaged copy " << survived);
      if (survived == damaged_copies()) continue;
      const fs::path kept = fs::temp_directory_path() / ("finding-" + harness.name + "-" + std::to_string(survived));
      spit(kept, std::string(input(survived)));
      FAIL_CHECK("not survived: " << kept);
    }
  }
}
