#include "datasets/temporary.hpp"

#include <neon/core/error.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = ".fetch-";

}  // namespace

TemporaryFolder::TemporaryFolder(const fs::path& parent) {
  std::string name = (parent / prefix).string() + "XXXXXX";
  require(mkdtemp(name.data()) != nullptr, "{}: cannot be written to ({})", parent.string(), std::strerror(errno));
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_(open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  int status = -1;
  if (descriptor_ >= 0) do
      status = flock(descriptor_, LOCK_EX);
    while (status != 0 && errno == EINTR);
  if (status != 0) return;
  std::error_code ignored;
  for (const fs::directory_entry& left : fs::directory_iterator(folder, ignored))
    if (left.path().filename().string().rfind(prefix, 0) == 0) fs::remove_all(left.path(), ignored);
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace neon::datasets
