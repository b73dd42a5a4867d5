#include <neon/clustering/detail/svm_library.hpp>
#include <neon/core/error.hpp>

#include <dlfcn.h>
#include <string>

namespace neon {
namespace {

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  require(function != nullptr, "libsvm: has no function {}", name);
}

SvmLibrary load() {
  // The version of the header: another one may lay out its structures differently.
  constexpr int version = LIBSVM_VERSION / 100;
  const std::string name = fmt::format("libsvm.so.{}", version);
  void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  require(library != nullptr, "{} is not installed, which fits support vector machines; Debian's package is libsvm{}",
          name, version);
  SvmLibrary found{};
  find(library, "svm_check_parameter", found.check_parameter);
  find(library, "svm_set_print_string_function", found.set_print_string_function);
  find(library, "svm_train", found.train);
  find(library, "svm_free_and_destroy_model", found.free_and_destroy_model);
  return found;
}

}  // namespace

const SvmLibrary& svm_library() {
  static const SvmLibrary library = load();
  return library;
}

}  // namespace neon
