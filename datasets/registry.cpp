#include "datasets/registry.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "datasets/source_failed.hpp"
#include "datasets/subprocess.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

/// The clients give up by themselves when the network is silent; this ends one that hangs for another reason.
constexpr std::chrono::minutes longest_download{60};

struct Client {
  std::string program, debian_package;
  std::vector<std::string> arguments;
};

/// @param scratch where the client may keep its own cache, so that nothing is left in the user's
Client client_for(const PackageEntry& package, const fs::path& scratch) {
  if (package.client == "npm")
    return {"npm",
            "npm",
            {"pack", package.title(), "--ignore-scripts", "--no-update-notifier", "--loglevel=error",
             "--fetch-retries=0", "--fetch-timeout=8000", "--cache=" + scratch.string()}};
  const std::string pinned = package.version.empty() ? "" : "==" + package.version;
  if (package.client == "pip")
    return {"pip3",
            "python3-pip",
            {"download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--quiet",
             "--retries=0", "--timeout=8", "--dest=.", package.package + pinned}};
  return {"apt-get",
          "apt",
          {"download", "--quiet=2", "-oAcquire::Retries=0", "-oAcquire::http::Timeout=8", "-oAcquire::https::Timeout=8",
           package.version.empty() ? package.package : package.package + "=" + package.version}};
}

/// What the client says is wrong, in one line: its first lines that speak of an error, or else its first lines.
std::string summary(std::string_view output) {
  std::vector<std::string> lines, errors;
  while (!output.empty()) {
    const std::size_t length = std::min(output.find('\n'), output.size());
    std::string line(output.substr(0, length));
    output.remove_prefix(std::min(length + 1, output.size()));
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const bool is_error =
        line.find("ERR") != std::string::npos || line.find("error") != std::string::npos || line.rfind("E:", 0) == 0;
    (is_error ? errors : lines).push_back(std::move(line));
  }
  std::vector<std::string>& told = errors.empty() ? lines : errors;
  if (told.size() > 3) told.resize(3);
  return told.empty() ? "no message" : fmt::format("{}", fmt::join(told, "; "));
}

}  // namespace

fs::path download_package(const PackageEntry& package, const fs::path& folder) {
  const fs::path scratch = folder / "scratch", arrival = folder / "arrival";
  std::error_code failed;
  for (const fs::path& made : {scratch, arrival}) {
    fs::create_directory(made, failed);
    require(!failed, "{}: cannot be made ({})", made.string(), failed.message());
  }
  Client client = client_for(package, scratch);
  client.arguments.insert(client.arguments.begin(), client.program);
  // A silent name server would otherwise hold the client for ten seconds or more. Nothing is installed, so that a
  // user's wish for pip to work in virtual environments only is no reason to refuse.
  const std::vector<std::string> settings{"LC_ALL=C", "TMPDIR=" + scratch.string(), "RES_OPTIONS=timeout:2 attempts:2",
                                          "PIP_REQUIRE_VIRTUALENV=0"};
  const auto result = run_process(client.arguments, arrival, settings, longest_download);
  if (!result)
    throw SourceFailed(fmt::format("{}: not installed (apt-get install {})", client.program, client.debian_package));
  if (result->timed_out)
    throw SourceFailed(fmt::format("{}: stopped after {} minutes", client.program, longest_download.count()));
  if (result->status != 0)
    throw SourceFailed(fmt::format("{}: exit code {} ({})", client.program, result->status, summary(result->output)));

  std::vector<fs::path> arrived;
  for (const fs::directory_entry& entry : fs::directory_iterator(arrival))
    if (entry.is_regular_file()) arrived.push_back(entry.path());
  if (arrived.size() != 1)
    throw SourceFailed(fmt::format("{}: left {} files, should be one archive", client.program, arrived.size()));
  return arrived.front();
}

}  // namespace neon::datasets
