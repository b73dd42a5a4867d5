#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/without_feature.hpp>
#include <neon/compare/randomised_model.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/self_check.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/roots/root_point.hpp>

#include <unistd.h>

#include <filesystem>

#include "support/laws.hpp"
#include "support/moved_models.hpp"
#include "support/samples.hpp"

/// The laws over every kind of model that the library lists, as its fit makes it: a kind that is added to
/// clustering/CMakeLists.txt is tried here without another line.
using namespace neon;

namespace {

constexpr Index dimensions = 3, points = 60, groups = 3;

/// Round groups apart from each other, away from 0 in every feature.
Matrix data(std::uint64_t seed) {
  Matrix x = 0.5 * samples::normal(points, dimensions, seed);
  for (Index n = 0; n < points; ++n) x(n, n % groups) += 4;
  return samples::on_grid(x.array() + 3);
}

struct Subject {
  std::string kind;
  Matrix x;
  FittedModel fitted;
  const ClusterModel& model() const { return fitted.model; }
};

std::vector<Subject> subjects(std::uint64_t seed) {
  std::vector<Subject> all;
  const Matrix x = data(seed);
  Labels classes(static_cast<std::size_t>(points));
  for (Index n = 0; n < points; ++n) classes[static_cast<std::size_t>(n)] = n % groups;
  for (const ModelKind& kind : fit_kinds())
    all.push_back({kind.name, x, fit_model(kind.name, x, {.clusters = groups, .seed = seed, .classes = classes})});
  return all;
}

}  // namespace

TEST_CASE("every kind: the network of a cluster computes the model's logit and its gradient") {
  for (const Subject& s : subjects(GENERATE(1, 2))) {
    CAPTURE(s.kind);
    const Matrix f = logits(s.model(), s.x);
    const Labels best = assign(outlier_scores(s.model(), s.x));
    for (Index c = 0; c < clusters(s.model()); ++c) {
      CAPTURE(c);
      CHECK(neuralize(s.model(), c).constant_name() == s.model()->constant_name());
      const Evidence e = evidence(neuralize(s.model(), c));
      laws::near(e.value(s.x), f.col(c), tolerance::invariance);
      const Matrix between = 0.3 * s.x.topRows(20) + 0.7 * s.x.bottomRows(20);
      laws::differentiates(e, between);
      for (Index n = 0; n < points; ++n)
        if (f(n, c) != 0) CHECK((f(n, c) > 0) == (best[static_cast<std::size_t>(n)] == c));
    }
  }
}

TEST_CASE("every kind: the relevances of a point sum to its evidence, and what the fit says is what is explained") {
  for (const Subject& s : subjects(GENERATE(1, 2))) {
    CAPTURE(s.kind);
    for (const std::string composite : {"paper-v2", "paper-v1", "z"}) {
      CAPTURE(composite);
      const SelfCheck check = self_check(s.model(), composites::find(composite), s.x);
      CHECK(check.points == points);
      CHECK(check.logit.worst <= tolerance::invariance);
      CHECK(check.holds());
    }
    CHECK(Assigner(s.model())(s.x).cluster == s.fitted.labels);
  }
}

TEST_CASE("every kind: a saved model is the same model, bit by bit") {
  const std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("neon-every-kind-{}.h5", getpid())).string();
  for (const Subject& s : subjects(1)) {
    CAPTURE(s.kind);
    save_model(path, s.model());
    const ClusterModel loaded = load_model(path);
    CHECK(kind(loaded) == s.kind);
    CHECK(beta(loaded) == beta(s.model()));
    CHECK(outlier_scores(loaded, s.x) == outlier_scores(s.model(), s.x));
    CHECK(Assigner(loaded)(s.x).cluster == s.fitted.labels);
    CHECK(loaded->score_names() == s.model()->score_names());
    std::filesystem::remove(path);
  }
}

