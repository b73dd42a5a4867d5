#pragma once
#include <filesystem>

#include "datasets/manifest.hpp"

namespace neon::datasets {

/// The most bytes that are taken of a source before it is refused, packed or not: nobody fills the disk. A file pinned
/// by what it means may be of another format and compression than the one whose size the manifest tells.
std::uintmax_t most_bytes(const FileEntry& entry);

/// @throws SourceFailed with the size and checksum found and expected, unless the file holds what the manifest promises
void verify_contents(const std::filesystem::path& file, const FileEntry& entry);

/// Copies a verified file into the cache: decompresses gzip (unless the entry itself is a "gz" file), checks on the
/// way, and renames into place only when the checksum is right. Nothing is left behind otherwise.
/// @throws SourceFailed as verify_contents, or if `from` cannot be read
/// @throws Error if `to` cannot be written
void import_file(const std::filesystem::path& from, const std::filesystem::path& to, const FileEntry& entry);

}  // namespace neon::datasets
