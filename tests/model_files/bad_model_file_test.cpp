#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;

namespace {

/// Something to be broken in one place: the file's content as another program would write it.
struct Content {
  std::string kind;
  std::vector<std::pair<std::string, Matrix>> matrices;
  std::vector<std::pair<std::string, Vector>> vectors;
  Labels cluster = {};
  std::vector<std::pair<std::string, double>> numbers = {};
  std::string linkage = {};
  std::vector<std::string> feature_names = {};
};

Content good_kmeans() {
  return {.kind = "kmeans",
          .matrices = {{"centroids", samples::normal(2, 3, 1)}},
          .vectors = {{"offset", Vector::Zero(2)}},
          .numbers = {{"beta", 2}},
          .feature_names = {"a", "b", "c"}};
}

Content good_kernel() {
  return {.kind = "kernel-kmeans",
          .matrices = {{"support", samples::normal(4, 3, 1)}},
          .vectors = {},
          .cluster = {0, 1, 1, 0},
          .numbers = {{"gamma", 0.5}, {"beta", 2}}};
}

Content good_deep() {
  return {.kind = "deep-kmeans",
          .matrices = {{"layers/0/weight", samples::normal(4, 3, 1)},
                       {"layers/1/weight", samples::normal(2, 4, 1)},
                       {"centroids", samples::normal(2, 2, 1)}},
          .vectors = {{"layers/0/bias", Vector::Zero(4)}, {"layers/1/bias", Vector::Zero(2)}}};
}

Content good_embedded() {
  return {.kind = "dec",
          .matrices = {{"layers/0/weight", samples::normal(2, 3, 1)},
                       {"centroids", samples::normal(2, 2, 1)},
                       {"domain", Matrix{{0, 0, 0}, {1, 1, 1}}}},
          .vectors = {{"layers/0/bias", Vector::Zero(2)}},
          .numbers = {{"degrees", 1}, {"radius", 8}}};
}

Content good_spherical() {
  return {.kind = "spherical-kmeans", .matrices = {{"centroids", Matrix::Identity(2, 3)}}, .vectors = {}};
}

Content good_mixture() {
  return {.kind = "gaussian-mixture",
          .matrices = {{"means", samples::normal(2, 3, 1)}, {"variances", Matrix::Ones(2, 3)}},
          .vectors = {{"weights", Vector::Constant(2, 0.5)}}};
}

Content good_agglomerative() {
  return {.kind = "agglomerative",
          .matrices = {{"members", samples::normal(4, 3, 1)}},
          .vectors = {},
          .cluster = {0, 1, 1, 0},
          .numbers = {{"beta", 2}},
          .linkage = "single"};
}

/// What load_model has against the content, after the path; "" if it is accepted.
std::string objection(const Content& content) {
  const ScratchFolder folder;
  const auto path = folder / "model.h5";
  ResultWriter file(path, content.kind);
  for (const auto& [name, values] : content.matrices) file.write(name, values);
  for (const auto& [name, values] : content.vectors) file.write(name, values);
  if (!content.cluster.empty()) file.write("cluster", content.cluster);
  for (const auto& [name, value] : content.numbers) file.attribute("", name, value);
  if (!content.linkage.empty()) file.attribute("", "linkage", content.linkage);
  if (!content.feature_names.empty()) file.write("feature_names", content.feature_names);
  file.commit();
  try {
    load_model(path);
  } catch (const Error& e) {
    const std::string message = e.what(), start = path.string() + ": ";
    CHECK(message.find('\n') == std::string::npos);
    REQUIRE(message.substr(0, start.size()) == start);
    return message.substr(start.size());
  }
  return "";
}

template <class Change>
std::string objection_after(Content content, const Change& change) {
  change(content);
  return objection(content);
}

}  // namespace

TEST_CASE("the good contents of the next test are good") {
  CHECK(objection(good_kmeans()).empty());
  CHECK(objection(good_kernel()).empty());
  CHECK(objection(good_deep()).empty());
  CHECK(objection(good_embedded()).empty());
  CHECK(objection(good_spherical()).empty());
  CHECK(objection(good_mixture()).empty());
  CHECK(objection(good_agglomerative()).empty());
}

