#include "experiments/leaderboard/subjects.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include <algorithm>
#include <memory>

#include "experiments/mnist/models.hpp"
#include "experiments/wine/data.hpp"

namespace neon::experiments::leaderboard {
namespace {

constexpr Index wine_support_vectors_per_class = 10;

/// The first points of every cluster, as many of each: methods that learn from them ask for points of every one.
Labels of_every_cluster(Index count, const Labels& cluster) {
  std::map<Index, Labels> members;
  for (std::size_t n = 0; n < cluster.size(); ++n) members[cluster[n]].push_back(static_cast<Index>(n));
  const std::size_t each = std::max<std::size_t>(static_cast<std::size_t>(count) / members.size(), 1);
  Labels rows;
  for (const auto& [name, points] : members)
    rows.insert(rows.end(), points.begin(),
                points.begin() + static_cast<std::ptrdiff_t>(std::min(each, points.size())));
  return rows;
}

/// The model as the experiment explains it: points, background and accuracy.
Subject subject_of(const std::string& name, ClusterModel model, std::string parameters, const Matrix& train,
                   const Matrix& test, const Labels& test_label, const SubjectOptions& options) {
  Subject subject{name, std::move(model), std::move(parameters), 0, {}, evenly_spaced(options.points, test.rows()), {}};
  subject.accuracy = accuracy(assign(outlier_scores(subject.model, test)), test_label);
  subject.x = test(subject.id, Eigen::all);
  const Labels background = of_every_cluster(options.background_points, assign(outlier_scores(subject.model, train)));
  subject.background = model_background(subject.model, train(background, Eigen::all));
  return subject;
}

/// Stiffness as in the MNIST experiment.
void calibrate(ClusterModel& model, const Matrix& x, double target) {
  set_beta(model, beta_for_top_probability(outlier_scores(model, x), target));
}

SubjectData wine_subjects(const SubjectOptions& options) {
  const auto data = std::make_shared<const wine::Wine>(wine::load());
  return {"wine",
          {"standard", "kernel"},
          {{"wine.csv", data->sha256}, {"wine_centroids.csv", data->centroids_sha256}},
          [data, options](const std::string& name) {
            const Index k = data->centroids.rows();
            if (name == "standard") {
              ClusterModel model = KMeans{data->centroids, Vector::Zero(k), infinity};
              calibrate(model, data->x, mnist::top_probability_standard);
              return subject_of(name, std::move(model), "the centroids of the wine experiment", data->x, data->x,
                                data->label, options);
            }
            require(name == "kernel", "wine: model '{}' should be standard or kernel", name);
            const SupportVectors support =
                class_support_vectors(data->x, data->label, k, wine_support_vectors_per_class, options.seed);
            const double gamma = gamma_for_self_similarity(support.points, mnist::self_similarity);
            ClusterModel model = make_kernel_kmeans(support.points, support.cluster, gamma);
            calibrate(model, data->x, mnist::top_probability);
            return subject_of(
                name, std::move(model),
                fmt::format("{} support vectors per class, gamma {:.4g}", wine_support_vectors_per_class, gamma),
                data->x, data->x, data->label, options);
          }};
}

SubjectData image_subjects(const std::string& dataset, const SubjectOptions& options) {
  const auto data = std::make_shared<const mnist::Digits>(mnist::load(options.train_points, 0, dataset));
  return {dataset, {"standard", "kernel", "deep"}, data->sha256, [data, options](const std::string& name) {
            mnist::FittedModel fitted = mnist::fit(name, *data, options.seed, options.epochs);
            return subject_of(name, std::move(fitted.model), std::move(fitted.parameters), data->train, data->test,
                              data->test_label, options);
          }};
}

}  // namespace

SubjectData load_subjects(const std::string& dataset, const SubjectOptions& options) {
  if (dataset == "wine") return wine_subjects(options);
  require(dataset == "mnist" || dataset == "fashion-mnist", "data set '{}' should be one of wine, mnist, fashion-mnist",
          dataset);
  return image_subjects(dataset, options);
}

}  // namespace neon::experiments::leaderboard
