#include <neon/core/error.hpp>
#include <neon/tables/detail/archive_reader.hpp>
#include <neon/text/message.hpp>

#include <algorithm>
#include <string_view>

namespace neon {
namespace {

/// "<corpus>-<train|test>/<group>/<number>"
Message message_at(const std::string& path, const std::string& file) {
  const std::size_t group = path.find('/'), number = path.rfind('/');
  const std::string_view half = std::string_view(path).substr(0, std::min(group, path.size()));
  const bool train = half.ends_with("-train"), test = half.ends_with("-test");
  require((train || test) && number > group + 1 && path.find('/', group + 1) == number && number + 1 < path.size(),
          "{}: member '{}' should be '<corpus>-<train or test>/<group>/<number>'", file, path);
  Message message;
  message.id = path.substr(group + 1);
  message.group = path.substr(group + 1, number - group - 1);
  message.test = test;
  return message;
}

}  // namespace

std::vector<Message> read_message_archive(const std::filesystem::path& archive) {
  const std::string file = archive.string();
  std::error_code error;
  require(std::filesystem::is_regular_file(archive, error), "{}: no such file", file);
  ArchiveReader members(archive);
  std::vector<Message> messages;
  while (const std::optional<ArchiveReader::Member> member = members.next()) {
    if (member->kind == ArchiveReader::Kind::folder) continue;
    require(member->kind == ArchiveReader::Kind::file, "{}: member '{}' should be a file or a folder", file,
            member->path);
    messages.push_back(message_at(member->path, file));
    messages.back().text = members.contents();
  }
  require(!messages.empty(), "{}: holds no message", file);

  const auto position = [](const Message& m) { return std::pair<bool, std::string_view>(!m.test, m.id); };
  const auto before = [&](const Message& a, const Message& b) { return position(a) < position(b); };
  std::sort(messages.begin(), messages.end(), before);
  const auto same = [&](const Message& a, const Message& b) { return position(a) == position(b); };
  const auto twice = std::adjacent_find(messages.begin(), messages.end(), same);
  require(twice == messages.end(), "{}: member '{}' occurs twice", file, twice == messages.end() ? "" : twice->id);
  return messages;
}

}  // namespace neon