TEST_CASE("bad model files are refused") {
  const auto first_matrix = [](const auto& change) { return [=](Content& c) { change(c.matrices[0].second); }; };
  const auto number = [](std::size_t i, double value) { return [=](Content& c) { c.numbers[i].second = value; }; };

  CHECK_THAT(objection_after(good_kmeans(), [](Content& c) { c.kind = "mnist"; }),
             StartsWith("is of kind 'mnist', should be kmeans, kernel-kmeans, deep-kmeans, spherical-kmeans, "));
  CHECK_THAT(objection_after(good_kmeans(), [](Content& c) { c.matrices.clear(); }), Equals("'centroids' is missing"));
  CHECK_THAT(objection_after(good_kmeans(), first_matrix([](Matrix& m) { m(1, 2) = std::nan(""); })),
             Equals("'centroids': nan in row 1, column 2 should be finite"));
  CHECK_THAT(objection_after(good_kmeans(), first_matrix([](Matrix& m) { m(1, 2) = -1e308; })),
             Equals("'centroids': -1e+308 in row 1, column 2 should be at most 3.9e+153, so that distances can be "
                    "squared; measure that column in a larger unit"));
  for (const Content& good : {good_kernel(), good_mixture(), good_agglomerative()})
    CHECK_THAT(objection_after(good, first_matrix([](Matrix& m) { m(0, 1) = 1e200; })),
               Contains("1e+200 in row 0, column 1 should be at most"));
  CHECK(objection_after(good_kmeans(), first_matrix([](Matrix& m) { m(1, 2) = 1e150; })).empty());
  CHECK_THAT(objection_after(good_mixture(), [](Content& c) { c.matrices[1].second(1, 0) = 1e-310; }),
             Equals("'variances': 1e-310 in row 1, column 0 should be positive, at least 2.23e-308"));
  CHECK_THAT(objection_after(good_kmeans(), first_matrix([](Matrix& m) { m.conservativeResize(1, 3); })),
             Equals("'centroids' is [1, 3], should be at least 2 clusters by 1 feature"));
  CHECK_THAT(objection_after(good_kmeans(), first_matrix([](Matrix& m) { m.resize(2, 0); })),
             Contains("'centroids' is [2, 0]"));
  CHECK_THAT(objection_after(good_kmeans(), [](Content& c) { c.vectors[0].second.resize(3); }),
             Equals("'offset' has 3 entries, should have 2"));
  CHECK_THAT(objection_after(good_kmeans(), [](Content& c) { c.vectors[0].second[1] = infinity; }),
             Contains("'offset': inf in row 1"));
  CHECK_THAT(objection_after(good_kmeans(), [](Content& c) { c.vectors[0].first = "offset/0"; }),
             Contains("'offset' is no dataset"));
  CHECK_THAT(objection_after(good_kmeans(), [](Content& c) { c.feature_names.pop_back(); }),
             Equals("'feature_names' has 2 entries, should have 3"));
  for (const double beta : {0.0, -1.0, -infinity, std::nan("")}) {
    CHECK_THAT(objection_after(good_kmeans(), number(0, beta)),
               Equals(fmt::format("the attribute beta is {}, should be positive (infinity: hard)", beta)));
    CHECK_THAT(objection_after(good_kernel(), number(1, beta)), Contains("beta") && Contains("should be positive"));
    CHECK_THAT(objection_after(good_kernel(), number(0, beta)),
               Contains("gamma") && Contains("should be positive and finite"));
  }

  CHECK_THAT(objection_after(good_kernel(), number(0, infinity)), Contains("gamma inf should be positive and finite"));
  CHECK_THAT(objection_after(good_kernel(), [](Content& c) { c.numbers.erase(c.numbers.begin()); }),
             Equals("the attribute 'gamma' of '/' is missing"));
  CHECK_THAT(objection_after(good_kernel(), first_matrix([](Matrix& m) { m(3, 0) = -infinity; })),
             Equals("'support': -inf in row 3, column 0 should be finite"));
  CHECK_THAT(objection_after(good_kernel(), first_matrix([](Matrix& m) { m.resize(4, 0); })),
             Contains("should be at least 2 by 1"));
  CHECK_THAT(objection_after(good_kernel(), [](Content& c) { c.cluster.push_back(0); }),
             Equals("'cluster' has 5 entries, should have 4"));
  for (const Index bad : {Index{-1}, Index{7}, std::numeric_limits<Index>::max(), std::numeric_limits<Index>::min()})
    CHECK_THAT(objection_after(good_kernel(), [&](Content& c) { c.cluster[2] = bad; }),
               Contains(fmt::format("cluster {} of support vector 2 should be in ", bad)));
  CHECK_THAT(objection_after(good_kernel(),
                             [](Content& c) {
                               c.cluster = {0, 2, 2, 0};
                             }),
             Contains("cluster 1 has no support vectors"));
  CHECK_THAT(objection_after(good_kernel(),
                             [](Content& c) {
                               c.cluster = {0, 0, 0, 0};
                             }),
             Contains("should be at least 2"));
  CHECK_THAT(objection_after(good_kernel(), [](Content& c) { c.cluster.clear(); }), Equals("'cluster' is missing"));

  CHECK_THAT(objection_after(good_deep(),
                             [](Content& c) {
                               c.matrices.resize(1);
                               c.matrices[0].first = "centroids";
                               c.vectors.clear();
                             }),
             Equals("'layers' is missing"));
  CHECK_THAT(objection_after(good_deep(), [](Content& c) { c.vectors.erase(c.vectors.begin()); }),
             Equals("'layers/0/bias' is missing"));
  CHECK_THAT(objection_after(good_deep(),
                             [](Content& c) {
                               c.matrices[0].first = "layers/2/weight";
                               c.vectors[0].first = "layers/2/bias";
                             }),
             Equals("'layers/0/weight' is missing"));
  CHECK_THAT(objection_after(good_deep(), [](Content& c) { c.matrices[1].second.resize(2, 5); }),
             Equals("'layers/1/weight' is [2, 5], should be [outputs, 4]"));
  CHECK_THAT(objection_after(good_deep(), [](Content& c) { c.matrices[1].second(0, 3) = std::nan(""); }),
             Equals("'layers/1/weight': nan in row 0, column 3 should be finite"));
  CHECK_THAT(objection_after(good_deep(), [](Content& c) { c.vectors[1].second.resize(1); }),
             Equals("'layers/1/bias' has 1 entries, should have 2"));
  CHECK_THAT(objection_after(good_deep(), [](Content& c) { c.matrices[2].second = Matrix::Zero(2, 3); }),
             Equals("'centroids' has 3 columns, should have 2, the outputs of the last layer"));
}

