#include <neon/clustering/models.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>

#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

const KMeans model{samples::uniform(3, 2, 1), Vector::Zero(3), 2.0};

/// A model file whose scaling is written by hand.
void write_scaled(const std::filesystem::path& path, const Vector& shift, const Vector& factor) {
  ResultWriter file(path, "kmeans");
  file.write("centroids", model.centroids);
  file.write("scale/shift", shift);
  file.write("scale/factor", factor);
  file.commit();
}

}  // namespace

TEST_CASE("the scaling of a model reads back, and none is none") {
  const ScratchFolder folder;
  const Scaling scaling = standard_scaling(samples::normal(9, 2, 3));
  save_model(folder / "m.h5", model, {"a", "b"}, scaling);
  const Scaling found = load_scaling(folder / "m.h5");
  CHECK(found.shift == scaling.shift);
  CHECK(found.factor == scaling.factor);
  save_model(folder / "plain.h5", model);
  CHECK(load_scaling(folder / "plain.h5").empty());
}

TEST_CASE("bad scalings are refused") {
  const ScratchFolder folder;
  const auto message = [&](const Vector& shift, const Vector& factor) {
    write_scaled(folder / "m.h5", shift, factor);
    return message_of([&] { load_model(folder / "m.h5"); });
  };
  const Vector good = Vector::Ones(2);
  CHECK_THAT(message(Vector::Ones(3), good), Contains("m.h5: 'scale/shift' has 3 entries, should have 2"));
  CHECK_THAT(message(good, Vector::Ones(1)), Contains("'scale/factor' has 1 entries"));
  CHECK_THAT(message(good, Vector{{1, 0}}), Contains("'scale/factor' holds 0, should be positive"));
  CHECK_THAT(message(Vector{{infinity, 0}}, good), Contains("scale/shift"));
  CHECK_THAT(message_of([&] {
               save_model(folder / "n.h5", model, {}, {good, Vector{{1, -1}}});
             }),
             Contains("positive"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("the layout of a dataset is told without reading it") {
  const ScratchFolder folder;
  save_model(folder / "m.h5", model, {"a", "b"});
  const ResultReader file(folder / "m.h5");
  CHECK(file.layout("centroids").shape == std::vector<Index>{3, 2});
  CHECK(file.layout("centroids").type == "float64");
  CHECK(file.layout("feature_names").type == "text");
  CHECK_THAT(message_of([&] { file.layout("none"); }), Contains("m.h5: 'none' is missing"));
}
