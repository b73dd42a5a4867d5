#include <neon/core/error.hpp>
#include <neon/text/unpacked_file.hpp>

#include <zlib.h>

#include <algorithm>

namespace neon {
namespace {

constexpr std::size_t buffer_size = 1 << 18;

}  // namespace

UnpackedFile::UnpackedFile(const std::filesystem::path& path)
    : file_(gzopen(path.c_str(), "rbe"), &gzclose), buffer_(buffer_size) {
  require(file_ != nullptr, "{}: cannot be opened", path.string());
  gzbuffer(file_.get(), static_cast<unsigned>(buffer_.size()));
}

std::string_view UnpackedFile::next() {
  const int count = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
  int code = Z_OK;
  const char* message = gzerror(file_.get(), &code);
  if (count <= 0 && code == Z_BUF_ERROR) {
    failure_ = "cut off inside its compressed data";
  } else if (count < 0) {
    failure_ = message;
  }
  return {buffer_.data(), static_cast<std::size_t>(std::max(count, 0))};
}

std::int64_t UnpackedFile::offset() const { return gzoffset(file_.get()); }

}  // namespace neon
