#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// What the readers make of bytes that somebody else wrote: the files of corpus/ and damaged copies of them.
namespace neon::fuzz {

/// One reader, or several of the same files.
struct Harness {
  std::string name;  ///< of its folder in corpus/ too
  /// Reads the bytes as a file, in memory.  @throws Error where the reader refuses them
  std::function<void(std::string_view bytes)> read;
};

const std::vector<Harness>& harnesses();

/// Runs one. An Error of the reader is an answer; anything else ends the program, a broken promise too: numbers that
/// are not finite, shapes that do not fit.
void run(const Harness& harness, std::string_view bytes);

}  // namespace neon::fuzz
