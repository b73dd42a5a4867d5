#include <neon/core/instructions.hpp>

#include <cstdlib>
#include <string>

#include "support/laws.hpp"

using namespace neon;

// CMakeLists.txt runs the cases tagged [kernels] once more for every set that NEON_INSTRUCTIONS names.
TEST_CASE("no wider instructions are used than NEON_INSTRUCTIONS allows", "[kernels]") {
  const char* asked = std::getenv("NEON_INSTRUCTIONS");
  const std::string allowed = asked == nullptr ? "avx512" : asked;
  CHECK(instructions() <= (allowed == "baseline" ? Instructions::baseline
                           : allowed == "avx2"   ? Instructions::avx2
                                                 : Instructions::avx512));
  CHECK(instructions() >= Instructions::baseline);
}
