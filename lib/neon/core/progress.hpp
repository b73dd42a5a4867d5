#pragma once
#include <neon/core/types.hpp>

#include <functional>
#include <string>

namespace neon {

/// Told by long computations how far they are; an empty function means silence. May be called from any thread.
using ProgressFn = std::function<void(Index done, Index total)>;

/// A progress bar on standard error with the time left; where standard error is no terminal, a plain line now and then.
ProgressFn progress_bar(std::string title);

}  // namespace neon
