#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/one_class_svm.hpp>
#include <neon/clustering/svm_library.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <cmath>
#include <memory>

namespace neon {
namespace {

/// The rows of a matrix, as libsvm reads them.
class SvmRows {
 public:
  explicit SvmRows(const Matrix& z) {
    node_.reserve(static_cast<std::size_t>(z.rows() * (z.cols() + 1)));
    for (Index n = 0; n < z.rows(); ++n) {
      row_.push_back(node_.data() + node_.size());
      for (Index i = 0; i < z.cols(); ++i) node_.push_back({static_cast<int>(i) + 1, z(n, i)});
      node_.push_back({-1, 0});
    }
  }
  svm_node** rows() { return row_.data(); }

 private:
  std::vector<svm_node> node_;
  std::vector<svm_node*> row_;
};

struct FreeModel {
  void operator()(svm_model* model) const { svm_library().free_and_destroy_model(&model); }
};

void silent(const char*) {}

}  // namespace

Vector OneClassSvm::decision(const MatrixView& x) const {
  return (-gamma * outlier_scores(x).col(0)).array().exp() - std::exp(-gamma * threshold);
}

double scale_gamma(const MatrixView& x) {
  require_finite(x, "one-class SVM");
  const Frame frame = frame_of(x);
  const double square = frame.in(x).squaredNorm() / static_cast<double>(x.rows());
  require(square > 0, "one-class SVM: all {} points are equal, and have no scale: give a gamma", x.rows());
  return 1 / square / frame.square();
}

OneClassSvm fit_one_class_svm(const MatrixView& x, double nu, double gamma, double tolerance) {
  require(nu > 0 && nu <= 1, "one-class SVM: nu {} should be in (0, 1]", nu);
  require(gamma > 0 && std::isfinite(gamma), "one-class SVM: gamma {} should be positive and finite", gamma);
  require(tolerance > 0, "one-class SVM: tolerance {} should be positive", tolerance);
  require(x.rows() >= 2, "one-class SVM: {} points should be at least 2", x.rows());
  require_finite(x, "one-class SVM");
  const Frame frame = frame_of(x);
  SvmRows rows(frame.in(x));
  std::vector<double> target(static_cast<std::size_t>(x.rows()), 1);
  const svm_problem problem{static_cast<int>(x.rows()), target.data(), rows.rows()};
  svm_parameter parameter{};
  parameter.svm_type = ONE_CLASS;
  parameter.kernel_type = RBF;
  parameter.gamma = gamma * frame.square();
  parameter.nu = nu;
  parameter.cache_size = 200;
  parameter.eps = tolerance;
  parameter.shrinking = 1;
  const char* const complaint = svm_library().check_parameter(&problem, &parameter);
  require(complaint == nullptr, "one-class SVM: libsvm: {}", complaint == nullptr ? "" : complaint);
  svm_library().set_print_string_function(silent);
  const std::unique_ptr<svm_model, FreeModel> fitted(svm_library().train(&problem, &parameter));

  OneClassSvm model;
  const double rho = fitted->rho[0];
  require(rho > 0, "one-class SVM: the threshold {} should be positive: no point is inside; try a smaller gamma", rho);
  model.gamma = gamma;
  model.threshold = -std::log(rho) / gamma;
  model.support.resize(fitted->l, x.cols());
  model.offset.resize(fitted->l);
  for (int j = 0; j < fitted->l; ++j) {
    model.support.row(j) = x.row(fitted->sv_indices[j] - 1);
    model.offset(j) = -std::log(fitted->sv_coef[0][j]) / gamma;
  }
  return model;
}

}  // namespace neon

namespace neon::models {

ModelKind one_class_svm() {
  return {.name = std::string(OneClassSvm::kind),
          .description = "one-class support vector machine: outliers are beyond its boundary",
          .source =
              "Schölkopf et al., Estimating the support of a high-dimensional distribution, Neural Computation "
              "13(7), 2001; fitted by libsvm: Chang and Lin, ACM TIST 2(3), 2011",
          .blank = OneClassSvm{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            return fit_one_class_svm(x, options.number("nu"),
                                     options.number("kernel-gamma", {{"scale", [&] { return scale_gamma(x); }}}));
          },
          .settings = {{.name = "nu",
                        .description = "bound on the share of the points that are outliers, in (0, 1]",
                        .standard = "0.1",
                        .type = Setting::Type::number},
                       {.name = "kernel-gamma",
                        .description = "width of the kernel, 1 / squared unit. scale: 1 / (features x mean variance), "
                                       "or a number",
                        .standard = "scale"}},
          .clusters = ModelKind::Clusters::found,
          .softens = false};
}

}  // namespace neon::models
