#include <catch2/catch.hpp>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <sys/stat.h>
#include <thread>

#include "reliability/job.hpp"

using namespace neon;
using namespace neon::reliability;
using Catch::Contains;

namespace {

/// How often the programs are killed, all together.
int kills() {
  const char* const wanted = std::getenv("NEON_KILLS");
  return wanted != nullptr ? std::atoi(wanted) : 50;
}

/// Asks the kernel: to try the lock would be to hold it.
bool is_locked(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return false;
  return slurp("/proc/locks").find(fmt::format(":{} ", found.st_ino)) != std::string::npos;
}

}  // namespace

TEST_CASE("programs that are killed at any moment leave no half of a result, and the next run gives the whole") {
  const auto jobs = all_jobs();
  std::mt19937 random(1);
  int died = 0;
  for (int i = 0; i < kills(); ++i) {
    const Job& job = *jobs[static_cast<std::size_t>(i) % jobs.size()];
    // Two in three by the clock, one by the byte that is written.
    const bool by_size = i / static_cast<int>(jobs.size()) % 3 == 2;
    const double part = std::uniform_real_distribution<>(0, 1)(random);
    const auto size = static_cast<rlim_t>(part * static_cast<double>(job.bytes.size()));
    INFO(job.name << ", kill " << i << (by_size ? " by size, " : " by time, ") << part);
    Child run(job.command, job.folder(), by_size ? Limits{.file_size = size, .killed_by_size = true} : Limits{});
    if (!by_size) std::this_thread::sleep_for(std::chrono::duration<double>(part * job.seconds));
    const int status = by_size ? run.end() : run.kill(i % 2 == 0 ? SIGKILL : SIGTERM);
    CHECK((status == 0 || status == 128 + SIGKILL || status == 128 + SIGTERM || status == 128 + SIGXFSZ));
    died += status != 0 ? 1 : 0;
    check_remains(job);
    // Some runs meet what several before them left.
    if (i / static_cast<int>(jobs.size()) % 2 == 1) {
      check_rerun(job);
      job.empty();
    }
  }
  for (const auto& job : jobs) check_rerun(*job);
  CHECK(5 * died > kills());
  WARN(died << " runs of " << kills() << " were killed");
}

TEST_CASE("a full disk is an error that names the file, and leaves nothing, or what was there") {
  const auto jobs = all_jobs();
  for (const auto& job : jobs) {
    INFO(job->name);
    for (const double part : {0.0, 0.3, 0.9}) {
      Child run(job->command, job->folder(), {.file_size = static_cast<rlim_t>(part * 4000)});
      CHECK(run.end() == 2);
      CHECK_THAT(run.complaint(),
                 Contains(job->output.substr(job->output.rfind('/') + 1)) && Contains("File too large"));
      CHECK_FALSE(fs::exists(job->target()));
      check_remains(*job);
    }
    check_rerun(*job);
  }
}

#ifndef __SANITIZE_ADDRESS__  // which takes terabytes of addresses, though not of memory
TEST_CASE("where memory ends, a program says so or does without, and leaves no half of a result") {
  const auto jobs = all_jobs();
  int refused = 0;
  for (const auto& job : jobs) {
    // Below, not even the shared libraries find room.
    rlim_t too_little = rlim_t{64} << 20;  // for the shared libraries
    for (rlim_t memory = too_little;; memory += memory / 20) {
      INFO(job->name << " in " << (memory >> 20) << " MiB");
      Child run(job->command, job->folder(), {.memory = memory});
      const int status = run.end();
      INFO(run.complaint());
      check_remains(*job);
      if (status == 0) break;
      REQUIRE(memory < rlim_t{8} << 30);
      const bool started = run.complaint().find("shared libraries") == std::string::npos;
      if (!started) too_little = memory;
      // A little above, the libraries are loaded and their own beginnings fail, before ours.
      if (!started || (status >= 128 && memory < too_little + too_little / 8)) continue;
      CHECK(status == 2);
      CHECK_THAT(run.complaint(), Contains("memory"));
      ++refused;
    }
    check_rerun(*job);
  }
  CHECK(refused > 0);
}
#endif

TEST_CASE("of two runs that write one file the second is refused, and names the first") {
  const auto jobs = all_jobs();
  for (const auto& job : jobs) {
    if (!job->keeps_partials) continue;  // who fetches waits
    INFO(job->name << " " << job->output);
    // Stopped while it writes; on a busy machine it may have ended before: another one then.
    std::optional<Child> writing;
    fs::path partial;
    for (int tries = 0; tries < 50 && !fs::exists(partial); ++tries) {
      fs::remove(job->target());
      writing.emplace(job->command, job->folder());
      partial = job->target().string() + ".partial-" + std::to_string(writing->pid());
      while (!is_locked(partial) && !fs::exists(job->target()))
        std::this_thread::sleep_for(std::chrono::microseconds(50));
      writing->send(SIGSTOP);
    }
    REQUIRE(fs::exists(partial));
    Child& first = *writing;

    Child second(job->command, job->folder());
    CHECK(second.end() == 2);
    CHECK_THAT(second.complaint(),
               Contains(fmt::format("{}: is being written by process {}; ", job->output, first.pid())));
    CHECK(job->files() == std::set<std::string>{partial.filename().string()});
    first.send(SIGCONT);
    CHECK(first.end() == 0);
    check_rerun(*job);
  }
}
