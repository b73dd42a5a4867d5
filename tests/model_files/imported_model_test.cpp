#include <neon/clustering/models.hpp>
#include <neon/model_files/imported_model.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/table_stream.hpp>

#include <catch2/catch.hpp>

#include "support/raw_hdf5.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Names = std::vector<std::string>;

namespace {

const Matrix three = (Matrix(3, 2) << 0.5, 1, -2, 3, 4, 5).finished();

KMeans kmeans_in(const ImportedModel& imported) {
  REQUIRE(imported.model.as<KMeans>());
  return imported.model.get<KMeans>();
}

/// A file of text that is imported; messages without its path.
struct Text {
  ScratchFolder folder;
  std::string path = (folder / "t.csv").string();

  explicit Text(const std::string& text) { spit(path, text); }
  ImportedModel imported(const ImportOptions& options = {}) const { return import_model(path, options); }
  std::string error(const ImportOptions& options = {}) const {
    const std::string message = message_of([&] { imported(options); });
    return message.substr(0, path.size()) == path ? message.substr(path.size()) : message;
  }
};

}  // namespace

TEST_CASE("bare centroids in any format are a k-means model") {
  const ScratchFolder folder;
  const std::string csv = (folder / "c.csv").string(), npy = (folder / "c.npy").string(),
                    h5 = (folder / "c.h5").string();
  for (const std::string& path : {csv, npy}) {
    const std::unique_ptr<TableWriter> file = create_table(path, {"height", "weight"});
    file->append(three);
    file->commit();
  }
  {
    const raw::File file = raw::File::create(h5);
    raw::dataset(file, "centers", H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE, {3, 2}, three.data());
  }
  for (const std::string& source : {csv, npy, h5, h5 + ":/centers"}) {
    const ImportedModel imported = import_model(source);
    CHECK(kmeans_in(imported).centroids == three);
    CHECK(kmeans_in(imported).offset == Vector::Zero(3));
    CHECK(kmeans_in(imported).beta == infinity);
    CHECK(imported.cluster_names.empty());
  }
  CHECK(import_model(csv).feature_names == Names{"height", "weight"});
  CHECK(import_model(npy).feature_names.empty());
  CHECK(kmeans_in(import_model(csv, {.beta = 2.0})).beta == 2);
}

TEST_CASE("centroids with a cluster column are in the order of the clusters") {
  const auto first = GENERATE(0, 1);  // 1: as R numbers them
  const Text text(fmt::format("cluster,a,b\n{},4,5\n{},0.5,1\n{},-2,3\n", first + 2, first, first + 1));
  CHECK(kmeans_in(text.imported()).centroids == three);
  CHECK(text.imported().feature_names == Names{"a", "b"});
  const ImportedModel named = Text("a,b,what\n4,5,pear\n0.5,1,apple\n-2,3,fig\n").imported();
  CHECK(kmeans_in(named).centroids == three);
  CHECK(named.cluster_names == Names{"apple", "fig", "pear"});
  CHECK(named.feature_names == Names{"a", "b"});
}

TEST_CASE("support vectors, their clusters and gamma are a kernel k-means model") {
  const Matrix support = samples::normal(6, 2, 1);
  const Labels cluster = {1, 0, 2, 1, 0, 2};
  const KernelKMeans expected = make_kernel_kmeans(support, cluster, 0.7);
  const ScratchFolder folder;
  const std::string both = (folder / "both.csv").string(), rows = (folder / "s.npy").string(),
                    clusters = (folder / "c.txt").string();
  {
    Matrix labelled(6, 3);
    labelled << support, Vector::Map(std::vector<double>(cluster.begin(), cluster.end()).data(), 6);
    for (const auto& [path, values] : {std::pair(both, labelled), std::pair(rows, support)}) {
      const std::unique_ptr<TableWriter> file =
          create_table(path, values.cols() == 3 ? Names{"x", "y", "cluster"} : Names{"x", "y"});
      file->append(values);
      file->commit();
    }
    spit(clusters, "1\n0\n2\n1\n0\n2\n");
  }
  for (const ImportedModel& imported :
       {import_model(both, {.gamma = 0.7}), import_model(rows, {.gamma = 0.7, .clusters = clusters})}) {
    REQUIRE(imported.model.as<KernelKMeans>());
    const auto& model = imported.model.get<KernelKMeans>();
    CHECK(model.support == expected.support);
    CHECK(model.begin == expected.begin);
    CHECK(model.log_norm == expected.log_norm);
    CHECK(model.gamma == 0.7);
  }
  CHECK_THAT(message_of([&] { import_model(rows, {.gamma = 0.7}); }),
             Equals(rows + ": support vectors need a column or another source that says their clusters"));
  spit(clusters, "0\n1\n");
  CHECK_THAT(message_of([&] { import_model(rows, {.gamma = 0.7, .clusters = clusters}); }),
             Equals(clusters + ": 2 clusters should be 6, one for each row of " + rows));
  CHECK_THAT(message_of([&] { import_model(both); }),
             Equals(both + ": 6 rows for 3 clusters should be one centroid each (support vectors need a gamma)"));
}

