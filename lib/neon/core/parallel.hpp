#pragma once
#include <neon/core/types.hpp>

#include <functional>

namespace neon {

/// Number of threads for every parallel loop of the library; 0 restores the default (all cores this process may use).
/// Results never depend on it.
/// @throws Error if count < 0
void set_threads(int count);
int threads();

/// set_threads(count) for as long as it lives; then as before.
class ThreadCount {
 public:
  explicit ThreadCount(int count);
  ~ThreadCount();
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;

 private:
  int before_;
};

/// Calls body(first, last) for the blocks [0, block), [block, 2 block), ... of [0, count), concurrently.
/// The blocks are the same for any number of threads, so a body that writes only its own rows gives bit-identical
/// results; a nested call runs serially. When bodies throw, no further blocks are started, and what the first block to
/// fail has thrown is rethrown after all threads have stopped: the same for any number of them.
/// Who waits sleeps, so that other processes on the machine slow a loop down no more than they take of its cores.
void parallel_blocks(Index count, Index block, const std::function<void(Index first, Index last)>& body);

}  // namespace neon
