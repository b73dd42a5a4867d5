#include <neon/clustering/models.hpp>
#include <neon/compare/randomised_model.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/explain/network_evidence.hpp>

#include "support/laws.hpp"
#include "support/sample_comparison.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using samples::same;

namespace {

/// The nearest centroid, index by index.
Labels nearest(const Matrix& centroids, const MatrixView& x) {
  Labels result;
  for (Index n = 0; n < x.rows(); ++n) {
    Index own = 0;
    double least = infinity;
    for (Index k = 0; k < centroids.rows(); ++k) {
      double distance = 0;
      for (Index i = 0; i < x.cols(); ++i) distance += (x(n, i) - centroids(k, i)) * (x(n, i) - centroids(k, i));
      if (distance >= least) continue;
      least = distance;
      own = k;
    }
    result.push_back(own);
  }
  return result;
}

/// k-means, as somebody would give a model that the library does not know.
ComparedModel disguised(const KMeans& model) {
  return {.clusters = model.clusters(),
          .features = model.features(),
          .assign = [model](const MatrixView& x) { return nearest(model.centroids, x); },
          .neuralize = [model](Index c) { return neuralize(model, c); }};
}

ComparedModel with_everything(const KMeans& model) {
  ComparedModel own = disguised(model);
  own.without = [model](Index feature, Index c) { return evidence_without(model, feature, c); };
  own.randomised = [model](const MatrixView& x, std::uint64_t seed) {
    return with_everything(randomised(model, x, seed).get<KMeans>());
  };
  return own;
}

struct Sample : samples::Comparison {
  KMeans kmeans = model.get<KMeans>();
  ComparedModel own = with_everything(kmeans);

  explicit Sample(std::uint64_t seed) : samples::Comparison(seed) {
    for (const char* name : {"LOCO", "EG", "IMM"}) contenders.push_back(contender(baselines::find(name)));
  }
  Leaderboard own_board() const { return compare(own, x, contenders, options); }
};

void check_same(const Leaderboard& a, const Leaderboard& b) {
  CHECK(a.points == b.points);
  CHECK(a.left_out == b.left_out);
  CHECK(same(a.score, b.score));
  CHECK(same(a.low, b.low));
  CHECK(same(a.high, b.high));
  CHECK(same(a.ties, b.ties));
  CHECK(same(a.agreement, b.agreement));
  CHECK(a.missing == b.missing);
}

}  // namespace

TEST_CASE("k-means in disguise has the leaderboard of k-means") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Sample sample(seed);
  const Leaderboard board = sample.board(), own = sample.own_board();
  REQUIRE(board.score.allFinite());
  CHECK(board.left_out > 0);
  check_same(own, board);
}

TEST_CASE("a model that knows its logits need not ask its networks for them") {
  Sample sample(1);
  const Leaderboard board = sample.board();
  sample.own.logit = compared_model(sample.model).logit;
  laws::equal(sample.own.logit(sample.x), logits(disguised(sample.kmeans), sample.x));
  check_same(sample.own_board(), board);

  sample.own.logit = [&](const MatrixView& x) -> Vector {
    Vector logit = Vector::Constant(x.rows(), -1);
    logit.head(7) = logits(disguised(sample.kmeans), x).head(7);
    return logit;
  };
  const Leaderboard few = sample.own_board();
  CHECK(few.points + few.left_out == 40);
  CHECK(few.points <= 7);
}

TEST_CASE("what an own model does not have leaves gaps, and nothing else changes") {
  Sample sample(2);
  const Leaderboard whole = sample.own_board();
  SECTION("no counterpart with random parameters") { sample.own.randomised = nullptr; }
  SECTION("nothing as the counterpart") {
    sample.own.randomised = [](const MatrixView&, std::uint64_t) { return std::nullopt; };
  }
  const Leaderboard board = sample.own_board();
  std::size_t gaps = 0;
  for (std::size_t row = 0; row < board.methods.size(); ++row)
    for (Index m = 0; m < board.score.cols(); ++m) {
      const auto i = static_cast<Index>(row);
      const Metric& metric = sample.options.metrics[static_cast<std::size_t>(m)];
      const std::string& missing = board.missing[row][static_cast<std::size_t>(m)];
      CAPTURE(board.methods[row].name, metric.name);
      if (metric.needs_randomised) {
        ++gaps;
        CHECK(std::isnan(board.score(i, m)));
        CHECK_THAT(missing, Contains("no counterpart at random"));
      } else {
        CHECK(board.score(i, m) == whole.score(i, m));
        CHECK(missing.empty());
      }
    }
  CHECK(gaps == board.methods.size());
}

