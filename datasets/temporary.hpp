#pragma once
#include <filesystem>

namespace neon::datasets {

/// A new folder of a unique name inside `parent`, removed with all it holds at the end of its scope.
class TemporaryFolder {
 public:
  /// @throws Error if it cannot be made
  explicit TemporaryFolder(const std::filesystem::path& parent);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Lets one thread of one process at a time work in a folder of the cache; the others wait. Held until the end of its
/// scope or of the process. Removes the temporary folders that a killed process left behind.
class FolderLock {
 public:
  /// Where the folder is read-only or its file system knows no locks, nothing is held: unique names still keep
  /// concurrent fetches apart.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace neon::datasets
