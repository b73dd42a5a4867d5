#include "experiments/support/stage_timer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/resource.h>

namespace neon::experiments {
namespace {

double seconds_between(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

void StageTimer::start(std::string_view name) {
  stop();
  const auto stage = std::find_if(stages_.begin(), stages_.end(), [&](const Stage& s) { return s.name == name; });
  running_ = static_cast<std::size_t>(stage - stages_.begin());
  if (stage == stages_.end()) stages_.push_back({std::string(name)});
  started_ = Clock::now();
}

void StageTimer::stop() {
  if (running_ != none) stages_[running_].seconds += seconds_between(started_, Clock::now());
  running_ = none;
}

std::vector<StageTimer::Stage> StageTimer::stages() const {
  std::vector<Stage> stages = stages_;
  if (running_ != none) stages[running_].seconds += seconds_between(started_, Clock::now());
  return stages;
}

double StageTimer::seconds(std::string_view name) const {
  for (const Stage& stage : stages())
    if (stage.name == name) return stage.seconds;
  return 0;
}

double StageTimer::total() const { return seconds_between(made_, Clock::now()); }

std::string StageTimer::table() const {
  std::size_t width = std::string_view("total").size();
  for (const Stage& stage : stages_) width = std::max(width, stage.name.size());
  std::string table;
  for (const Stage& stage : stages()) table += fmt::format("  {:<{}}  {:>8.2f} s\n", stage.name, width, stage.seconds);
  return table + fmt::format("  {:<{}}  {:>8.2f} s\n", "total", width, total());
}

double peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace neon::experiments
