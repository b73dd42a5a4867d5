#include <neon/core/error.hpp>
#include <neon/tables/detail/archive_reader.hpp>
#include <neon/tables/detail/npz_archive.hpp>

namespace neon {
namespace {

constexpr std::string_view ending = ".npy";

/// The name of the next member that is an NPY file, without ending; none at the end.
std::optional<std::string> next_array(ArchiveReader& archive) {
  while (std::optional<ArchiveReader::Member> member = archive.next())
    if (member->path.ends_with(ending)) return member->path.substr(0, member->path.size() - ending.size());
  return std::nullopt;
}

}  // namespace

std::vector<NpzMember> list_npz(const std::string& path) {
  std::vector<NpzMember> members;
  ArchiveReader archive{std::filesystem::path(path)};
  while (const std::optional<std::string> name = next_array(archive)) {
    ByteStream stream(path, [&](char* bytes, std::size_t count) { return archive.read(bytes, count); });
    NpzMember& member = members.emplace_back(NpzMember{*name, {}});
    try {
      member.layout = read_npy_header(stream);
    } catch (const Error&) {
      continue;  // opening it says why
    }
  }
  return members;
}

ByteStream open_npz_member(const std::string& path, const std::string& member) {
  ArchiveReader archive{std::filesystem::path(path)};
  std::string names;
  while (const std::optional<std::string> name = next_array(archive)) {
    if (*name == member || *name + std::string(ending) == member)
      return {path + ":" + member,
              [archive](char* bytes, std::size_t count) mutable { return archive.read(bytes, count); }};
    names += (names.empty() ? "" : ", ") + *name;
  }
  throw Error(
      fmt::format("{}: there is no member '{}', the arrays are: {}", path, member, names.empty() ? "none" : names));
}

}  // namespace neon
