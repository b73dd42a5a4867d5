#include <neon/hdf5/hdf5.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

#include "experiments/models/contour.hpp"
#include "experiments/models/panel.hpp"
#include "support/scratch_folder.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using namespace neon::experiments;

TEST_CASE("a contour follows the zeros: a circle has its length and radius") {
  const models::Grid grid{-2, -2, 0.05, 81};
  const Matrix nodes = grid.points();
  Matrix value(81, 81);
  for (Index n = 0; n < nodes.rows(); ++n) value.data()[n] = nodes.row(n).squaredNorm() - 1;
  const Matrix pieces = models::zero_contour(grid, value);
  double length = 0;
  for (Index i = 0; i < pieces.rows(); ++i) {
    length += std::hypot(pieces(i, 2) - pieces(i, 0), pieces(i, 3) - pieces(i, 1));
    CHECK(std::hypot(pieces(i, 0), pieces(i, 1)) == Approx(1).epsilon(0.001));
  }
  CHECK(length == Approx(2 * std::numbers::pi).epsilon(0.001));
  CHECK(models::zero_contour(grid, Matrix::Ones(81, 81)).rows() == 0);
}

TEST_CASE("every panel's relevance sums to its logit, which is the model's, and the result holds what it should") {
  const ScratchFolder folder;
  const auto path = folder / "models.h5";
  ResultWriter writer(path, "models");
  const auto panels = models::panels(60, 3);
  for (const models::Panel& panel : panels) {
    CAPTURE(panel.name);
    const SelfCheck check = models::record_panel(panel, 21, 5, writer);
    CHECK(check.points == panel.x.rows());
    CHECK(check.holds());
    CHECK(check.conserving == (panel.name != "dec"));  // its encoder has biases
    if (check.conserving) {
      CHECK(check.sums_to_evidence());
      CHECK(check.sum.worst <= tolerance::conservation);
    }
    CHECK(check.logit.worst <= tolerance::rounding);
  }
  writer.commit();
  const ResultReader reader(path);
  CHECK(reader.groups("models").size() == panels.size());
  for (const models::Panel& panel : panels) {
    const std::string group = "models/" + panel.name;
    CHECK(reader.labels(group + "/region").size() == 21 * 21);
    CHECK(reader.matrix(group + "/points/relevance").rows() == 5);
    CHECK(reader.matrix(group + "/boundary/1").cols() == 4);
    CHECK(reader.text(group, "kind") == panel.kind);
  }
}
