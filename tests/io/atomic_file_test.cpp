#include <neon/io/atomic_file.hpp>

#include <catch2/catch.hpp>

#include "io/scratch_folder.hpp"

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
