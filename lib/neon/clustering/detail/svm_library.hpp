#pragma once
#include <libsvm/svm.h>

/// libsvm, found when a support vector machine is first fitted: who explains needs no such library.
namespace neon {

struct SvmLibrary {
  decltype(&::svm_check_parameter) check_parameter;
  decltype(&::svm_set_print_string_function) set_print_string_function;
  decltype(&::svm_train) train;
  decltype(&::svm_free_and_destroy_model) free_and_destroy_model;
};

/// @throws Error saying how to install it, if there is none
const SvmLibrary& svm_library();

}  // namespace neon
