#pragma once
#include <neon/clustering/detail/svm_library.hpp>
#include <neon/clustering/fit.hpp>

#include <memory>
#include <vector>

/// What all fits by libsvm share.
namespace neon {

struct FreeSvmModel {
  void operator()(svm_model* model) const;
};
using TrainedSvm = std::unique_ptr<svm_model, FreeSvmModel>;

/// Points as libsvm reads them.
class SvmProblem {
 public:
  /// @param z [n, d]
  explicit SvmProblem(const Matrix& z);
  SvmProblem(const SvmProblem&) = delete;
  SvmProblem& operator=(const SvmProblem&) = delete;

  /// Trained models point into the problem.
  /// @param target [n]  @param where for errors  @throws Error with libsvm's complaint about the parameters
  TrainedSvm train(const std::vector<double>& target, const svm_parameter& parameter, std::string_view where);

 private:
  std::vector<svm_node> node_;
  std::vector<svm_node*> row_;
};

/// The setting "kernel-gamma", and what it says: "scale" or a number.
Setting kernel_gamma_setting();
double kernel_gamma(const FitOptions& options, const MatrixView& x);

}  // namespace neon
