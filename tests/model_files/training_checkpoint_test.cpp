#include <neon/core/thread_count.hpp>
#include <neon/model_files/training_checkpoint.hpp>

#include <catch2/catch.hpp>
#include <unistd.h>

#include <csignal>
#include <sys/wait.h>

#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Four groups.
Matrix groups(std::uint64_t seed) {
  Matrix x = 0.5 * samples::normal(400, 6, seed);
  for (Index n = 0; n < x.rows(); ++n) x(n, n % 4) += 5;
  return x;
}

DeepEmbeddedOptions quick() {
  DeepEmbeddedOptions options;
  options.hidden = {12};
  options.code = 3;
  options.radius = 8;
  options.degrees = 100;
  options.batch = 64;
  options.pretraining = 120;
  options.self_training = 200;
  options.refresh = 20;
  options.tolerance = 0;
  options.seed = 3;
  return options;
}

bool same(const DeepEmbeddedFit& a, const DeepEmbeddedFit& b) {
  for (std::size_t l = 0; l < a.model.layers.size(); ++l)
    if (a.model.layers[l].weight != b.model.layers[l].weight || a.model.layers[l].bias != b.model.layers[l].bias)
      return false;
  return a.model.centroids == b.model.centroids && a.labels == b.labels && a.error == b.error && a.steps == b.steps &&
         a.converged == b.converged;
}

}  // namespace

TEST_CASE("a training that is killed goes on from its file, and ends bit for bit as if it had not been") {
  const ThreadCount one(1);  // a child of this process has no threads but its first
  const Matrix x = groups(1);
  const DeepEmbeddedFit whole = fit_deep_embedded(x, 4, quick());
  // In pretraining; before the first step of self-training; in self-training.
  const int states = GENERATE(2, 7, 12);
  const ScratchFolder folder;
  const std::filesystem::path file = folder / "state.h5";
  const pid_t child = ::fork();
  if (child == 0) {
    DeepEmbeddedOptions options = quick();
    options.checkpoint = [&, kept = 0](const DeepEmbeddedState& state) mutable {
      write_checkpoint(file, state);
      if (++kept == states) ::kill(::getpid(), SIGKILL);
    };
    fit_deep_embedded(x, 4, options);
    ::_exit(0);  // it should have been killed
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  DeepEmbeddedOptions options = quick();
  options.resume = std::make_shared<DeepEmbeddedState>(read_checkpoint(file));
  CHECK(options.resume->self_training() == (states > 6));
  Index first = -1;
  options.progress = [&](Index done, Index) { first = first < 0 ? done : first; };
  CHECK(same(fit_deep_embedded(x, 4, options), whole));
  CHECK(first > (states - 1) * quick().refresh);  // what was done is not done again
}

TEST_CASE("a checkpoint of another training, or a damaged one, is refused") {
  const ScratchFolder folder;
  const Matrix x = groups(2);
  DeepEmbeddedOptions options = quick();
  options.checkpoint = [&](const DeepEmbeddedState& state) { write_checkpoint(folder / "state.h5", state); };
  fit_deep_embedded(x, 4, options);
  const auto refused = [&](const Matrix& points, auto change) {
    DeepEmbeddedOptions other = quick();
    DeepEmbeddedState state = read_checkpoint(folder / "state.h5");
    change(other, state);
    other.resume = std::make_shared<DeepEmbeddedState>(state);
    return message_of([&] { fit_deep_embedded(points, 4, other); });
  };
  CHECK_THAT(refused(groups(3), [](auto&, auto&) {}), Contains("is of another training"));
  CHECK_THAT(refused(x, [](auto& o, auto&) { o.seed = 4; }), Contains("is of another training"));
  CHECK_THAT(refused(x, [](auto&, auto& s) { s.encoder.pop_back(); }),
             Contains("1 layers of the encoder, should have 2"));
  CHECK_THAT(refused(x, [](auto&, auto& s) { s.velocity(0, 0) = std::nan(""); }), Contains("and finite"));
  CHECK_THAT(refused(x, [](auto&, auto& s) { s.self_trained = 1000; }), Contains("should be at most"));

  spit(folder / "cut.h5", slurp(folder / "state.h5").substr(0, 900));
  CHECK_THROWS_WITH(read_checkpoint(folder / "cut.h5"), Contains("cut.h5"));
}
