#include "datasets/archive.hpp"

#include <neon/tables/detail/archive_reader.hpp>

#include <fmt/ranges.h>

#include <array>
#include <functional>
#include <vector>

#include "datasets/digest.hpp"
#include "datasets/output_file.hpp"
#include "datasets/source_failed.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

/// What the library has against an archive is against this source of it.
template <class Use>
auto reading(const Use& use) {
  try {
    return use();
  } catch (const Error& reason) {
    throw SourceFailed(reason.what());
  }
}

/// The next member, none at the end.
std::optional<ArchiveReader::Member> next(ArchiveReader& reader) {
  return reading([&] { return reader.next(); });
}

void for_contents(ArchiveReader& reader, const std::function<void(const char*, std::size_t)>& use) {
  std::array<char, 1 << 16> bytes;
  while (const std::size_t count = reading([&] { return reader.read(bytes.data(), bytes.size()); }))
    use(bytes.data(), count);
}

void require_file(const ArchiveReader::Member& member, const std::string& title) {
  if (member.kind != ArchiveReader::Kind::file)
    throw SourceFailed(fmt::format("{}: member '{}' should be a file or a folder", title, member.path));
}

/// Writes the wanted members and takes them from the list.
void extract(ArchiveReader& reader, const std::string& title, std::map<std::string, fs::path>& wanted) {
  while (const std::optional<ArchiveReader::Member> member = next(reader)) {
    if (reader.is_ar() && member->path.starts_with("data.tar")) {
      ArchiveReader data = reading([&] {
        return ArchiveReader(
            ByteStream(title, [&reader](char* bytes, std::size_t count) { return reader.read(bytes, count); }));
      });
      extract(data, title, wanted);
    } else if (const auto file = wanted.find(member->path); file != wanted.end()) {
      require_file(*member, title);
      OutputFile out(file->second);
      for_contents(reader, [&](const char* bytes, std::size_t count) { out.write(bytes, count); });
      out.close();
      wanted.erase(file);
    }
  }
}

}  // namespace

void extract_members(const fs::path& archive, const std::map<std::string, fs::path>& members) {
  ArchiveReader reader = reading([&] { return ArchiveReader(archive); });
  std::map<std::string, fs::path> wanted = members;
  extract(reader, archive.string(), wanted);
  std::vector<std::string> lacking;
  lacking.reserve(wanted.size());
  for (const auto& [path, file] : wanted) lacking.push_back(path);
  if (!lacking.empty()) throw SourceFailed(fmt::format("{}: lacks {}", archive.string(), fmt::join(lacking, ", ")));
}

std::string tree_sha256(const fs::path& archive) {
  ArchiveReader reader = reading([&] { return ArchiveReader(archive); });
  std::map<std::string, std::string> digests;
  Sha256 sha256;
  while (const std::optional<ArchiveReader::Member> member = next(reader)) {
    if (member->kind == ArchiveReader::Kind::folder) continue;
    require_file(*member, archive.string());
    for_contents(reader, [&](const char* bytes, std::size_t count) { sha256.update(bytes, count); });
    if (!digests.emplace(member->path, sha256.hex()).second)
      throw SourceFailed(fmt::format("{}: member '{}' occurs twice", archive.string(), member->path));
  }
  for (const auto& [path, digest] : digests) {
    const std::string line = fmt::format("{}  {}\n", digest, path);
    sha256.update(line.data(), line.size());
  }
  return sha256.hex();
}

}  // namespace neon::datasets
