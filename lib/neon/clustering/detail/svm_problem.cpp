#include <neon/clustering/detail/svm_problem.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/core/error.hpp>

namespace neon {
namespace {

void silent(const char*) {}

}  // namespace

void FreeSvmModel::operator()(svm_model* model) const { svm_library().free_and_destroy_model(&model); }

SvmProblem::SvmProblem(const Matrix& z) {
  node_.reserve(static_cast<std::size_t>(z.rows() * (z.cols() + 1)));
  for (Index n = 0; n < z.rows(); ++n) {
    row_.push_back(node_.data() + node_.size());
    for (Index i = 0; i < z.cols(); ++i) node_.push_back({static_cast<int>(i) + 1, z(n, i)});
    node_.push_back({-1, 0});
  }
}

TrainedSvm SvmProblem::train(const std::vector<double>& target, const svm_parameter& parameter,
                             std::string_view where) {
  std::vector<double> targets = target;
  const svm_problem problem{static_cast<int>(row_.size()), targets.data(), row_.data()};
  const char* const complaint = svm_library().check_parameter(&problem, &parameter);
  require(complaint == nullptr, "{}: libsvm: {}", where, complaint == nullptr ? "" : complaint);
  svm_library().set_print_string_function(silent);
  return TrainedSvm(svm_library().train(&problem, &parameter));
}

Setting kernel_gamma_setting() {
  return {.name = "kernel-gamma",
          .description = "width of the kernel, 1 / squared unit. scale: 1 / (features x mean variance), or a number",
          .standard = "scale"};
}

double kernel_gamma(const FitOptions& options, const MatrixView& x) {
  return options.number("kernel-gamma", {{"scale", [&] { return scale_gamma(x); }}});
}

}  // namespace neon