TEST_CASE("our own model files are imported with their names") {
  const ScratchFolder folder;
  const std::string path = (folder / "m.h5").string();
  save_model(path, KMeans{three, Vector::LinSpaced(3, 0, 1), 0.5}, {"a", "b"});
  const ImportedModel imported = import_model(path);
  CHECK(kmeans_in(imported).centroids == three);
  CHECK(kmeans_in(imported).offset == Vector::LinSpaced(3, 0, 1));
  CHECK(kmeans_in(imported).beta == 0.5);
  CHECK(imported.feature_names == Names{"a", "b"});
  CHECK(kmeans_in(import_model(path, {.beta = infinity})).beta == infinity);
  CHECK(kmeans_in(import_model(path + ":centroids")).offset == Vector::Zero(3));
  CHECK_THAT(message_of([&] { import_model(path, {.gamma = 1}); }),
             Equals(path + ": is a model of its own, it takes no gamma and no clusters"));
}

TEST_CASE("what is no model is refused") {
  CHECK_THAT(Text("a,b\n1,2\n").error(), Equals(": 1 row should be at least 2 centroids"));
  CHECK_THAT(Text("a,b\n1,2\n3,x\n").error(), Contains(":3: column 2: 'x' should be a number"));
  CHECK_THAT(Text("a,cluster\n1,2\n3,3\n").error(), Equals(": the clusters 2 ... 3 should be 0 ... K - 1 or 1 ... K"));
  CHECK_THAT(Text("a,cluster\n1,-1\n3,1\n").error(), Contains("the clusters -1 ... 1 should be"));
  CHECK_THAT(Text("a,cluster\n1,0\n3,2\n4,2\n").error(),
             Equals(": there is no row for cluster 1, although they go from 0 to 2"));
  CHECK_THAT(Text("a,cluster\n1,0\n3,2000000000000\n").error(), Contains("should be at most as many as the 2 rows"));
  CHECK_THAT(Text("a,cluster\n1,0\n3,0\n").error({.gamma = 1}), Equals(": 1 cluster should be at least 2"));
  CHECK_THAT(Text("a,cluster\n1,0\n3,1\n").error({.gamma = 0}), Equals("gamma 0 should be positive and finite"));
  CHECK_THAT(Text("a,cluster\n1,0\n3,1\n").error({.beta = -1}), Equals("beta -1 should be positive (infinity: hard)"));
  CHECK_THAT(message_of([] { import_model("/none/c.csv"); }), Equals("/none/c.csv: no such file"));
}

TEST_CASE("the clusters of centroids may be texts in a file of their own, numbers that cannot be squared are refused") {
  const ScratchFolder folder;
  const Text text("a,b\n4,5\n0.5,1\n-2,3\n");
  const std::string clusters = (folder / "clusters.txt").string();
  spit(clusters, "kind\npear\napple\nfig\n");
  const ImportedModel named = text.imported({.clusters = clusters});
  CHECK(kmeans_in(named).centroids == three);
  CHECK(named.cluster_names == Names{"apple", "fig", "pear"});
  CHECK_THAT(Text("a,b\n1,2\n3,1e200\n").error(), Contains("1e+200 in row 1, column 1 should be at most"));
  CHECK_THAT(Text("cluster,a\n0,1e308\n1,2\n").error({.gamma = 0.5}), Contains("1e+308 in row 0, column 0 should be"));
}
