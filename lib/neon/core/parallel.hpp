#pragma once
#include <neon/core/types.hpp>

#include <functional>

namespace neon {

/// Number of threads for every parallel loop of the library; 0 restores the default (all cores this process may use).
/// Results never depend on it.
/// @throws Error if count < 0
void set_threads(int count);
int threads();

/// Calls body(first, last) for the blocks [0, block), [block, 2 block), ... of [0, count), concurrently.
/// The blocks are the same for any number of threads, so a body that writes only its own rows gives bit-identical
/// results; a nested call runs serially. What the first block to fail throws is rethrown when all have stopped.
void parallel_blocks(Index count, Index block, const std::function<void(Index first, Index last)>& body);

}  // namespace neon
