#include "datasets/stamp.hpp"

#include <neon/core/error.hpp>

#include <chrono>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <thread>

#include "datasets/output_file.hpp"
#include "datasets/temporary.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

fs::path stamp_path(const fs::path& file) { return file.string() + ".verified"; }

std::string stamp_text(const std::string& state, const std::string& checksum) {
  return fmt::format("{} checksum {}\n", state, checksum);
}

}  // namespace

std::string file_state(const fs::path& file) {
  struct stat s {};
  if (stat(file.c_str(), &s) != 0) return {};
  return fmt::format("size {} modified {}.{:09} changed {}.{:09} inode {}", s.st_size, s.st_mtim.tv_sec,
                     s.st_mtim.tv_nsec, s.st_ctim.tv_sec, s.st_ctim.tv_nsec, s.st_ino);
}

bool is_stamped(const fs::path& file, const std::string& checksum) {
  const std::string state = file_state(file);
  std::ifstream in(stamp_path(file), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return !state.empty() && text == stamp_text(state, checksum);
}

void stamp(const fs::path& file, const std::string& state, const std::string& checksum) try {
  // File times advance in ticks of a few milliseconds: a second change within the tick of the first would go unseen.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const TemporaryFolder folder(file.parent_path());
  const fs::path written = folder.path() / "stamp";
  OutputFile out(written);
  const std::string text = stamp_text(state, checksum);
  out.write(text.data(), text.size());
  out.close();
  std::error_code ignored;
  fs::rename(written, stamp_path(file), ignored);
} catch (const Error&) {
  return;
}

}  // namespace neon::datasets
