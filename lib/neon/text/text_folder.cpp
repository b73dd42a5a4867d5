#include <neon/core/error.hpp>
#include <neon/tables/detail/foreign_format.hpp>
#include <neon/text/file_contents.hpp>
#include <neon/text/message.hpp>

#include <algorithm>

namespace neon {

namespace fs = std::filesystem;

std::vector<Message> read_text_folder(const fs::path& folder) {
  std::error_code error;
  require(fs::is_directory(folder, error), "{}: no such folder", folder.string());
  std::vector<std::string> paths;
  for (auto entry = fs::recursive_directory_iterator(folder, error); entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    if (entry->path().filename().string().starts_with('.')) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(error)) {
      paths.push_back(entry->path().lexically_relative(folder).generic_string());
    }
  }
  require(!error, "{}: cannot be read: {}", folder.string(), error.message());
  require(!paths.empty(), "{}: holds no file", folder.string());
  std::sort(paths.begin(), paths.end());

  std::vector<Message> messages;
  messages.reserve(paths.size());
  for (const std::string& path : paths) {
    const std::size_t slash = path.find('/');
    std::string text = file_contents(folder / path);
    require_text((folder / path).string(), std::string_view(text).substr(0, bytes_that_name_a_format));
    messages.push_back({path, slash == std::string::npos ? "" : path.substr(0, slash), false, std::move(text)});
  }
  return messages;
}

}  // namespace neon
