#include <neon/core/progress.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <mutex>

namespace neon {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string clock_text(double seconds) {
  const auto whole = std::lround(seconds);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

struct Bar {
  std::string title;
  bool terminal = isatty(STDERR_FILENO) != 0;
  Clock::time_point start = Clock::now(), shown = start;
  bool finished = false;
  std::mutex mutex;

  void show(Index done, Index total) {
    const std::scoped_lock lock(mutex);
    if (finished || total <= 0) return;
    finished = done >= total;
    if (!finished && seconds_since(shown) < (terminal ? 0.1 : 10)) return;
    shown = Clock::now();

    const double fraction = static_cast<double>(done) / static_cast<double>(total), spent = seconds_since(start);
    if (!finished) {
      const std::string left = fraction > 0 ? clock_text(spent * (1 - fraction) / fraction) : "?";
      if (terminal) {
        const auto filled = static_cast<std::size_t>(30 * fraction);
        fmt::print(stderr, "\r{:<32} [{:<30}] {:3.0f} %  {} left \x1b[K", title, std::string(filled, '='),
                   100 * fraction, left);
      } else {
        fmt::print(stderr, "{}: {:.0f} %, {} left\n", title, 100 * fraction, left);
      }
    } else if (terminal) {
      fmt::print(stderr, "\r{:<32} {:.1f} s\x1b[K\n", title, spent);
    } else {
      fmt::print(stderr, "{}: done in {:.1f} s\n", title, spent);
    }
    std::fflush(stderr);
  }
};

}  // namespace

ProgressFn progress_bar(std::string title) {
  auto bar = std::make_shared<Bar>();
  bar->title = std::move(title);
  return [bar](Index done, Index total) { bar->show(done, total); };
}

}  // namespace neon
