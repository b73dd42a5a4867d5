#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <fmt/format.h>

#include <memory>
#include <set>

#include "datasets/digest.hpp"
#include "reliability/child.hpp"
#include "support/scratch_folder.hpp"

namespace neon::reliability {

namespace fs = std::filesystem;

/// A program that makes one file in a folder of its own.
class Job {
 public:
  std::string name;
  std::vector<std::string> command;
  std::string output;          ///< the file, below the folder
  std::string bytes;           ///< what it holds after an undisturbed run
  double seconds = 0;          ///< that such a run takes
  bool keeps_partials = true;  ///< `output`.partial-<pid> are what a kill may leave; else the cache's hidden ones

  fs::path folder() const { return folder_ / "work"; }
  fs::path target() const { return folder() / output; }
  /// Beside what it makes, so that what it makes is easily looked through.
  fs::path input(const std::string& file) const { return folder_ / file; }
  void empty() const {
    fs::remove_all(folder());
    fs::create_directory(folder());
  }

  /// The files below the folder.
  std::set<std::string> files() const {
    std::set<std::string> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder()))
      if (!entry.is_directory()) found.insert(fs::relative(entry.path(), folder()).string());
    return found;
  }
  /// May a killed run have left this file?
  bool may_remain(const std::string& file) const {
    if (file == output) return true;
    if (keeps_partials) return file.starts_with(output + ".partial-");
    return file.find("/.fetch-") != std::string::npos || file.ends_with(".lock") || file.ends_with(".verified");
  }

 private:
  ScratchFolder folder_;
};

/// What a result holds, apart from times: the bytes of a file, or all names and numbers of an HDF5 file.
std::string held_by(const fs::path& file);

/// fit, explain, compare, an experiment and the fetcher, each run once undisturbed.
std::vector<std::unique_ptr<Job>> all_jobs();

/// Runs the job and checks that it ends well, with what an undisturbed run gives, and leaves nothing else behind.
void check_rerun(const Job& job);

/// Checks what a run that was cut off left: the whole file or none, and nothing that the next one does not clear.
void check_remains(const Job& job);

}  // namespace neon::reliability
