#include "datasets/fetcher.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>

#include "datasets/archive.hpp"
#include "datasets/contents.hpp"
#include "datasets/download.hpp"
#include "datasets/registry.hpp"
#include "datasets/source_failed.hpp"
#include "datasets/stamp.hpp"
#include "datasets/temporary.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

/// scheme://host of an address.
std::string host_of(const std::string& url) {
  const std::size_t start = url.find("://");
  return url.substr(0, start == std::string::npos ? start : url.find('/', start + 3));
}

bool provides(const PackageEntry& package, const FileEntry& file) {
  return std::any_of(package.members.begin(), package.members.end(),
                     [&](const auto& member) { return member.second == file.name; });
}

}  // namespace

Fetcher::Fetcher(const DatasetEntry& dataset, const FetchOptions& options, fs::path folder, fs::path mirror)
    : dataset_(dataset), options_(options), folder_(std::move(folder)), mirror_(std::move(mirror)) {}

Dataset Fetcher::run() {
  std::error_code problem;
  fs::create_directories(folder_, problem);
  require(!problem, "{}: the cache folder cannot be made ({})", folder_.string(), problem.message());
  const FolderLock lock(folder_);

  std::vector<const FileEntry*> missing;
  for (const FileEntry& file : dataset_.files) {
    const bool found = from_cache(file) || from_folders(file) ||
                       std::any_of(file.urls.begin(), file.urls.end(),
                                   [&](const std::string& url) { return from_address(url, file); });
    if (!found) missing.push_back(&file);
  }
  for (const PackageEntry& package : dataset_.packages) from_package(package, missing);
  if (!missing.empty()) throw DataUnavailable(report(missing));

  Dataset result{dataset_.name, folder_, {}};
  for (const FileEntry& file : dataset_.files) result.files.push_back(file.name);
  return result;
}

bool Fetcher::from_cache(const FileEntry& file) {
  const fs::path cached = target(file);
  const std::string state = file_state(cached);
  if (state.empty()) {
    failed("cache", fmt::format("{}: not there", cached.string()));
    return false;
  }
  if (!options_.verify && is_stamped(cached, file.pin())) return true;
  try {
    verify_contents(cached, file);
    stamp(cached, state, file.pin());
    return true;
  } catch (const SourceFailed& reason) {
    const fs::path refused = cached.string() + ".refused";
    std::error_code problem;
    fs::rename(cached, refused, problem);
    notice(fmt::format(
        "{}; {}", reason.what(),
        problem ? "it cannot be renamed: " + problem.message() : "renamed to " + refused.filename().string()));
    failed("cache", reason.what());
    return false;
  }
}

bool Fetcher::from_folders(const FileEntry& file) {
  if (mirror_.empty())
    failed("mirror", "no folder named");
  else if (from_folder("mirror", mirror_, file))
    return true;
  return std::any_of(dataset_.installed.begin(), dataset_.installed.end(),
                     [&](const fs::path& folder) { return from_folder("system", folder, file); });
}

bool Fetcher::from_folder(const std::string& kind, const fs::path& folder, const FileEntry& file) {
  std::error_code ignored;
  std::vector<fs::path> candidates{folder / file.name, folder / (file.name + ".gz"), folder / dataset_.name / file.name,
                                   folder / dataset_.name / (file.name + ".gz")};
  const auto absent = [&](const fs::path& candidate) { return !fs::is_regular_file(candidate, ignored); };
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(), absent), candidates.end());
  if (candidates.empty()) {
    const bool is_folder = fs::is_directory(folder, ignored);
    failed(kind, fmt::format("{}: {}", folder.string(), is_folder ? "does not hold " + file.name : "no such folder"));
  }
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](const fs::path& candidate) { return from_source(kind, "", candidate, file); });
}

