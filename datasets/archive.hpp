#pragma once
#include <filesystem>
#include <map>
#include <string>

namespace neon::datasets {

/// Writes the named members of an archive (tar with any usual compression, zip, and a Debian package's data) to files.
/// @param members path in the archive, without a leading "./" -> file to write
/// @throws SourceFailed if the archive cannot be read or lacks a member
/// @throws Error if a file cannot be written
void extract_members(const std::filesystem::path& archive, const std::map<std::string, std::filesystem::path>& members);

/// What an archive holds, whatever its compression, order of members and time stamps: the sha256 of the lines
/// "<sha256>  <path>\n" of all files sorted by path as bytes, i.e. of
/// `find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` in the unpacked folder.
/// @throws SourceFailed if the archive cannot be read, repeats a path or holds links or devices
std::string tree_sha256(const std::filesystem::path& archive);

}  // namespace neon::datasets