TEST_CASE("a model that knows nothing of a missing feature: LOCO refits class means, the other methods stand") {
  Sample sample(3);
  const Leaderboard whole = sample.own_board();
  sample.own.without = nullptr;
  const Leaderboard board = sample.own_board();
  constexpr Index loco = 4;
  REQUIRE(board.methods[loco].name == "LOCO");
  for (Index row = 0; row < board.score.rows(); ++row)
    CHECK(same(board.score.row(row), whole.score.row(row)) == (row != loco));
}

TEST_CASE("a background of an own model") {
  const Sample sample(1);
  const Background own = model_background(sample.own, sample.x), model = model_background(sample.model, sample.x);
  CHECK(own.x == model.x);
  CHECK(own.cluster == model.cluster);
  CHECK(own.clusters == model.clusters);
  CHECK(own.without(2, 1).value(sample.x) == model.without(2, 1).value(sample.x));
  CHECK_THROWS_WITH(model_background(sample.own, Matrix(0, 6)), Contains("0 points should be at least 1"));
  CHECK_THROWS_WITH(model_background(sample.own, Matrix::Constant(2, 6, infinity)), Contains("row 0, column 0"));
}

TEST_CASE("the comparison refuses what an own model answers wrongly") {
  Sample sample(1);
  const auto refuses = [&](const std::string& what) { CHECK_THROWS_WITH(sample.own_board(), Contains(what)); };
  const auto network = [&](const std::function<void(StandardNetwork&)>& spoil) {
    sample.own.neuralize = [spoil, model = sample.kmeans](Index c) {
      StandardNetwork net = neuralize(model, c);
      spoil(net);
      return net;
    };
  };
  SECTION("points of other features") {
    sample.own.features = 7;
    refuses("points of 6 features should have the model's 7");
  }
  SECTION("no function that assigns") {
    sample.own.assign = nullptr;
    refuses("should have functions that assign and neuralize");
  }
  SECTION("no networks") {
    sample.own.neuralize = nullptr;
    refuses("should have functions that assign and neuralize");
  }
  SECTION("an assignment of other points") {
    sample.own.assign = [](const MatrixView&) { return Labels(39, 0); };
    refuses("39 points assigned should be 40");
  }
  SECTION("a cluster that the model does not have") {
    sample.own.assign = [](const MatrixView& x) {
      Labels cluster(static_cast<std::size_t>(x.rows()), 0);
      cluster[3] = 4;
      return cluster;
    };
    refuses("the cluster 4 of row 3 should be in [0, 4)");
  }
  SECTION("a negative cluster") {
    sample.own.assign = [](const MatrixView& x) { return Labels(static_cast<std::size_t>(x.rows()), -1); };
    refuses("the cluster -1 of row 0 should be in [0, 4)");
  }
  SECTION("logits of other points") {
    sample.own.logit = [](const MatrixView&) { return Vector::Ones(39); };
    refuses("39 logits should be 40");
  }
  SECTION("the network of another cluster") {
    network([](StandardNetwork& net) { net.cluster = 9; });
    refuses("the network speaks of cluster 9: it should speak of 0");
  }
  SECTION("a network of other features") {
    network([](StandardNetwork& net) { net.detection.weight = Matrix::Ones(3, 5); });
    refuses("5 features in the network of cluster 0 should be the model's 6");
  }
  SECTION("a network without biases") {
    network([](StandardNetwork& net) { net.detection.bias.resize(0); });
    refuses("3 neurons and 0 biases in the network of cluster 0");
  }
  SECTION("a network without neurons") {
    network([](StandardNetwork& net) { net.detection = {Matrix(0, 6), Vector(0)}; });
    refuses("0 neurons and 0 biases");
  }
  SECTION("a counterpart with random parameters of another size") {
    sample.own.randomised = [](const MatrixView&, std::uint64_t seed) {
      return disguised(samples::kmeans(4, 5, 5, seed));
    };
    refuses("points of 6 features should have the model's 5");
  }
}
