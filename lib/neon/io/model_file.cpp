#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/io/hdf5.hpp>
#include <neon/io/model_file.hpp>

#include <cmath>

namespace neon {
namespace {

namespace fs = std::filesystem;

/// The checks of a model on its way into or out of the file `where`.
struct Check {
  std::string where;

  void finite(const std::string& dataset, const MatrixView& values) const {
    require_finite(values, fmt::format("{}: '{}'", where, dataset));
  }
  void length(const std::string& dataset, Index found, Index expected) const {
    require(found == expected, "{}: '{}' has {} entries, should have {}", where, dataset, found, expected);
  }
  void centroids(const Matrix& values) const {
    require(values.rows() >= 2 && values.cols() >= 1,
            "{}: 'centroids' is [{}, {}], should be at least 2 clusters by 1 feature", where, values.rows(),
            values.cols());
    finite("centroids", values);
  }
  void stiffness(double beta) const {
    require(beta > 0, "{}: the attribute beta is {}, should be positive (infinity: hard)", where, beta);
  }

  void operator()(const KMeans& model) const {
    centroids(model.centroids);
    length("offset", model.offset.size(), model.clusters());
    finite("offset", model.offset);
    stiffness(model.beta);
  }

  void operator()(const KernelKMeans& model) const {
    require(model.clusters() >= 2 && model.features() >= 1, "{}: {} clusters of {} features should be at least 2 by 1",
            where, model.clusters(), model.features());
    finite("support", model.support);
    require(model.gamma > 0 && std::isfinite(model.gamma),
            "{}: the attribute gamma is {}, should be positive and finite", where, model.gamma);
    stiffness(model.beta);
  }

  void operator()(const DeepKMeans& model) const {
    require(!model.layers.empty(), "{}: 'layers' is empty, should hold at least one layer", where);
    Index inputs = model.layers.front().inputs();
    for (std::size_t i = 0; i < model.layers.size(); ++i) {
      const Linear& layer = model.layers[i];
      const std::string name = fmt::format("layers/{}/", i);
      require(layer.outputs() >= 1 && layer.inputs() >= 1 && layer.inputs() == inputs,
              "{}: '{}weight' is [{}, {}], should be [outputs, {}]", where, name, layer.outputs(), layer.inputs(),
              inputs);
      finite(name + "weight", layer.weight);
      length(name + "bias", layer.bias.size(), layer.outputs());
      finite(name + "bias", layer.bias);
      inputs = layer.outputs();
    }
    centroids(model.centroids);
    require(model.centroids.cols() == inputs,
            "{}: 'centroids' has {} columns, should have {}, the outputs of the last layer", where,
            model.centroids.cols(), inputs);
    stiffness(model.beta);
  }
};

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
};

double stored_beta(const ResultReader& file) {
  return file.has_attribute("", "beta") ? file.number("", "beta") : infinity;
}

KMeans load_kmeans(const ResultReader& file) {
  KMeans model;
  model.centroids = file.matrix("centroids");
  model.offset = file.has("offset") ? file.vector("offset") : Vector(Vector::Zero(model.centroids.rows()));
  model.beta = stored_beta(file);
  return model;
}

KernelKMeans load_kernel_kmeans(const ResultReader& file, const Check& check) {
  const Matrix support = file.matrix("support");
  const Labels cluster = file.labels("cluster");
  check.length("cluster", static_cast<Index>(cluster.size()), support.rows());
  check.finite("support", support);
  const double gamma = file.number("", "gamma"), beta = stored_beta(file);
  try {
    return make_kernel_kmeans(support, cluster, gamma, beta);
  } catch (const Error& e) {
    throw Error(fmt::format("{}: {}", check.where, e.what()));
  }
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

std::vector<std::string> stored_names(const ResultReader& file) {
  return file.has("feature_names") ? file.strings("feature_names") : std::vector<std::string>{};
}

void check_names(const Check& check, const std::vector<std::string>& names, const ClusterModel& model) {
  if (!names.empty()) check.length("feature_names", static_cast<Index>(names.size()), features(model));
}

Scaling stored_scaling(const ResultReader& file) {
  if (!file.has("scale")) return {};
  return {file.vector("scale/shift"), file.vector("scale/factor")};
}

void check_scaling(const Check& check, const Scaling& scaling, Index features) {
  if (scaling.empty() && scaling.factor.size() == 0) return;
  check.length("scale/shift", scaling.shift.size(), features);
  check.length("scale/factor", scaling.factor.size(), features);
  check.finite("scale/shift", scaling.shift);
  check.finite("scale/factor", scaling.factor);
  require(scaling.factor.minCoeff() > 0, "{}: 'scale/factor' holds {}, should be positive", check.where,
          scaling.factor.minCoeff());
}

ClusterModel load(const ResultReader& file, const Check& check) {
  require(file.has_attribute("", "neon_kind"),
          "{}: the attribute neon_kind is missing, should be kmeans, kernel-kmeans or "
          "deep-kmeans",
          check.where);
  const std::string found = file.kind();
  if (found == "kmeans") return load_kmeans(file);
  if (found == "kernel-kmeans") return load_kernel_kmeans(file, check);
  if (found == "deep-kmeans") return load_deep_kmeans(file);
  throw Error(fmt::format("{}: is of kind '{}', should be kmeans, kernel-kmeans or deep-kmeans", check.where, found));
}

}  // namespace

void save_model(const fs::path& path, const ClusterModel& model, const std::vector<std::string>& feature_names,
                const Scaling& scaling) {
  const Check check{path.string()};
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
  const Check check{path.string()};
  ClusterModel model = load(file, check);
  std::visit(check, model);
  check_names(check, stored_names(file), model);
  check_scaling(check, stored_scaling(file), features(model));
  return model;
}

std::vector<std::string> load_feature_names(const fs::path& path) { return stored_names(ResultReader(path)); }

Scaling load_scaling(const fs::path& path) { return stored_scaling(ResultReader(path)); }

}  // namespace neon
