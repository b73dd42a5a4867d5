#include "module.hpp"

#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

namespace nb = nanobind;

namespace neonxai {

neon::ProgressFn interruptible() {
  return [](neon::Index, neon::Index) {
    const nb::gil_scoped_acquire held;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  };
}

}  // namespace neonxai

NB_MODULE(_core, module) {
  module.doc() = "The C++ library NEON: cluster models, and why points are in their clusters.";
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const neon::Error& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });
  neonxai::add_models(module);
  neonxai::add_explainers(module);
  neonxai::add_fits(module);
  neonxai::add_comparison(module);
  module.def("set_threads", &neon::set_threads, nb::arg("count"),
             "Number of threads of every computation; 0: all cores. Results never depend on it.");
  module.def("threads", &neon::threads, "Number of threads that computations use.");
}
