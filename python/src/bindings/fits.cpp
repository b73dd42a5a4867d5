#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/models.hpp>

#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>
#include <string>
#include <tuple>
#include <vector>

#include "arrays.hpp"
#include "module.hpp"

namespace neonxai {
namespace {

using neon::ClusterModel;
using neon::Index;

std::tuple<ClusterModel, LabelsOut> fit(const std::string& kind, const MatrixIn& x, Index clusters, std::uint64_t seed,
                                        Index restarts, double top_probability,
                                        const std::map<std::string, std::string>& settings) {
  neon::FittedModel fitted;
  {
    const nb::gil_scoped_release released;
    fitted = neon::fit_model(kind, view(x),
                             {.clusters = clusters,
                              .seed = seed,
                              .restarts = restarts,
                              .top_probability = top_probability,
                              .settings = settings,
                              .progress = interruptible()});
  }
  return {std::move(fitted.model), handed_over(std::move(fitted.labels))};
}

ClusterModel fit_deep(const MatrixIn& x, const LabelsIn& cluster, Index clusters, const std::vector<Index>& hidden,
                      Index epochs, Index batch, double learning_rate, double weight_decay, double noise,
                      std::uint64_t seed) {
  const neon::Labels label = labels(cluster);
  const nb::gil_scoped_release released;
  return neon::fit_deep_kmeans(view(x), label, clusters,
                               {.hidden = hidden,
                                .noise = noise,
                                .epochs = epochs,
                                .batch = batch,
                                .learning_rate = learning_rate,
                                .weight_decay = weight_decay,
                                .seed = seed,
                                .progress = interruptible()});
}

ClusterModel class_means(const MatrixIn& x, const LabelsIn& cluster, Index clusters) {
  const neon::Labels label = labels(cluster);
  const nb::gil_scoped_release released;
  return neon::class_means(view(x), label, clusters);
}

ClusterModel class_kernels(const MatrixIn& x, const LabelsIn& cluster, Index clusters, Index per_cluster,
                           double self_similarity, std::uint64_t seed) {
  const neon::Labels label = labels(cluster);
  const nb::gil_scoped_release released;
  const neon::SupportVectors support = neon::class_support_vectors(view(x), label, clusters, per_cluster, seed);
  return neon::make_kernel_kmeans(support.points, support.cluster,
                                  neon::gamma_for_self_similarity(support.points, self_similarity));
}

double beta_for_top_probability(const MatrixIn& outlier, double target) {
  const nb::gil_scoped_release released;
  return neon::beta_for_top_probability(view(outlier), target);
}

}  // namespace

void add_fits(nb::module_& module) {
  using nb::arg;
  const neon::FitOptions standard;
  const neon::DeepKMeansOptions deep;
  module.def("fit", &fit, arg("kind"), arg("x"), arg("clusters"), arg("seed") = standard.seed,
             arg("restarts") = standard.restarts, arg("top_probability") = standard.top_probability,
             arg("settings") = std::map<std::string, std::string>(),
             "Fits a model of that kind: the model, and the clusters of the points.");
  module.def("fit_deep", &fit_deep, arg("x"), arg("cluster"), arg("clusters"), arg("hidden") = deep.hidden,
             arg("epochs") = deep.epochs, arg("batch") = deep.batch, arg("learning_rate") = deep.learning_rate,
             arg("weight_decay") = deep.weight_decay, arg("noise") = deep.noise, arg("seed") = deep.seed,
             "Learns the network of deep k-means for given clusters.");
  module.def("class_means", &class_means, arg("x"), arg("cluster"), arg("clusters"),
             "k-means whose centroids are the means of given clusters.");
  module.def("class_kernels", &class_kernels, arg("x"), arg("cluster"), arg("clusters"), arg("per_cluster"),
             arg("self_similarity"), arg("seed") = std::uint64_t{0},
             "Kernel k-means whose support vectors are found inside given clusters.");
  module.def("beta_for_top_probability", &beta_for_top_probability, arg("outlier"), arg("target"),
             "The stiffness at which the mean largest probability is the target.");
}

}  // namespace neonxai
