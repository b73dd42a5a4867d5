#include <neon/clustering/hdbscan.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// A file of HDBSCAN as another program would write it, to be broken in one place.
struct Content {
  Matrix points = samples::normal(5, 3, 1);
  Labels cluster = {0, 1, 1, 0, -1};
  Vector birth_square = Vector::Ones(2);
  double min_samples = 2;
};

/// What load_model has against the content; "" if it is accepted.
template <class Change>
std::string objection_after(const Change& change) {
  Content content;
  change(content);
  const ScratchFolder folder;
  const auto path = folder / "model.h5";
  ResultWriter file(path, "hdbscan");
  file.write("points", content.points);
  file.write("cluster", content.cluster);
  file.write("birth_square", content.birth_square);
  file.attribute("", "min_samples", content.min_samples);
  file.commit();
  try {
    const ClusterModel model = load_model(path);
    CHECK(model.get<Hdbscan>().search.cluster() == content.cluster);
  } catch (const Error& e) {
    const std::string message = e.what();
    CHECK(message.starts_with(path.string() + ": "));
    return message;
  }
  return "";
}

}  // namespace

TEST_CASE("files of HDBSCAN that make no model are refused") {
  CHECK(objection_after([](Content&) {}).empty());
  for (const double rank : {0.0, 6.0, 1.5, std::nan("")})
    CHECK_THAT(objection_after([&](Content& c) { c.min_samples = rank; }),
               Contains("min_samples is") && Contains("a whole number from 1 to 5"));
  for (const double birth : {0.0, -1.0, std::nan(""), infinity})
    CHECK_THAT(objection_after([&](Content& c) { c.birth_square[1] = birth; }), Contains("'birth_square': "));
  CHECK_THAT(objection_after([](Content& c) { c.points(3, 1) = std::nan(""); }),
             Contains("'points': nan in row 3, column 1 should be finite"));
  CHECK_THAT(objection_after([](Content& c) { c.points.resize(5, 0); }), Contains("0 features should be at least 1"));
  CHECK_THAT(objection_after([](Content& c) { c.cluster[4] = 2; }),
             Contains("cluster 2 of point 4 should be in [0, 2), or -1"));
  CHECK_THAT(objection_after([](Content& c) { c.cluster = {0, 0, 0, 0, -1}; }), Contains("cluster 1 has no points"));
  CHECK_THAT(objection_after([](Content& c) { c.cluster.pop_back(); }),
             Contains("'cluster' has 4 entries, should have 5"));
  CHECK_THAT(objection_after([](Content& c) { c.birth_square.resize(0); }),
             Contains("0 clusters should be at least 1"));
  CHECK_THAT(objection_after([](Content& c) {
               c.points.row(1) = c.points.row(0);
               c.points.row(2) = c.points.row(3);
             }),
             Contains("clusters 0 and 1"));
}
