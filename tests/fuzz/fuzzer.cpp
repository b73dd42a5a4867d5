#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/harnesses.hpp"

/// What libFuzzer calls (`make fuzz`). NEON_READER names the reader: one program serves all.
namespace {

const neon::fuzz::Harness* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const char* const wanted = std::getenv("NEON_READER");
  for (const neon::fuzz::Harness& harness : neon::fuzz::harnesses())
    if (wanted != nullptr && harness.name == wanted) chosen = &harness;
  if (chosen != nullptr) return 0;
  std::fprintf(stderr, "NEON_READER should name one of:");
  for (const neon::fuzz::Harness& harness : neon::fuzz::harnesses()) std::fprintf(stderr, " %s", harness.name.c_str());
  std::fputc('\n', stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  neon::fuzz::run(*chosen, {reinterpret_cast<const char*>(data), size});
  return 0;
}