bool Fetcher::from_address(const std::string& url, const FileEntry& file) {
  try {
    if (options_.offline) throw SourceFailed("not tried: offline");
    if (silent_hosts_.count(host_of(url)) != 0) throw SourceFailed("not tried: its host did not answer before");
    download_and_accept(url, file);
    return true;
  } catch (const HostUnreachable& reason) {
    silent_hosts_.insert(host_of(url));
    failed("address", fmt::format("{}: {}", url, reason.what()));
  } catch (const SourceFailed& reason) {
    failed("address", fmt::format("{}: {}", url, reason.what()));
  }
  return false;
}

void Fetcher::download_and_accept(const std::string& url, const FileEntry& file) {
  const ProgressFn progress = options_.progress ? options_.progress(dataset_.name + "/" + file.name) : ProgressFn();
  for (bool anew = false;; anew = true) {
    const bool continued = download(url, part(url), {}, progress, most_bytes(file)) > 0;
    try {
      return accept(part(url), file);
    } catch (const SourceFailed& reason) {
      std::error_code ignored;
      fs::remove(part(url), ignored);
      if (!continued || anew) throw;
      notice(fmt::format("{}; it was begun by an earlier start and is downloaded anew", reason.what()));
    }
  }
}

void Fetcher::from_package(const PackageEntry& package, std::vector<const FileEntry*>& missing) {
  if (std::none_of(missing.begin(), missing.end(), [&](const FileEntry* file) { return provides(package, *file); }))
    return;
  try {
    if (options_.offline) throw SourceFailed("not tried: offline");
    const TemporaryFolder work(folder_);
    notice(fmt::format("{}: downloading the {} package {}", dataset_.name, package.client, package.title()));
    const fs::path archive = download_package(package, work.path());
    std::map<std::string, fs::path> members;
    for (const auto& [member, name] : package.members)
      if (std::any_of(missing.begin(), missing.end(),
                      [&, wanted = name](const FileEntry* file) { return file->name == wanted; }))
        members[member] = work.path() / name;
    extract_members(archive, members);
    const auto obtained = [&](const FileEntry* file) {
      return provides(package, *file) &&
             from_source(package.client, package.title() + ": ", work.path() / file->name, *file);
    };
    missing.erase(std::remove_if(missing.begin(), missing.end(), obtained), missing.end());
  } catch (const SourceFailed& reason) {
    failed(package.client, fmt::format("{}: {}", package.title(), reason.what()));
  }
}

bool Fetcher::from_source(const std::string& kind, const std::string& title, const fs::path& source,
                          const FileEntry& file) {
  try {
    accept(source, file);
    return true;
  } catch (const SourceFailed& reason) {
    notice(title + reason.what());
    failed(kind, title + reason.what());
    return false;
  }
}

void Fetcher::accept(const fs::path& source, const FileEntry& file) const {
  import_file(source, target(file), file);
  stamp(target(file), file_state(target(file)), file.pin());
  std::error_code ignored;
  for (const std::string& url : file.urls) fs::remove(part(url), ignored);
}

fs::path Fetcher::part(const std::string& url) const { return folder_ / (url.substr(url.rfind('/') + 1) + ".part"); }

void Fetcher::failed(const std::string& kind, const std::string& reason) {
  failures_.push_back(fmt::format("{:<8} {}", kind, reason));
}

void Fetcher::notice(const std::string& line) const {
  if (options_.notice)
    options_.notice(line);
  else
    fmt::print(stderr, "{}\n", line);
}

std::string Fetcher::report(const std::vector<const FileEntry*>& missing) const {
  std::vector<std::string> names;
  names.reserve(missing.size());
  for (const FileEntry* file : missing) names.push_back(file->name);
  return fmt::format(
      "data set '{}' is unavailable: no source provides {}\nsources tried:\n  {}\n"
      "Put the files into {}, or name a folder that holds them (--mirror, NEON_MIRROR).",
      dataset_.name, fmt::join(names, ", "), fmt::join(failures_, "\n  "), folder_.string());
}

}  // namespace neon::datasets
