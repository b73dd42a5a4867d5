#include <neon/core/error.hpp>
#include <neon/tables/detail/byte_stream.hpp>
#include <neon/text/file_contents.hpp>

#include <unistd.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>

namespace neon {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

/// A file open for reading.
struct OpenFile {
  explicit OpenFile(const std::filesystem::path& file)
      : name(file.string()), descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    require(descriptor >= 0, "{}: {}", name, errno == ENOENT ? "no such file" : "cannot be opened: " + reason(errno));
    struct stat status {};
    const bool known = ::fstat(descriptor, &status) == 0;
    regular = known && S_ISREG(status.st_mode);
    size = regular ? static_cast<std::size_t>(status.st_size) : 0;
    if (known && !S_ISDIR(status.st_mode)) return;
    ::close(descriptor);
    throw Error(fmt::format("{}: {}", name, known ? "is a directory" : "cannot be read"));
  }
  ~OpenFile() { ::close(descriptor); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::string name;
  int descriptor;
  bool regular = false;
  std::size_t size = 0;
};

}  // namespace

std::string file_contents(const std::filesystem::path& file) { return ByteStream::open(file.string()).rest(); }

MappedFile::MappedFile(const std::filesystem::path& file) {
  const OpenFile open(file);
  require(open.regular, "{}: should be a regular file", open.name);
  if (open.size == 0) return;
  void* data = ::mmap(nullptr, open.size, PROT_READ, MAP_PRIVATE, open.descriptor, 0);
  require(data != MAP_FAILED, "{}: cannot be read: {}", open.name, reason(errno));
  data_ = static_cast<const char*>(data);
  size_ = open.size;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace neon
