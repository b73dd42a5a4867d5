#pragma once
#include <filesystem>
#include <string>

namespace neon::datasets {

/// Identity of a file's present state, taken from the file system without reading the file: size, times of change
/// (also the one that nobody can set back) and inode.
/// @return empty if there is no such file
std::string file_state(const std::filesystem::path& file);

/// Whether `<file>.verified` says that the file, in its present state, was found to have this checksum.
bool is_stamped(const std::filesystem::path& file, const std::string& checksum);

/// Writes `<file>.verified`, so that the next start need not read the file again. In a cache that cannot be written to
/// nothing happens.
/// @param state file_state from before the file was read
void stamp(const std::filesystem::path& file, const std::string& state, const std::string& checksum);

}  // namespace neon::datasets
