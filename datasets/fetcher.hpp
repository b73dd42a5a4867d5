#pragma once
#include <set>

#include "datasets/fetch.hpp"

namespace neon::datasets {

/// One fetch of one data set: goes through the sources of its files and remembers why each failed.
class Fetcher {
 public:
  /// @param folder of the data set in the cache
  /// @param mirror empty if there is none
  Fetcher(const DatasetEntry& dataset, const FetchOptions& options, std::filesystem::path folder,
          std::filesystem::path mirror);

  /// @throws Error, DataUnavailable as fetch
  Dataset run();

 private:
  bool from_cache(const FileEntry& file);
  bool from_folders(const FileEntry& file);
  bool from_folder(const std::string& kind, const std::filesystem::path& folder, const FileEntry& file);
  bool from_address(const std::string& url, const FileEntry& file);
  /// Accepts a file that is at hand. @param title begins the messages about it
  bool from_source(const std::string& kind, const std::string& title, const std::filesystem::path& source,
                   const FileEntry& file);
  /// Takes what the package provides from the list of missing files.
  void from_package(const PackageEntry& package, std::vector<const FileEntry*>& missing);

  void download_and_accept(const std::string& url, const FileEntry& file);
  void accept(const std::filesystem::path& source, const FileEntry& file) const;
  std::filesystem::path target(const FileEntry& file) const { return folder_ / file.name; }
  std::filesystem::path part(const std::string& url) const;
  void failed(const std::string& kind, const std::string& reason);
  void notice(const std::string& line) const;
  std::string report(const std::vector<const FileEntry*>& missing) const;

  const DatasetEntry& dataset_;
  const FetchOptions& options_;
  std::filesystem::path folder_, mirror_;
  std::vector<std::string> failures_;
  std::set<std::string> silent_hosts_;
};

}  // namespace neon::datasets
