#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace neon::plots {

/// A program that draws stored results.
struct PlotProgram {
  std::string name, description;
  std::string kind;  ///< of the result file: results/<kind>.h5, which `make <kind>` computes
  std::function<void(const ResultReader& results, const std::filesystem::path& folder)> draw;
};

/// The command line of a plot program: --help, --version, --results, --out.
/// @return the exit code: 0, or 2 after one line on the standard error
int run(const PlotProgram& program, int argc, char** argv);

}  // namespace neon::plots
