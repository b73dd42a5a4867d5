#include "datasets/fetch.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "datasets/fetcher.hpp"
#include "datasets/stamp.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

fs::path mirror_folder(const FetchOptions& options) {
  if (!options.mirror.empty()) return options.mirror;
  if (const std::string named = environment("NEON_MIRROR"); !named.empty()) return named;
  const fs::path beside = fs::path(NEON_SOURCE_DIR).parent_path() / "shared" / "data";
  return fs::is_directory(beside) ? beside : fs::path();
}

}  // namespace

fs::path Dataset::file(std::string_view file_name) const {
  require(std::find(files.begin(), files.end(), file_name) != files.end(),
          "data set '{}' has no file '{}': should be one of {}", name, file_name, fmt::join(files, ", "));
  return folder / file_name;
}

fs::path cache_folder(const FetchOptions& options) {
  if (!options.cache.empty()) return fs::absolute(options.cache);
  if (const std::string named = environment("NEON_DATA"); !named.empty()) return fs::absolute(named);
  const std::string home = environment("HOME");
  require(!home.empty(), "no data cache: NEON_DATA or HOME should be set");
  return fs::absolute(home) / ".cache" / "neon";
}

CacheState cache_state(const DatasetEntry& dataset, const FetchOptions& options) {
  const fs::path folder = cache_folder(options) / dataset.name;
  CacheState state = CacheState::verified;
  for (const FileEntry& file : dataset.files) {
    if (!fs::is_regular_file(folder / file.name)) return CacheState::absent;
    if (!is_stamped(folder / file.name, file.pin())) state = CacheState::unverified;
  }
  return state;
}

Dataset fetch(std::string_view name, const FetchOptions& options) {
  const Manifest& manifest = options.manifest ? *options.manifest : built_in_manifest();
  const DatasetEntry& dataset = manifest.find(name);
  return Fetcher(dataset, options, cache_folder(options) / dataset.name, mirror_folder(options)).run();
}

}  // namespace neon::datasets
