#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <exception>

namespace neon {
namespace {

std::atomic<int> requested{0};

}  // namespace

void set_threads(int count) {
  require(count >= 0, "threads: {} should be at least 1 (0: all cores)", count);
  requested = count;
}

int threads() { return requested > 0 ? requested.load() : omp_get_num_procs(); }

void parallel_blocks(Index count, Index block, const std::function<void(Index, Index)>& body) {
  require(block > 0, "parallel_blocks: block {} should be positive", block);
  const Index blocks = (count + block - 1) / block;
  std::exception_ptr failure;
  std::atomic<bool> stop{false};
#pragma omp parallel for schedule(dynamic) num_threads(threads()) if (blocks > 1)
  for (Index b = 0; b < blocks; ++b) {
    if (stop) continue;
    try {
      body(b * block, std::min(count, (b + 1) * block));
    } catch (...) {
#pragma omp critical(neon_parallel_failure)
      if (!stop.exchange(true)) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace neon