TEST_CASE("every kind: the unit of the features and their origin change nothing but the unit of the answer") {
  for (const Subject& s : subjects(1)) {
    CAPTURE(s.kind);
    if (s.kind == "spherical-kmeans") continue;  // directions are seen from 0
    const Explainer own(s.model());
    const Explanation why = own(s.x, s.fitted.labels);
    for (const double unit : {0x1p-400, 0x1p-20, 0x1p20, 0x1p400}) {
      const double power = samples::has_squared_unit(s.model()) ? unit * unit : 1;
      const Explanation there = Explainer(samples::scaled(s.model(), unit))(unit * s.x, s.fitted.labels);
      laws::near(Matrix(there.relevance / power), why.relevance, tolerance::scaled);
      laws::near(Vector(there.logit / power), why.logit, tolerance::scaled);
    }
    for (const double offset : {1e3, 1e6, 1e9}) {
      const Eigen::RowVectorXd shift = Eigen::RowVectorXd::Constant(dimensions, offset);
      const ClusterModel model = samples::on_grid(s.model());
      const Explanation near = Explainer(model)(s.x, s.fitted.labels),
                        far = Explainer(samples::shifted(model, shift))(s.x.rowwise() + shift, s.fitted.labels);
      laws::near(far.relevance, near.relevance, tolerance::shifted(offset));
      laws::near(far.logit, near.logit, tolerance::shifted(offset));
    }
  }
}

TEST_CASE("every kind: root points lie on the boundary") {
  for (const Subject& s : subjects(1)) {
    CAPTURE(s.kind);
    const Labels best = assign(outlier_scores(s.model(), s.x));
    for (Index c = 0; c < clusters(s.model()); ++c) {
      Labels members;
      for (Index n = 0; n < points; ++n)
        if (best[static_cast<std::size_t>(n)] == c) members.push_back(n);
      if (members.empty()) continue;
      members.resize(std::min<std::size_t>(members.size(), 4));
      const Matrix x = s.x(members, Eigen::all);
      const Evidence f = evidence(neuralize(s.model(), c));
      const RootPoints roots = root_points(f, x);
      const Vector start = f.value(x);
      for (Index n = 0; n < start.size(); ++n) {
        CHECK(roots.feasible[static_cast<std::size_t>(n)]);
        CHECK(roots.value[n] <= tolerance::feasible * start[n]);
      }
    }
  }
}

TEST_CASE("every kind: a model without a feature does not look at it, and a random one has learnt nothing") {
  for (const Subject& s : subjects(1)) {
    CAPTURE(s.kind);
    const ClusterModel without = without_feature(s.model(), 1), random = randomised(s.model(), s.x, 5);
    Matrix zero = s.x;
    zero.col(1).setZero();
    CHECK(outlier_scores(without, zero).allFinite());
    CHECK(kind(without) == s.kind);
    CHECK(kind(random) == s.kind);
    CHECK(clusters(random) == clusters(s.model()));
    CHECK(outlier_scores(random, s.x) != outlier_scores(s.model(), s.x));
    CHECK_THROWS_AS(outlier_scores(s.model(), Matrix::Zero(2, dimensions + 1)), Error);
    CHECK_THROWS_AS(neuralize(s.model(), clusters(s.model())), Error);
    CHECK_THROWS_AS(neuralize(s.model(), -1), Error);
  }
}

TEST_CASE("every kind: settings have standards, and what is not one is refused by name") {
  for (const ModelKind& kind : fit_kinds()) {
    CAPTURE(kind.name);
    CHECK(kind.blank->kind() == kind.name);
    CHECK_FALSE(kind.description.empty());
    CHECK_FALSE(kind.source.empty());
    CHECK_THROWS_WITH(fit_model(kind.name, data(1), {.settings = {{"no-such-setting", "1"}}}),
                      Catch::Contains("no-such-setting"));
    for (const Setting& setting : kind.settings)
      if (setting.type != Setting::Type::text)
        CHECK_THROWS_WITH(fit_model(kind.name, data(1), {.settings = {{setting.name, "some"}}}),
                          Catch::Contains(setting.name) && Catch::Contains("'some'"));
  }
}
