#include <neon/core/error.hpp>
#include <neon/io/hdf5.hpp>
#include <neon/io/model_check.hpp>
#include <neon/io/model_file.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace neon {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kinds{"kmeans",           "kernel-kmeans",    "deep-kmeans",
                                                "spherical-kmeans", "gaussian-mixture", "agglomerative"};

std::string known_kinds() {
  return fmt::format("{} or {}", fmt::join(kinds.begin(), kinds.end() - 1, ", "), kinds.back());
}

struct Save {
  ResultWriter& file;

  void operator()(const KMeans& model) const {
    file.write("centroids", model.centroids);
    file.write("offset", model.offset);
  }
  void operator()(const KernelKMeans& model) const {
    file.write("support", model.support);
    file.write("cluster", model.cluster_of());
    file.attribute("", "gamma", model.gamma);
  }
  void operator()(const DeepKMeans& model) const {
    for (std::size_t i = 0; i < model.layers.size(); ++i) {
      file.write(fmt::format("layers/{}/weight", i), model.layers[i].weight);
      file.write(fmt::format("layers/{}/bias", i), model.layers[i].bias);
    }
    file.write("centroids", model.centroids);
  }
  void operator()(const SphericalKMeans& model) const { file.write("centroids", model.centroids); }
  void operator()(const GaussianMixture& model) const {
    file.write("means", model.means);
    file.write("variances", model.variances);
    file.write("weights", model.weights);
  }
  void operator()(const Agglomerative& model) const {
    file.write("members", model.members);
    file.write("cluster", model.cluster_of());
    file.attribute("", "linkage", text(model.linkage));
  }
};

double stored_beta(const ResultReader& file, double otherwise = infinity) {
  return file.has_attribute("", "beta") ? file.number("", "beta") : otherwise;
}

/// Errors of what makes a model from its parts, with the file in front.
template <class Make>
auto named(const ModelCheck& check, const Make& make) {
  try {
    return make();
  } catch (const Error& e) {
    throw Error(fmt::format("{}: {}", check.where, e.what()));
  }
}

KMeans load_kmeans(const ResultReader& file) {
  KMeans model;
  model.centroids = file.matrix("centroids");
  model.offset = file.has("offset") ? file.vector("offset") : Vector(Vector::Zero(model.centroids.rows()));
  model.beta = stored_beta(file);
  return model;
}

KernelKMeans load_kernel_kmeans(const ResultReader& file, const ModelCheck& check) {
  const Matrix support = file.matrix("support");
  const Labels cluster = file.labels("cluster");
  check.length("cluster", static_cast<Index>(cluster.size()), support.rows());
  check.squares("support", support);
  const double gamma = file.number("", "gamma"), beta = stored_beta(file);
  return named(check, [&] { return make_kernel_kmeans(support, cluster, gamma, beta); });
}

DeepKMeans load_deep_kmeans(const ResultReader& file) {
  DeepKMeans model;
  const std::size_t layers = file.groups("layers").size();
  for (std::size_t i = 0; i < layers; ++i)
    model.layers.push_back({.weight = file.matrix(fmt::format("layers/{}/weight", i)),
                            .bias = file.vector(fmt::format("layers/{}/bias", i))});
  model.centroids = file.matrix("centroids");
  model.beta = stored_beta(file);
  return model;
}

GaussianMixture load_gaussian_mixture(const ResultReader& file) {
  return {file.matrix("means"), file.matrix("variances"), file.vector("weights"), stored_beta(file, 1)};
}

Agglomerative load_agglomerative(const ResultReader& file, const ModelCheck& check) {
  const Matrix members = file.matrix("members");
  const Labels cluster = file.labels("cluster");
  check.length("cluster", static_cast<Index>(cluster.size()), members.rows());
  check.squares("members", members);
  const std::string linkage = file.text("", "linkage");
  const double beta = stored_beta(file);
  check.stiffness(beta);
  return named(check, [&] { return make_agglomerative(members, cluster, linkage_named(linkage), beta); });
}

std::vector<std::string> stored_names(const ResultReader& file) {
  return file.has("feature_names") ? file.strings("feature_names") : std::vector<std::string>{};
}

void check_names(const ModelCheck& check, const std::vector<std::string>& names, const ClusterModel& model) {
  if (!names.empty()) check.length("feature_names", static_cast<Index>(names.size()), features(model));
}

Scaling stored_scaling(const ResultReader& file) {
  if (!file.has("scale")) return {};
  return {file.vector("scale/shift"), file.vector("scale/factor")};
}

void check_scaling(const ModelCheck& check, const Scaling& scaling, Index features) {
  if (scaling.empty() && scaling.factor.size() == 0) return;
  check.length("scale/shift", scaling.shift.size(), features);
  check.length("scale/factor", scaling.factor.size(), features);
  check.finite("scale/shift", scaling.shift);
  check.finite("scale/factor", scaling.factor);
  require(scaling.factor.minCoeff() > 0, "{}: 'scale/factor' holds {}, should be positive", check.where,
          scaling.factor.minCoeff());
}

ClusterModel load(const ResultReader& file, const ModelCheck& check) {
  require(file.has_attribute("", "neon_kind"), "{}: the attribute neon_kind is missing, should be {}", check.where,
          known_kinds());
  const std::string found = file.kind();
  if (found == "kmeans") return load_kmeans(file);
  if (found == "kernel-kmeans") return load_kernel_kmeans(file, check);
  if (found == "deep-kmeans") return load_deep_kmeans(file);
  if (found == "spherical-kmeans") return SphericalKMeans{file.matrix("centroids"), stored_beta(file)};
  if (found == "gaussian-mixture") return load_gaussian_mixture(file);
  if (found == "agglomerative") return load_agglomerative(file, check);
  throw Error(fmt::format("{}: is of kind '{}', should be {}", check.where, found, known_kinds()));
}

}  // namespace

void save_model(const fs::path& path, const ClusterModel& model, const std::vector<std::string>& feature_names,
                const Scaling& scaling) {
  const ModelCheck check{path.string()};
  std::visit(check, model);
  check_names(check, feature_names, model);
  check_scaling(check, scaling, features(model));
  ResultWriter file(path, kind(model));
  std::visit(Save{file}, model);
  file.attribute("", "beta", beta(model));
  if (!feature_names.empty()) file.write("feature_names", feature_names);
  if (!scaling.empty()) {
    file.write("scale/shift", scaling.shift);
    file.write("scale/factor", scaling.factor);
  }
  file.commit();
}

ClusterModel load_model(const fs::path& path) {
  const ResultReader file(path);
  const ModelCheck check{path.string()};
  ClusterModel model = load(file, check);
  std::visit(check, model);
  check_names(check, stored_names(file), model);
  check_scaling(check, stored_scaling(file), features(model));
  return model;
}

bool is_model_file(const fs::path& path) {
  if (!is_hdf5(path)) return false;
  try {
    const ResultReader file(path);
    return file.has_attribute("", "neon_kind") && std::find(kinds.begin(), kinds.end(), file.kind()) != kinds.end();
  } catch (const Error&) {
    return false;
  }
}

std::vector<std::string> load_feature_names(const fs::path& path) { return stored_names(ResultReader(path)); }

Scaling load_scaling(const fs::path& path) { return stored_scaling(ResultReader(path)); }

}  // namespace neon
