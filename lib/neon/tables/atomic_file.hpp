#pragma once
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace neon {

/// A file that appears complete or not at all: written under the name `<target>.partial-<pid>` in the same directory
/// and renamed when committed. Until then, and whatever fails, an existing target keeps its content; a file that is not
/// committed is removed by the destructor. One writer per target at a time, on this machine: a second is refused. What
/// a killed process left behind is removed by the next that writes the same target.
class AtomicFile {
 public:
  /// Creates the missing parent directories and the partial file.
  /// @throws Error if that is impossible, if the target exists and is no regular file, or is being written (the message
  ///   names the process)
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;

  const std::filesystem::path& target() const { return target_; }
  const std::filesystem::path& partial() const { return partial_; }
  /// Open for reading and writing until committed.
  int descriptor() const { return descriptor_; }

  /// Appends bytes.  @throws Error if the file system refuses them (disk full, file too large)
  void append(std::string_view bytes);
  /// Replaces bytes that were appended before, from `offset` on.  @throws Error in the same way
  void overwrite(std::int64_t offset, std::string_view bytes);

  /// Flushes to the disk, then renames.  @throws Error if either is impossible, or if already committed
  void commit();

 private:
  void abandon() noexcept;

  std::filesystem::path target_, partial_;
  int descriptor_ = -1;
};

}  // namespace neon
