#include <neon/core/error.hpp>
#include <neon/tables/detail/byte_stream.hpp>

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <new>
#include <sys/stat.h>
#include <system_error>

namespace neon {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

int open_descriptor(const std::string& source, const std::string& name) {
  const int descriptor =
      source == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : ::open(source.c_str(), O_RDONLY | O_CLOEXEC);
  require(descriptor >= 0, "{}: {}", name, errno == ENOENT ? "no such file" : "cannot be opened: " + reason(errno));
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && !S_ISDIR(status.st_mode)) return descriptor;
  ::close(descriptor);
  throw Error(fmt::format("{}: is a directory, should be a file", name));
}

/// zlib, which unpacks gzip and hands on whatever is not.
struct GzipReader {
  std::string name;
  std::shared_ptr<gzFile_s> file;

  std::size_t operator()(char* bytes, std::size_t count) const {
    constexpr std::size_t largest = std::size_t{1} << 30U;
    std::size_t got = 0;
    while (got < count) {
      const int step = gzread(file.get(), bytes + got, static_cast<unsigned>(std::min(count - got, largest)));
      int code = Z_OK;
      const char* message = gzerror(file.get(), &code);
      // What was unpacked before the place comes first.
      require(step > 0 || code != Z_BUF_ERROR, "{}: truncated: cut off inside its compressed data", name);
      require(step >= 0, "{}: cannot be read: {}", name, code == Z_ERRNO ? reason(errno) : message);
      if (step == 0) break;
      got += static_cast<std::size_t>(step);
    }
    return got;
  }
};

}  // namespace

ByteStream ByteStream::open(const std::string& source) {
  constexpr unsigned buffer_size = 1U << 18U;
  const std::string name = source == "-" ? "standard input" : source;
  const int descriptor = open_descriptor(source, name);
  std::shared_ptr<gzFile_s> file(gzdopen(descriptor, "rb"), [](gzFile_s* opened) {
    if (opened != nullptr) gzclose_r(opened);
  });
  if (file == nullptr) ::close(descriptor);
  require(file != nullptr, "{}: cannot be opened: out of memory", name);
  gzbuffer(file.get(), buffer_size);
  ByteStream stream(name, GzipReader{name, file});
  stream.packed_ = gzdirect(file.get()) == 0;
  struct stat status {};
  if (!stream.packed_ && ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
    stream.size_ = static_cast<std::uint64_t>(status.st_size);
  return stream;
}

std::string_view ByteStream::peek(std::size_t count) {
  const std::size_t had = ahead_.size();
  if (had < count) {
    ahead_.resize(count);
    ahead_.resize(had + read_(ahead_.data() + had, count - had));
  }
  return {ahead_.data(), std::min(count, ahead_.size())};
}

std::size_t ByteStream::read(char* bytes, std::size_t count) {
  const std::size_t kept = std::min(count, ahead_.size());
  std::copy_n(ahead_.begin(), kept, bytes);
  ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(kept));
  const std::size_t got = kept + (kept < count ? read_(bytes + kept, count - kept) : 0);
  position_ += got;
  return got;
}

std::string ByteStream::rest() {
  constexpr std::size_t step = std::size_t{1} << 16U;
  std::string bytes;
  std::size_t size = 0;
  try {
    bytes.resize(static_cast<std::size_t>(size_.value_or(0)) + step);
    while (const std::size_t got = read(bytes.data() + size, bytes.size() - size)) {
      size += got;
      if (size == bytes.size()) bytes.resize(2 * size);
    }
  } catch (const std::bad_alloc&) {
    throw Error(fmt::format("{}: does not fit into memory", name()));
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace neon