TEST_CASE("bad model files beyond the paper's kinds are refused") {
  const auto matrix = [](std::size_t m, Index row, Index col, double value) {
    return [=](Content& c) { c.matrices[m].second(row, col) = value; };
  };
  CHECK_THAT(objection_after(good_spherical(), matrix(0, 1, 0, 2)),
             Contains("'centroids': row 1 has norm 2.23") && Contains("should have 1"));
  CHECK_THAT(objection_after(good_spherical(), matrix(0, 1, 2, std::nan(""))),
             Equals("'centroids': nan in row 1, column 2 should be finite"));
  CHECK_THAT(objection_after(good_spherical(), [](Content& c) { c.matrices[0].second.conservativeResize(1, 3); }),
             Contains("'centroids' is [1, 3]"));

  CHECK_THAT(objection_after(good_embedded(), matrix(0, 1, 2, infinity)),
             Equals("'layers/0/weight': inf in row 1, column 2 should be finite"));
  CHECK_THAT(objection_after(good_embedded(), [](Content& c) { c.matrices[1].second = Matrix::Identity(2, 3); }),
             Equals("'centroids' has 3 columns, should have 2, the outputs of the last layer"));
  CHECK_THAT(objection_after(good_embedded(), [](Content& c) { c.matrices[2].second = Matrix::Ones(1, 3); }),
             Equals("'domain' is [1, 3], should be [2, 3]"));
  CHECK_THAT(objection_after(good_embedded(), matrix(2, 0, 1, 2)),
             Equals("'domain': 2 in row 0, column 1 should not be above 1 in row 1"));
  CHECK_THAT(objection_after(good_embedded(), [](Content& c) { c.numbers[0].second = 0; }),
             Equals("the attribute degrees is 0, should be positive and finite"));
  CHECK_THAT(objection_after(good_embedded(), [](Content& c) { c.numbers[1].second = -1; }),
             Equals("the attribute radius is -1, should be finite, and 0 or positive"));
  CHECK_THAT(objection_after(good_embedded(), [](Content& c) { c.numbers.pop_back(); }), Contains("'radius'"));

  CHECK_THAT(objection_after(good_mixture(), matrix(1, 1, 2, 0)),
             Equals("'variances': 0 in row 1, column 2 should be positive"));
  CHECK_THAT(objection_after(good_mixture(), [](Content& c) { c.matrices[1].second = Matrix::Ones(3, 3); }),
             Equals("'variances' is [3, 3], should be [2, 3], or [1, 3] if shared"));
  CHECK_THAT(objection_after(good_mixture(), matrix(0, 0, 1, infinity)), Contains("'means': inf in row 0, column 1"));
  CHECK_THAT(objection_after(good_mixture(), [](Content& c) { c.vectors[0].second[1] = 0; }),
             Contains("'weights': 0 in row 1"));
  CHECK_THAT(objection_after(good_mixture(), [](Content& c) { c.vectors[0].second[1] = 0.4; }),
             Equals("'weights' sum to 0.9, should sum to 1"));
  CHECK_THAT(objection_after(good_mixture(), [](Content& c) { c.vectors[0].second = Vector::Constant(4, 0.25); }),
             Equals("'weights' has 4 entries, should have 2"));

  CHECK_THAT(objection_after(good_agglomerative(), [](Content& c) { c.linkage = "centroid"; }),
             Equals("linkage 'centroid' should be one of single, complete, average, average-squared, ward"));
  CHECK_THAT(objection_after(good_agglomerative(), [](Content& c) { c.linkage.clear(); }),
             Equals("the attribute 'linkage' of '/' is missing"));
  CHECK_THAT(objection_after(good_agglomerative(), [](Content& c) { c.cluster.push_back(0); }),
             Equals("'cluster' has 5 entries, should have 4"));
  CHECK_THAT(objection_after(good_agglomerative(), [](Content& c) { c.cluster[1] = c.cluster[2] = 2; }),
             Contains("cluster 1 has no members"));
  CHECK_THAT(objection_after(good_agglomerative(), matrix(0, 3, 0, -infinity)),
             Equals("'members': -inf in row 3, column 0 should be finite"));
  CHECK_THAT(objection_after(good_agglomerative(), [](Content& c) { c.numbers[0].second = 0; }),
             Contains("beta is 0, should be positive"));
}
