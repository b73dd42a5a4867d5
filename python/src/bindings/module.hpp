#pragma once
#include <neon/core/progress.hpp>

#include <nanobind/nanobind.h>

namespace neonxai {

/// Each adds its part to the module `neonxai._core`.
void add_models(nanobind::module_& module);
void add_explainers(nanobind::module_& module);
void add_fits(nanobind::module_& module);
void add_comparison(nanobind::module_& module);

/// Lets Ctrl-C end a long computation: the KeyboardInterrupt is thrown out of it.
neon::ProgressFn interruptible();

}  // namespace neonxai
