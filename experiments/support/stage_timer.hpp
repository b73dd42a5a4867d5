#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace neon::experiments {

/// Wall-clock time by stage of a program. A stage lasts until the next one starts or until stop(); a stage that starts
/// again goes on counting.
class StageTimer {
 public:
  struct Stage {
    std::string name;
    double seconds = 0;
  };

  void start(std::string_view name);
  void stop();

  /// In order of their first start; the stage that is running counts up to now.
  std::vector<Stage> stages() const;
  /// Seconds of one stage so far; 0 if it never started.
  double seconds(std::string_view name) const;
  /// Seconds since the timer was made.
  double total() const;
  /// One line per stage and one for the total, aligned.
  std::string table() const;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::vector<Stage> stages_;
  std::size_t running_ = none;
  Clock::time_point made_ = Clock::now(), started_ = made_;
};

/// Most memory this process has held so far, in MiB.
double peak_memory_mib();

}  // namespace neon::experiments
