#pragma once
#include <filesystem>

#include "datasets/manifest.hpp"

namespace neon::datasets {

/// @throws SourceFailed with the size and checksum found and expected, unless the file holds what the manifest promises
void verify_contents(const std::filesystem::path& file, const FileEntry& entry);

/// Copies a verified file into the cache: decompresses gzip (unless the entry itself is a "gz" file), checks on the
/// way, and renames into place only when the checksum is right. Nothing is left behind otherwise.
/// @throws SourceFailed as verify_contents, or if `from` cannot be read
/// @throws Error if `to` cannot be written
void import_file(const std::filesystem::path& from, const std::filesystem::path& to, const FileEntry& entry);

}  // namespace neon::datasets
