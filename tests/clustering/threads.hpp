#pragma once
#include <neon/core/parallel.hpp>

namespace neon {

/// What `compute` returns when run by the given number of threads.
template <class Compute>
auto with_threads(int count, const Compute& compute) {
  struct Restore {
    ~Restore() { set_threads(0); }
  } restore;
  set_threads(count);
  return compute();
}

}  // namespace neon
