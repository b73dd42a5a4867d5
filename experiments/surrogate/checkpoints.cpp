#include "experiments/surrogate/checkpoints.hpp"

#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/training_checkpoint.hpp>
#include <neon/text/fingerprint.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdio>

namespace neon::experiments::surrogate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kind = "surrogate-activations";

std::string activations(std::size_t layer) { return fmt::format("activations/{}", layer); }

void left_aside(const fs::path& path, const std::string& reason) {
  fmt::print(stderr, "{}: left aside: {}\n", path.string(), reason);
}

}  // namespace

PassedFile::PassedFile(const fs::path& folder, const std::string& part, Index first, const FeatureMaps& rgb,
                       const std::vector<Index>& cells)
    : count_(rgb.count) {
  if (folder.empty()) return;
  path_ = folder / fmt::format("{}-{:05}.h5", part, first);
  const std::string_view bytes(reinterpret_cast<const char*>(rgb.values.data()), rgb.values.size() * sizeof(float));
  of_ = fmt::format("{:016x} {} {}", fingerprint(bytes), rgb.shape(), fmt::join(cells, ","));
}

bool PassedFile::read(Passed& passed) const {
  std::error_code error;
  if (path_.empty() || !fs::exists(path_, error)) return false;
  try {
    const ResultReader file(path_, kind);
    if (file.text("", "images") != of_) {
      left_aside(path_, "of other images, or other parts of maps");
      return false;
    }
    Passed found;
    for (std::size_t l = 0; file.has(activations(l)); ++l) found.activations.push_back(file.matrix(activations(l)));
    found.features = file.matrix("features");
    found.predicted = file.labels("predicted");
    require(found.features.rows() == count_ && static_cast<Index>(found.predicted.size()) == count_,
            "{} images should be {}", found.features.rows(), count_);
    passed = std::move(found);
    return true;
  } catch (const Error& damage) {
    left_aside(path_, damage.what());
    return false;
  }
}

void PassedFile::write(const Passed& passed) const {
  if (path_.empty()) return;
  ResultWriter file(path_, kind);
  file.attribute("", "images", of_);
  for (std::size_t l = 0; l < passed.activations.size(); ++l)
    file.write(activations(l), FloatMatrix(passed.activations[l].cast<float>()));
  file.write("features", FloatMatrix(passed.features.cast<float>()));
  file.write("predicted", passed.predicted);
  file.commit();
}

DeepEmbeddedFit fit_with_checkpoints(const Matrix& x, Index clusters, DeepEmbeddedOptions options,
                                     const fs::path& folder, const std::string& name) {
  if (folder.empty()) return fit_deep_embedded(x, clusters, options);
  const fs::path path = folder / (name + ".h5");
  std::error_code error;
  if (fs::exists(path, error)) try {
      auto state = std::make_shared<DeepEmbeddedState>(read_checkpoint(path));
      check_state(*state, x, clusters, options);
      options.resume = std::move(state);
    } catch (const Error& reason) {
      left_aside(path, reason.what());
    }
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds between{5};  // what an interruption may cost
  options.checkpoint = [&, last = Clock::now() - between](const DeepEmbeddedState& state) mutable {
    if (Clock::now() - last < between) return;
    write_checkpoint(path, state);
    last = Clock::now();
  };
  return fit_deep_embedded(x, clusters, options);
}

}  // namespace neon::experiments::surrogate
