#include <neon/clustering/detail/svm_problem.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/one_class_svm.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <cmath>

namespace neon {

Vector OneClassSvm::decision(const MatrixView& x) const {
  return (-gamma * outlier_scores(x).col(0)).array().exp() - std::exp(-gamma * threshold);
}

OneClassSvm fit_one_class_svm(const MatrixView& x, double nu, double gamma, double tolerance) {
  require(nu > 0 && nu <= 1, "one-class SVM: nu {} should be in (0, 1]", nu);
  require(gamma > 0 && std::isfinite(gamma), "one-class SVM: gamma {} should be positive and finite", gamma);
  require(tolerance > 0, "one-class SVM: tolerance {} should be positive", tolerance);
  require(x.rows() >= 2, "one-class SVM: {} points should be at least 2", x.rows());
  require_finite(x, "one-class SVM");
  const Frame frame = frame_of(x);
  SvmProblem problem(frame.in(x));
  svm_parameter parameter{};
  parameter.svm_type = ONE_CLASS;
  parameter.kernel_type = RBF;
  parameter.gamma = gamma * frame.square();
  parameter.nu = nu;
  parameter.cache_size = 200;
  parameter.eps = tolerance;
  parameter.shrinking = 1;
  const TrainedSvm fitted =
      problem.train(std::vector<double>(static_cast<std::size_t>(x.rows()), 1), parameter, "one-class SVM");

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
            return fit_one_class_svm(x, options.number("nu"), kernel_gamma(options, x));
          },
          .settings = {{.name = "nu",
                        .description = "bound on the share of the points that are outliers, in (0, 1]",
                        .standard = "0.1",
                        .type = Setting::Type::number},
                       kernel_gamma_setting()},
          .clusters = ModelKind::Clusters::found,
          .softens = false};
}

}  // namespace neon::models
