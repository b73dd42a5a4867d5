#include <neon/tables/atomic_file.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <sys/wait.h>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("an atomic file appears when committed, with its parent directories") {
  const ScratchFolder folder;
  const auto target = folder / "a/b/result.txt";
  AtomicFile file(target);
  file.append("one ");
  file.append("two");
  CHECK(!std::filesystem::exists(target));
  CHECK(file.partial() == target.string() + ".partial-" + std::to_string(::getpid()));
  file.commit();
  CHECK(slurp(target) == "one two");
  CHECK(!std::filesystem::exists(file.partial()));
  CHECK_THAT(message_of([&] { file.commit(); }), Contains("already committed"));
}

TEST_CASE("an abandoned atomic file leaves the existing one") {
  const ScratchFolder folder;
  const auto target = folder / "result.txt";
  spit(target, "old");
  try {
    AtomicFile file(target);
    file.append("new");
    throw 1;
  } catch (int) {
  }
  CHECK(slurp(target) == "old");
  CHECK(folder.entries() == 1);

  AtomicFile replaced(target);
  replaced.append("new");
  AtomicFile moved = std::move(replaced);
  replaced = AtomicFile(folder / "other.txt");
  moved.commit();
  CHECK(slurp(target) == "new");
  CHECK(folder.entries() == 2);
  moved = std::move(replaced);
  moved = AtomicFile(folder / "third.txt");
  CHECK(!std::filesystem::exists(folder / "other.txt"));
  CHECK(folder.entries() == 2);
}

TEST_CASE("a full disk leaves the existing file and no partial one") {
  const ScratchFolder folder;
  const auto target = folder / "result.txt";
  spit(target, "old");
  const std::string message = message_of([&] {
    const FullDisk full(1000);
    AtomicFile file(target);
    file.append(std::string(5000, 'x'));
    file.commit();
  });
  CHECK_THAT(message, StartsWith(target.string() + ": cannot be written: "));
  CHECK(slurp(target) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a directory that cannot be written is named") {
  const ScratchFolder folder;
  spit(folder / "file", "text");
  const auto below_file = folder / "file/results/x.h5";
  CHECK_THAT(message_of([&] { AtomicFile file(below_file); }),
             StartsWith(below_file.string() + ": the directory ") && Contains("cannot be created: Not a directory"));
  CHECK_THAT(message_of([&] { AtomicFile file(folder / "file/x.h5"); }), Contains("file/x.h5: the directory "));
  CHECK_THAT(message_of([&] { AtomicFile file("/proc/x.h5"); }),
             Contains("/proc/x.h5: the directory /proc cannot be written to: "));
  CHECK_THAT(message_of([&] { AtomicFile file(folder / ""); }), Contains("should not end in a directory"));
  std::filesystem::create_directory(folder / "directory");
  CHECK_THAT(message_of([&] { AtomicFile file(folder / "directory"); }), Contains("is no regular file"));
  CHECK_THAT(message_of([&] { AtomicFile file("/dev/full"); }), Contains("is no regular file"));
  CHECK(slurp(folder / "file") == "text");
}

TEST_CASE("a failed commit removes the partial file") {
  const ScratchFolder folder;
  const auto target = folder / "result.txt";
  {
    AtomicFile file(target);
    file.append("new");
    std::filesystem::create_directories(target / "in the way");
    CHECK_THAT(message_of([&] { file.commit(); }), StartsWith(target.string() + ": cannot be replaced by "));
  }
  CHECK(std::filesystem::is_directory(target));
  CHECK(folder.entries() == 1);
}

TEST_CASE("what killed writers of a file left is removed by the next, and nothing else") {
  const ScratchFolder folder;
  const auto target = folder / "result.txt";
  for (const char* left : {"result.txt.partial-1", "result.txt.partial-99999999"}) spit(folder / left, "half");
  for (const char* other :
       {"other.txt.partial-1", "result.txt.partial-", "result.txt.partial-1x", "result.txt.partial"})
    spit(folder / other, "kept");
  std::filesystem::create_directory(folder / "result.txt.partial-2");
  std::filesystem::create_symlink(folder / "other.txt.partial-1", folder / "result.txt.partial-3");
  {
    AtomicFile file(target);
    file.append("whole");
    file.commit();
  }
  CHECK(slurp(target) == "whole");
  CHECK(folder.entries() == 1 + 4 + 2);
  CHECK(slurp(folder / "other.txt.partial-1") == "kept");
}

TEST_CASE("a second writer of a file is refused, whether of this process or another") {
  const ScratchFolder folder;
  const auto target = folder / "result.txt";
  {
    AtomicFile file(target);
    const std::string refusal = target.string() + ": is being written by process " + std::to_string(::getpid());
    CHECK_THAT(message_of([&] { AtomicFile second(target); }), StartsWith(refusal + " (this one)"));
    CHECK(std::filesystem::exists(file.partial()));
    const pid_t child = ::fork();
    if (child == 0) ::_exit(message_of([&] { AtomicFile second(target); }).starts_with(refusal + ";") ? 0 : 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    AtomicFile beside(folder / "result.txt.2");
    file.append("first");
    file.commit();
    AtomicFile again(target);
  }
  CHECK(slurp(target) == "first");
  CHECK(folder.entries() == 1);
}

TEST_CASE("of many that begin to write a file at once exactly one may") {
  const ScratchFolder folder;
  const auto target = folder / "result.txt";
  std::array<int, 2> wait{}, tell{};
  REQUIRE(::pipe(wait.data()) == 0);
  REQUIRE(::pipe(tell.data()) == 0);
  constexpr int writers = 12;
  std::array<pid_t, writers> children{};
  for (pid_t& child : children) {
    child = ::fork();
    if (child != 0) continue;
    ::close(wait[1]);
    char byte = 0;
    if (::read(wait[0], &byte, 1) > 0) ::_exit(1);  // until the other end is closed
    std::optional<AtomicFile> file;
    const bool first = message_of([&] { file.emplace(target); }) == "no Error was thrown";
    byte = first ? '1' : '0';
    if (::write(tell[1], &byte, 1) == 1 && first) ::pause();
    ::_exit(0);
  }
  ::close(wait[1]);
  std::string told(writers, ' ');
  for (char& byte : told) REQUIRE(::read(tell[0], &byte, 1) == 1);
  CHECK(std::count(told.begin(), told.end(), '1') == 1);
  CHECK(folder.entries() == 1);
  for (const pid_t child : children) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  AtomicFile(target).commit();
  CHECK(folder.entries() == 1);
}
