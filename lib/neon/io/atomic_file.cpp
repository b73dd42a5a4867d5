#include <neon/core/error.hpp>
#include <neon/io/atomic_file.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <utility>

namespace neon {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

fs::path directory_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// Makes the rename itself survive a power cut; file systems that cannot do that are not an error.
void flush_directory(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

AtomicFile::AtomicFile(fs::path target) : target_(std::move(target)) {
  require(target_.has_filename(), "'{}': the name of a file should not end in a directory", target_.string());
  std::error_code error;
  const fs::path directory = directory_of(target_);
  fs::create_directories(directory, error);
  require(!error, "{}: the directory {} cannot be created: {}", target_.string(), directory.string(), error.message());
  const fs::file_status status = fs::status(target_, error);
  require(!fs::exists(status) || fs::is_regular_file(status), "{}: cannot be written: it exists and is no regular file",
          target_.string());

  partial_ = target_;
  partial_ += fmt::format(".partial-{}", ::getpid());
  descriptor_ = ::open(partial_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  require(descriptor_ >= 0, "{}: the directory {} cannot be written to: {}", target_.string(), directory.string(),
          reason(errno));
}

AtomicFile::~AtomicFile() { abandon(); }

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      partial_(std::move(other.partial_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this == &other) return *this;
  abandon();
  target_ = std::move(other.target_);
  partial_ = std::move(other.partial_);
  descriptor_ = std::exchange(other.descriptor_, -1);
  return *this;
}

void AtomicFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    require(written >= 0, "{}: cannot be written: {}", target_.string(), reason(errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void AtomicFile::overwrite(std::int64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    require(written >= 0, "{}: cannot be written: {}", target_.string(), reason(errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
}

void AtomicFile::commit() {
  require(descriptor_ >= 0, "{}: already committed", target_.string());
  // EINVAL: the file system has nothing to flush.
  const bool flushed = ::fsync(descriptor_) == 0 || errno == EINVAL;
  require(flushed, "{}: cannot be written: {}", target_.string(), reason(errno));
  require(std::rename(partial_.c_str(), target_.c_str()) == 0, "{}: cannot be replaced by {}: {}", target_.string(),
          partial_.string(), reason(errno));
  ::close(std::exchange(descriptor_, -1));
  flush_directory(directory_of(target_));
}

void AtomicFile::abandon() noexcept {
  if (descriptor_ < 0) return;
  ::close(std::exchange(descriptor_, -1));
  ::unlink(partial_.c_str());
}

}  // namespace neon
