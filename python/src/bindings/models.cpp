#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/kernel_density.hpp>
#include <neon/clustering/model_check.hpp>
#include <neon/clustering/models.hpp>
#include <neon/clustering/one_class_svm.hpp>
#include <neon/clustering/support_vector_machine.hpp>
#include <neon/core/error.hpp>

#include <cmath>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <optional>
#include <string>

#include "arrays.hpp"
#include "module.hpp"
#include "parameters.hpp"

namespace neonxai {
namespace {

using neon::ClusterModel;
using neon::require;

ClusterModel kmeans(const MatrixIn& centroids, const std::optional<VectorIn>& offset, double beta) {
  const auto mu = view(centroids);
  require(mu.rows() >= 2, "kmeans: {} clusters should be at least 2", mu.rows());
  const neon::Vector shift = offset ? neon::Vector(view(*offset)) : neon::Vector::Zero(mu.rows());
  require(shift.size() == mu.rows(), "kmeans: {} offsets should be {}, one per cluster", shift.size(), mu.rows());
  require(mu.allFinite() && shift.allFinite(), "kmeans: centroids and offsets should be finite");
  return neon::KMeans{mu, shift, beta};
}

ClusterModel kernel_kmeans(const MatrixIn& support, const LabelsIn& cluster, double gamma, double beta) {
  return neon::make_kernel_kmeans(view(support), labels(cluster), gamma, beta);
}

ClusterModel agglomerative(const MatrixIn& members, const LabelsIn& cluster, const std::string& linkage, double beta) {
  return neon::make_agglomerative(view(members), labels(cluster), neon::linkage_named(linkage), beta);
}

ClusterModel spherical_kmeans(const MatrixIn& centroids, double beta) {
  const auto mu = view(centroids);
  require(mu.rows() >= 2, "spherical_kmeans: {} clusters should be at least 2", mu.rows());
  require(mu.allFinite() && ((mu.rowwise().norm().array() - 1).abs() < 1e-6).all(),
          "spherical_kmeans: centroids should be of norm 1");
  return neon::SphericalKMeans{mu, beta};
}

ClusterModel gaussian_mixture(const MatrixIn& means, const MatrixIn& variances, const VectorIn& weights, double beta) {
  const auto mu = view(means), v = view(variances);
  const auto pi = view(weights);
  require(mu.rows() >= 2, "gaussian_mixture: {} clusters should be at least 2", mu.rows());
  require((v.rows() == 1 || v.rows() == mu.rows()) && v.cols() == mu.cols(),
          "gaussian_mixture: variances [{}, {}] should be [{}, {}] or [1, {}]", v.rows(), v.cols(), mu.rows(),
          mu.cols(), mu.cols());
  require(pi.size() == mu.rows(), "gaussian_mixture: {} weights should be {}", pi.size(), mu.rows());
  require(mu.allFinite() && v.allFinite() && v.minCoeff() > 0 && pi.allFinite() && pi.minCoeff() > 0,
          "gaussian_mixture: means should be finite, variances and weights positive");
  return neon::GaussianMixture{mu, v, pi, beta};
}

ClusterModel deep_kmeans(const std::vector<std::pair<MatrixIn, VectorIn>>& layers, const MatrixIn& centroids,
                         double beta) {
  require(!layers.empty(), "deep_kmeans: 0 layers should be at least 1");
  neon::DeepKMeans model{{}, view(centroids), beta};
  for (const auto& [weight, bias] : layers) {
    const neon::Index inputs = model.layers.empty() ? view(weight).cols() : model.layers.back().outputs();
    require(view(weight).cols() == inputs && view(bias).size() == view(weight).rows(),
            "deep_kmeans: layer {} of shape [{}, {}] with {} biases should have {} inputs and a bias per output",
            model.layers.size(), view(weight).rows(), view(weight).cols(), view(bias).size(), inputs);
    model.layers.push_back({view(weight), view(bias)});
  }
  require(model.centroids.cols() == model.layers.back().outputs() && model.clusters() >= 2,
          "deep_kmeans: centroids [{}, {}] should be [2 or more, {}]", model.clusters(), model.centroids.cols(),
          model.layers.back().outputs());
  return model;
}

ClusterModel support_vector_machine(const MatrixIn& support, const LabelsIn& label, const MatrixIn& coefficient,
                                    const VectorIn& intercept, double gamma, const std::string& kernel) {
  return neon::make_support_vector_machine(view(support), labels(label), view(coefficient), view(intercept), gamma,
                                           neon::MulticlassRule::one_vs_one, neon::svm_kernel_named(kernel));
}

/// theta_j = -log(alpha_j) / gamma, o* = -log(rho) / gamma; see neon::OneClassSvm.
ClusterModel one_class_svm(const MatrixIn& support, const VectorIn& coefficient, double rho, double gamma) {
  const auto alpha = view(coefficient);
  require(gamma > 0, "one_class_svm: gamma {} should be positive", gamma);
  require(rho > 0, "one_class_svm: the threshold {} should be positive: without, every point is inside", rho);
  require(alpha.size() == view(support).rows() && alpha.size() > 0 && alpha.minCoeff() > 0,
          "one_class_svm: {} coefficients should be {}, one per support vector, and positive", alpha.size(),
          view(support).rows());
  neon::OneClassSvm model;
  model.support = view(support);
  model.offset = -alpha.array().log() / gamma;
  model.gamma = gamma;
  model.threshold = -std::log(rho) / gamma;
  model.check({"one_class_svm"});
  return model;
}

ClusterModel kernel_density(const MatrixIn& points, double bandwidth, double outliers) {
  return neon::make_kernel_density(view(points), bandwidth, outliers);
}

MatrixOut outlier_scores(const ClusterModel& model, const MatrixIn& x) {
  return computed([&] { return neon::outlier_scores(model, view(x)); });
}

LabelsOut assign(const ClusterModel& model, const MatrixIn& x) {
  return computed([&] { return neon::Assigner(model)(view(x)).cluster; });
}

MatrixOut logits(const ClusterModel& model, const MatrixIn& x) {
  return computed([&] { return neon::logits(model, view(x)); });
}

MatrixOut soft_assign(const ClusterModel& model, const MatrixIn& x) {
  return computed([&] { return neon::soft_assign(neon::outlier_scores(model, view(x)), neon::beta(model)); });
}

}  // namespace

void add_models(nb::module_& module) {
  using nb::arg;
  const double hard = neon::infinity;
  nb::class_<ClusterModel>(module, "Model", "A cluster model of the library, as a value.")
      .def_prop_ro("kind", [](const ClusterModel& m) { return std::string(neon::kind(m)); })
      .def_prop_ro("clusters", [](const ClusterModel& m) { return neon::clusters(m); })
      .def_prop_ro("features", [](const ClusterModel& m) { return neon::features(m); })
      .def_prop_ro("beta", [](const ClusterModel& m) { return neon::beta(m); })
      .def("parameters", &parameters_of, "Its numbers, under the names that they have in model files.")
      .def("outlier_scores", &outlier_scores, arg("x"), "o_k of every point and cluster, (n, K): the smallest wins.")
      .def("logits", &logits, arg("x"), "f_c of every point and cluster, (n, K).")
      .def("soft_assign", &soft_assign, arg("x"), "P(c | x) of every point and cluster, (n, K).")
      .def("assign", &assign, arg("x"), "The cluster of every point, (n,).");

  module.def("kmeans", &kmeans, arg("centroids"), arg("offset").none() = nb::none(), arg("beta") = hard);
  module.def("kernel_kmeans", &kernel_kmeans, arg("support"), arg("cluster"), arg("gamma"), arg("beta") = hard);
  module.def("deep_kmeans", &deep_kmeans, arg("layers"), arg("centroids"), arg("beta") = hard);
  module.def("spherical_kmeans", &spherical_kmeans, arg("centroids"), arg("beta") = hard);
  module.def("gaussian_mixture", &gaussian_mixture, arg("means"), arg("variances"), arg("weights"), arg("beta") = 1.0);
  module.def("model", &model_of, arg("kind"), arg("parameters"),
             "A model of any kind of the library's, from what `Model.parameters` tells.");
  module.def("support_vector_machine", &support_vector_machine, arg("support"), arg("label"), arg("coefficient"),
             arg("intercept"), arg("gamma"), arg("kernel"), "As libsvm tells machines of every two classes.");
  module.def("one_class_svm", &one_class_svm, arg("support"), arg("coefficient"), arg("rho"), arg("gamma"),
             "As libsvm tells it: sum_j coefficient_j exp(-gamma |x - x_j|^2) - rho.");
  module.def("kernel_density", &kernel_density, arg("points"), arg("bandwidth"), arg("outliers"),
             "Gaussian kernels, and the share of the points that lie beyond the threshold.");
  module.def("agglomerative", &agglomerative, arg("members"), arg("cluster"), arg("linkage"), arg("beta") = hard);
}

}  // namespace neonxai
