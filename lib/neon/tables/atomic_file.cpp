#include <neon/core/error.hpp>
#include <neon/tables/atomic_file.hpp>

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <thread>
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

/// Before the number of the process that writes.
std::string partial_prefix(const fs::path& target) { return target.filename().string() + ".partial-"; }

bool try_lock(int descriptor) {
  int status = -1;
  do status = ::flock(descriptor, LOCK_EX | LOCK_NB);
  while (status != 0 && errno == EINTR);
  return status == 0;
}

/// Lets one process at a time look for other writers and become one. A directory that somebody else has locked for
/// longer, or whose file system knows no locks, is used without: two that start in the same instant then go unseen.
class DirectoryLock {
 public:
  explicit DirectoryLock(const fs::path& directory)
      : descriptor_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    using namespace std::chrono_literals;
    const auto end = std::chrono::steady_clock::now() + 1s;
    while (descriptor_ >= 0 && !try_lock(descriptor_) && errno == EWOULDBLOCK && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(2ms);
  }
  ~DirectoryLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int descriptor_;
};

[[noreturn]] void refuse_second_writer(const fs::path& target, std::string_view process) {
  throw Error(fmt::format("{}: is being written by process {}{}; wait for its end, or choose another name",
                          target.string(), process, process == std::to_string(::getpid()) ? " (this one)" : ""));
}

/// Removes a partial file whose writer is gone: a writer holds its file's lock for as long as it lives.
/// @throws Error if it lives
void clear_partial(const fs::path& partial, const fs::path& target, std::string_view process) {
  const int descriptor = ::open(partial.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return;
  const bool gone = try_lock(descriptor);
  const bool alive = !gone && errno == EWOULDBLOCK;
  if (gone) ::unlink(partial.c_str());
  ::close(descriptor);
  if (alive) refuse_second_writer(target, process);
}

/// Of all other processes that write, or wrote, this target.
void clear_partials(const fs::path& target) {
  const std::string prefix = partial_prefix(target);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory_of(target), error)) {
    const std::string name = entry.path().filename().string();
    const bool numbered = name.size() > prefix.size() && name.starts_with(prefix) &&
                          name.find_first_not_of("0123456789", prefix.size()) == std::string::npos;
    if (numbered && entry.is_regular_file(error) && !entry.is_symlink(error))
      clear_partial(entry.path(), target, std::string_view(name).substr(prefix.size()));
  }
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
  const DirectoryLock one_at_a_time(directory);
  clear_partials(target_);
  descriptor_ = ::open(partial_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  require(descriptor_ >= 0, "{}: the directory {} cannot be written to: {}", target_.string(), directory.string(),
          reason(errno));
  // Held until the file is closed, by this or by the end of the process; a file system without locks does without.
  try_lock(descriptor_);
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
  ::unlink(partial_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

}  // namespace neon
