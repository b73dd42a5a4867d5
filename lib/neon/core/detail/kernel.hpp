#pragma once
#include <neon/core/instructions.hpp>

/// NEON_KERNEL(Table, name): declares the Table of functions that a kernel's unit defines once for every instruction
/// set (neon_kernel in CMake: namespace NEON_INSTRUCTION_SET), and name(), that of the widest set allowed. In namespace
/// neon.
#if defined(__x86_64__)
#define NEON_KERNEL(Table, name)                                                         \
  namespace baseline {                                                                   \
  extern const Table name;                                                               \
  }                                                                                      \
  namespace avx2 {                                                                       \
  extern const Table name;                                                               \
  }                                                                                      \
  namespace avx512 {                                                                     \
  extern const Table name;                                                               \
  }                                                                                      \
  inline const Table& name() {                                                           \
    static const Table& found = instructions() == Instructions::avx512 ? avx512::name    \
                                : instructions() == Instructions::avx2 ? avx2::name      \
                                                                       : baseline::name; \
    return found;                                                                        \
  }
#else
#define NEON_KERNEL(Table, name) \
  namespace baseline {           \
  extern const Table name;       \
  }                              \
  inline const Table& name() { return baseline::name; }
#endif
