#include <neon/clustering/model.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/unit_rows.hpp>

namespace neon {
namespace {

struct Kind {
  std::string_view operator()(const KMeans&) const { return "kmeans"; }
  std::string_view operator()(const KernelKMeans&) const { return "kernel-kmeans"; }
  std::string_view operator()(const DeepKMeans&) const { return "deep-kmeans"; }
  std::string_view operator()(const SphericalKMeans&) const { return "spherical-kmeans"; }
  std::string_view operator()(const GaussianMixture&) const { return "gaussian-mixture"; }
  std::string_view operator()(const Agglomerative&) const { return "agglomerative"; }
};

}  // namespace

std::string_view kind(const ClusterModel& model) { return std::visit(Kind{}, model); }

Index clusters(const ClusterModel& model) {
  return std::visit([](const auto& m) { return m.clusters(); }, model);
}

Index features(const ClusterModel& model) {
  return std::visit([](const auto& m) { return m.features(); }, model);
}

double beta(const ClusterModel& model) {
  return std::visit([](const auto& m) { return m.beta; }, model);
}

void set_beta(ClusterModel& model, double beta) {
  require(beta > 0, "set_beta: beta {} should be positive", beta);
  std::visit([beta](auto& m) { m.beta = beta; }, model);
}

Matrix outlier_scores(const ClusterModel& model, const MatrixView& x) {
  require(x.cols() == features(model), "outlier_scores: {} features should be {}", x.cols(), features(model));
  // Here, because a block does not know the number of its rows.
  if (std::holds_alternative<SphericalKMeans>(model)) require_directions(x, "outlier_scores");
  Matrix result(x.rows(), clusters(model));
  parallel_blocks(x.rows(), 512, [&](Index first, Index last) {
    result.middleRows(first, last - first) =
        std::visit([&](const auto& m) { return m.outlier_scores(x.middleRows(first, last - first)); }, model);
  });
  return result;
}

}  // namespace neon
