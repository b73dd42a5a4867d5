#include "datasets/output_file.hpp"

#include <neon/core/error.hpp>

#include <cerrno>
#include <cstring>

namespace neon::datasets {

OutputFile::OutputFile(std::filesystem::path path, bool append)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), append ? "abe" : "wbe"), &std::fclose) {
  if (!file_) fail();
}

void OutputFile::write(const void* bytes, std::size_t count) {
  if (std::fwrite(bytes, 1, count, file_.get()) != count) fail();
}

void OutputFile::close() {
  if (std::fclose(file_.release()) != 0) fail();
}

void OutputFile::fail() const {
  throw Error(fmt::format("{}: cannot be written ({})", path_.string(), std::strerror(errno)));
}

}  // namespace neon::datasets
