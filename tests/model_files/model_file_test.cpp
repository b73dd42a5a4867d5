#include <neon/clustering/models.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstring>

#include "support/raw_hdf5.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Names = std::vector<std::string>;

namespace {

template <class A>
bool same_bits(const A& a, const A& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0;
}

KMeans some_kmeans(std::uint64_t seed) {
  return {.centroids = samples::normal(3, 7, seed), .offset = samples::normal(3, 1, seed + 100), .beta = 0.1};
}

KernelKMeans some_kernel_kmeans(std::uint64_t seed) {
  return make_kernel_kmeans(samples::normal(9, 5, seed), {2, 0, 1, 1, 0, 2, 2, 0, 1}, 0.3, 1.7);
}

DeepKMeans some_deep_kmeans(std::uint64_t seed) {
  DeepKMeans model;
  model.layers.push_back({samples::normal(6, 5, seed), samples::normal(6, 1, seed + 1)});
  model.layers.push_back({samples::normal(4, 6, seed + 2), samples::normal(4, 1, seed + 3)});
  model.centroids = samples::normal(3, 4, seed + 4);
  return model;
}

SphericalKMeans some_spherical_kmeans(std::uint64_t seed) {
  return {samples::normal(3, 4, seed).rowwise().normalized(), 2.5};
}

GaussianMixture some_mixture(bool shared, std::uint64_t seed) {
  return {samples::normal(3, 4, seed), 0.1 + samples::uniform(shared ? 1 : 3, 4, seed + 1).array(),
          Vector{{0.2, 0.3, 0.5}}, 0.7};
}

Agglomerative some_agglomerative(Linkage linkage, std::uint64_t seed) {
  return make_agglomerative(samples::normal(6, 4, seed), {1, 0, 0, 2, 1, 0}, linkage, 3.25);
}

}  // namespace

TEST_CASE("models read back bit by bit") {
  const auto seed = GENERATE(1U, 2U, 3U);
  const ScratchFolder folder;
  const auto path = folder / "models/model.h5";

  const KMeans kmeans = some_kmeans(seed);
  save_model(path, kmeans);
  const auto kmeans_back = load_model(path).get<KMeans>();
  CHECK(same_bits(kmeans_back.centroids, kmeans.centroids));
  CHECK(same_bits(kmeans_back.offset, kmeans.offset));
  CHECK(kmeans_back.beta == kmeans.beta);
  CHECK(load_feature_names(path).empty());

  const KernelKMeans kernel = some_kernel_kmeans(seed);
  save_model(path, kernel, {"a", "b", "c", "d", "e"});
  const auto kernel_back = load_model(path).get<KernelKMeans>();
  CHECK(same_bits(kernel_back.support, kernel.support));
  CHECK(same_bits(kernel_back.log_norm, kernel.log_norm));
  CHECK(kernel_back.begin == kernel.begin);
  CHECK(kernel_back.gamma == kernel.gamma);
  CHECK(kernel_back.beta == kernel.beta);
  CHECK(load_feature_names(path) == Names{"a", "b", "c", "d", "e"});

  const DeepKMeans deep = some_deep_kmeans(seed);
  save_model(path, deep);
  const auto deep_back = load_model(path).get<DeepKMeans>();
  REQUIRE(deep_back.layers.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(same_bits(deep_back.layers[i].weight, deep.layers[i].weight));
    CHECK(same_bits(deep_back.layers[i].bias, deep.layers[i].bias));
  }
  CHECK(same_bits(deep_back.centroids, deep.centroids));
  CHECK(deep_back.beta == infinity);
  CHECK(folder.entries() == 1);
}

TEST_CASE("models beyond the paper's read back bit by bit") {
  const auto seed = GENERATE(1U, 2U, 3U);
  const ScratchFolder folder;
  const auto path = folder / "model.h5";

  const SphericalKMeans spherical = some_spherical_kmeans(seed);
  save_model(path, spherical);
  const auto spherical_back = load_model(path).get<SphericalKMeans>();
  CHECK(same_bits(spherical_back.centroids, spherical.centroids));
  CHECK(spherical_back.beta == spherical.beta);

  for (const bool shared : {true, false}) {
    const GaussianMixture mixture = some_mixture(shared, seed);
    save_model(path, mixture, {"a", "b", "c", "d"});
    const auto back = load_model(path).get<GaussianMixture>();
    CHECK(same_bits(back.means, mixture.means));
    CHECK(same_bits(back.variances, mixture.variances));
    CHECK(same_bits(back.weights, mixture.weights));
    CHECK(back.beta == mixture.beta);
    CHECK(load_feature_names(path) == Names{"a", "b", "c", "d"});
  }
  for (const Linkage linkage : linkages()) {
    const Agglomerative model = some_agglomerative(linkage, seed);
    save_model(path, model);
    const auto back = load_model(path).get<Agglomerative>();
    CHECK(same_bits(back.members, model.members));
    CHECK(back.begin == model.begin);
    CHECK(back.linkage == linkage);
    CHECK(back.beta == model.beta);
  }
}

