#pragma once
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/fetch.hpp"

namespace neon::datasets::testing {

namespace fs = std::filesystem;

/// An environment variable with another value (or none) until the end of the scope.
class Environment {
 public:
  Environment(std::string name, const std::optional<std::string>& value) : name_(std::move(name)) {
    if (const char* old = std::getenv(name_.c_str())) old_ = old;
    set(value);
  }
  ~Environment() { set(old_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    if (value)
      setenv(name_.c_str(), value->c_str(), 1);
    else
      unsetenv(name_.c_str());
  }
  std::string name_;
  std::optional<std::string> old_;
};

void write_file(const fs::path& path, const std::string& bytes);
std::string read_file(const fs::path& path);
std::string gzip(const std::string& bytes);
std::string sha256(const std::string& bytes);

enum class ArchiveKind { tar_gz, zip, ar };
using Members = std::vector<std::pair<std::string, std::string>>;
void write_archive(const fs::path& path, ArchiveKind kind, const Members& members);

/// A file of the test's manifest.
struct Promise {
  std::string name, contents;
  std::vector<std::string> urls = {};
};

/// A folder of its own with an empty cache and an empty mirror: no test sees the user's data or the network.
class Sandbox {
 public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  fs::path root, cache, mirror;
  std::vector<std::string> notices;

  /// Options for a manifest with the one data set "toy".
  FetchOptions options(const std::vector<Promise>& files, const std::vector<PackageEntry>& packages = {});
  fs::path cached(const std::string& name) const { return cache / "toy" / name; }
  /// Names in the cache folder of "toy" that are neither files of the data set nor the lock.
  std::vector<std::string> leftovers(const std::vector<std::string>& expected) const;

 private:
  Environment no_proxy_, no_mirror_, no_data_;
};

/// The message of the exception, which must be of type E.
template <class E, class Body>
std::string message_of(Body&& body) {
  try {
    body();
  } catch (const E& error) {
    return error.what();
  }
  FAIL("no exception");
  return {};
}

using Catch::Matchers::Contains;

}  // namespace neon::datasets::testing
