#pragma once

namespace neon {

/// Instruction sets that kernels are compiled for, every one in the same library. Results differ in rounding: avx2 and
/// avx512 multiply and add in one step.
enum class Instructions {
  baseline,  ///< what every processor of the architecture has; on x86-64: SSE2
  avx2,      ///< AVX2 and FMA
  avx512,    ///< AVX-512 F, BW, DQ and VL
};

/// The widest set that this processor has; where the environment variable NEON_INSTRUCTIONS names one (baseline, avx2,
/// avx512), at most that. Looked up once.
/// @throws Error if the variable names another
Instructions instructions();

}  // namespace neon