TEST_CASE("a mixture without beta is its own posterior, the others are hard") {
  const ScratchFolder folder;
  ResultWriter file(folder / "mixture.h5", "gaussian-mixture");
  file.write("means", Matrix::Identity(2, 2));
  file.write("variances", Matrix::Ones(1, 2));
  file.write("weights", Vector::Constant(2, 0.5));
  file.commit();
  const auto mixture = load_model(folder / "mixture.h5").get<GaussianMixture>();
  CHECK(mixture.beta == 1);
  CHECK(mixture.shared());
  ResultWriter sphere(folder / "sphere.h5", "spherical-kmeans");
  sphere.write("centroids", Matrix::Identity(2, 2));
  sphere.commit();
  CHECK(beta(load_model(folder / "sphere.h5")) == infinity);
}

TEST_CASE("model files of other programs are read") {
  const ScratchFolder folder;
  const auto path = folder / "model.h5";
  const std::array<float, 6> floats = {1, 2, 3, 4, 5.5F, 6};
  {
    const raw::File file = raw::File::create(path);
    raw::fixed_attribute(file, "neon_kind", "kmeans");
    raw::dataset(file, "centroids", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {2, 3}, floats.data());
    raw::dataset(file, "feature_names", raw::fixed_text(2), raw::fixed_text(2), {3}, "a\0bbc\0");
  }
  const auto kmeans = load_model(path).get<KMeans>();
  CHECK(kmeans.centroids == (Matrix(2, 3) << 1, 2, 3, 4, 5.5, 6).finished());
  CHECK(kmeans.offset == Vector::Zero(2));
  CHECK(kmeans.beta == infinity);
  CHECK(load_feature_names(path) == Names{"a", "bb", "c"});

  const std::array<std::int32_t, 3> cluster = {1, 0, 1};
  {
    const raw::File file = raw::File::create(path);
    raw::variable_attribute(file, "neon_kind", "kernel-kmeans");
    raw::dataset(file, "support", H5T_IEEE_F64LE, H5T_NATIVE_FLOAT, {3, 2}, floats.data());
    raw::dataset(file, "cluster", H5T_STD_I32LE, H5T_NATIVE_INT32, {3}, cluster.data());
    const float gamma = 0.25F;
    raw::attribute(file, "gamma", H5T_NATIVE_FLOAT, &gamma);
    raw::attribute(file, "beta", infinity);
  }
  const auto kernel = load_model(path).get<KernelKMeans>();
  CHECK(kernel.support == (Matrix(3, 2) << 3, 4, 1, 2, 5.5, 6).finished());
  CHECK(kernel.begin == std::vector<Index>{0, 1, 3});
  CHECK(kernel.gamma == 0.25);
  CHECK(kernel.beta == infinity);

  {
    const raw::File file = raw::File::create(path);
    raw::variable_attribute(file, "neon_kind", "deep-kmeans");
    raw::dataset(file, "layers/0/weight", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {2, 3}, floats.data());
    raw::dataset(file, "layers/0/bias", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {2}, floats.data());
    raw::dataset(file, "centroids", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {3, 2}, floats.data());
  }
  const auto deep = load_model(path).get<DeepKMeans>();
  CHECK(deep.layers.size() == 1);
  CHECK(deep.features() == 3);
  CHECK(deep.clusters() == 3);
}

TEST_CASE("a model that could not be loaded is not saved") {
  const ScratchFolder folder;
  const auto path = folder / "model.h5";
  save_model(path, some_kmeans(1));
  const std::string old = slurp(path);

  KMeans kmeans = some_kmeans(2);
  kmeans.centroids(0, 1) = std::nan("");
  CHECK_THAT(message_of([&] { save_model(path, kmeans); }),
             Equals(path.string() + ": 'centroids': nan in row 0, column 1 should be finite"));
  KernelKMeans kernel = some_kernel_kmeans(2);
  kernel.gamma = -1;
  CHECK_THAT(message_of([&] { save_model(path, kernel); }), Contains("gamma is -1, should be positive and finite"));
  CHECK_THAT(message_of([&] { save_model(path, DeepKMeans{}); }), Contains("'layers' is empty"));
  KMeans twins = some_kmeans(3);
  twins.centroids.row(2) = twins.centroids.row(0);
  twins.offset[2] = twins.offset[0];
  CHECK_THAT(message_of([&] { save_model(path, twins); }),
             Contains("the clusters 0 and 2 have the same centroid and offset"));
  CHECK_THAT(message_of([&] { save_model(path, some_kmeans(3), {"a"}); }),
             Contains("'feature_names' has 1 entries, should have 7"));
  {
    const FullDisk full(1000);
    CHECK_THAT(message_of([&] { save_model(path, some_kmeans(3)); }), Contains("model.h5: cannot be written: "));
  }
  CHECK(slurp(path) == old);
  CHECK(folder.entries() == 1);
}

TEST_CASE("files that are no models are refused") {
  const ScratchFolder folder;
  CHECK_THAT(message_of([&] { load_model(folder / "none.h5"); }),
             Equals((folder / "none.h5").string() + ": no such file"));
  { raw::File::create(folder / "plain.h5"); }
  CHECK_THAT(message_of([&] { load_model(folder / "plain.h5"); }),
             Contains("plain.h5: the attribute neon_kind is missing"));
  save_model(folder / "model.h5", some_deep_kmeans(1));
  const std::string complete = slurp(folder / "model.h5");
  spit(folder / "half.h5", complete.substr(0, complete.size() / 2));
  CHECK_THAT(message_of([&] { load_model(folder / "half.h5"); }), Contains("half.h5: not an HDF5 file, or cut off"));
}
