#include <neon/clustering/assignment.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>

#include <map>
#include <set>

#include "support/laws.hpp"
#include "support/long_networks.hpp"
#include "support/moved_models.hpp"
#include "support/sample_neighbours.hpp"

using namespace neon;

namespace {

constexpr Index clusters_asked = 4, dimensions = 5;

/// A model, points and the domain of their features.
struct Setting {
  ClusterModel model;
  Matrix x, root;
  double lower = 0, upper = 4;

  Setting scaled(double unit) const {
    const double bound = model.as<SphericalKMeans>() ? 1 : unit;  // the domain of u = x / ‖x‖
    return {samples::scaled(model, unit), unit * x, unit * root, bound * lower, bound * upper};
  }
  Setting shifted(double offset) const {
    const Eigen::RowVectorXd shift = Eigen::RowVectorXd::Constant(dimensions, offset);
    return {samples::shifted(model, shift), x.array() + offset, root.array() + offset, lower + offset, upper + offset};
  }
};

Setting setting_of(const ClusterModel& model, std::uint64_t seed) {
  return {samples::on_grid(samples::scaled(model, 4)), samples::on_grid(4 * samples::uniform(6, dimensions, seed + 90)),
          samples::on_grid(4 * samples::uniform(6, dimensions, seed + 91))};
}

/// What is asked of a setting: numbers, the power of the features' unit in them, and the size that their error is
/// measured by, which has the same unit.
struct Answer {
  Matrix value;
  int power = 0;
  double size = 0;
};
using Answers = std::map<std::string, Answer>;

Matrix column(const Vector& v) { return v; }

void add(Answers& answers, const std::string& name, Matrix value, int power, double size = 0) {
  const double own = value.size() ? value.cwiseAbs().maxCoeff() : 0;
  answers[name] = {std::move(value), power, size > 0 ? size : own};
}

/// Everything that f is asked outside propagation.
/// @param slopes whether gradients are asked
void ask_evidence(const Setting& s, int power, bool slopes, Answers& answers) {
  FlipOrder order(s.x.rows(), s.x.cols());
  for (Index n = 0; n < order.rows(); ++n)
    for (Index i = 0; i < order.cols(); ++i) order(n, i) = static_cast<std::int32_t>((i * 2 + n) % s.x.cols());
  const Labels labels = assign(outlier_scores(s.model, s.x));
  add(answers, "labels",
      Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 1>>(labels.data(), s.x.rows()).cast<double>(), 0, 1);
  for (Index c = 0; c < clusters(s.model); ++c) {
    const Evidence f = evidence(neuralize(s.model, c));
    const std::string of = " of cluster " + std::to_string(c);
    add(answers, "f" + of, column(f.value(s.x)), power);
    if (slopes) add(answers, "gradient" + of, f.gradient(s.x), power - 1);
    const Segment line = segment(f, s.root, s.x);
    add(answers, "segment" + of, column(line.value(Vector::Constant(s.x.rows(), 0.375))), power);
    if (slopes) add(answers, "mean gradient" + of, line.mean_gradient(11), power - 1);
    add(answers, "flips" + of, flip_curves(f, s.x, s.root, order), power);
  }
}

void add(Answers& answers, const std::string& name, const Explanation& why, int power, bool relevance) {
  add(answers, name + ": f", column(why.logit), power);
  if (!relevance) return;
  add(answers, name + ": R", why.relevance, power);
  // Rounding of the parts is rounding of their sum.
  add(answers, name + ": residual", column(why.residual), power,
      std::max(why.logit.cwiseAbs().maxCoeff(), why.relevance.cwiseAbs().maxCoeff()));
  for (std::size_t k = 0; k < why.by_competitor.size(); ++k)
    add(answers, name + ": R by competitor " + std::to_string(k), why.by_competitor[k], power,
        why.relevance.cwiseAbs().maxCoeff());
}

/// Every way to an explanation.  @param relevance whether it is asked, or f alone
void ask_explanations(const Setting& s, const Composite& composite, int power, bool relevance, Answers& answers) {
  const Explainer explainer(s.model, {composite}), apart(s.model, {composite, true});
  const AssignedExplanation own = explainer(s.x);
  add(answers, composite.name + " default", own.why, power, relevance);
  add(answers, composite.name + " competitors", apart(s.x, own.cluster), power, relevance);
  add(answers, composite.name + " not cluster 2", explainer.against(samples::one_of(s.model, 2), s.x, own.cluster),
      power, relevance);
  add(answers, composite.name + " cluster 1", explainer(s.x, Labels(own.cluster.size(), 1)), power, relevance);
  add(answers, composite.name + " once", explain(s.model, s.x, own.cluster, {composite}), power, relevance);
}

/// R_i = x_i u_i depends on where 0 is; u does not, where the denominators are margins.
void ask_per_unit(const Setting& s, const Composite& composite, int power, Answers& answers) {
  const Explanation why = Propagator(neuralize(s.model, 1), composite)(s.x, {.per_unit = true});
  add(answers, composite.name + " per unit", why.relevance, power - 1);
}

/// Whose rules other than midpoint read (x, x^2), the squares about 0 and in a unit of their own.
bool reads_squares(const ClusterModel& model) {
  static const std::set<std::string_view> kinds{"dbscan", "full-gaussian-mixture", "hdbscan",       "kernel-density",
                                                "knn",    "neighbour-distance",    "one-class-svm", "svm"};
  const auto* const mixture = model.as<GaussianMixture>();
  return mixture != nullptr ? !mixture->shared() : kinds.contains(kind(model));
}

/// Whether relevance under this composite does not depend on where the features' 0 is.
bool sees_no_origin(const ClusterModel& model, const std::string& composite) {
  if (composite == "paper-v2") return true;
  return !reads_squares(model) && (composite == "paper-v1" || composite == "w^2" || composite == "flat");
}

/// Whether it does not depend on their unit.
bool sees_no_unit(const ClusterModel& model, const std::string& composite) {
  return !reads_squares(model) || composite != "w^2";
}

bool divides_by_margins(const ClusterModel& model, const std::string& composite) {
  return !model.as<DeepKMeans>() && !reads_squares(model) &&
         (composite == "z" || composite == "epsilon" || composite == "affine");
}

Answers ask(const Setting& s, bool moved, bool slopes = true) {
  Answers answers;
  const int power = samples::has_squared_unit(s.model) ? 2 : 0;
  ask_evidence(s, power, slopes, answers);
  for (const std::string& name : composites::names()) {
    const Composite composite = composites::find(name, s.lower, s.upper);
    const bool relevance = moved ? sees_no_origin(s.model, name) : sees_no_unit(s.model, name);
    ask_explanations(s, composite, power, relevance, answers);
    if (divides_by_margins(s.model, name)) ask_per_unit(s, composite, power, answers);
  }
  return answers;
}

/// Checks that the answers are those of `expected` in units of `unit`, up to `tolerance` of their size.
void same(const Answers& found, const Answers& expected, double unit, double tolerance) {
  for (const auto& [name, answer] : found) {
    const Answer& right = expected.at(name);
    INFO(name);
    REQUIRE(answer.value.allFinite());
    // One power at a time: the square of a unit may be out of range where numbers in it are not.
    Matrix in_unit = right.value;
    double size = right.size;
    for (int p = 0; p < std::abs(right.power); ++p) {
      in_unit *= right.power > 0 ? unit : 1 / unit;
      size *= right.power > 0 ? unit : 1 / unit;
    }
    CHECK((answer.value - in_unit).cwiseAbs().maxCoeff() / size <= tolerance);
  }
}

}  // namespace

TEST_CASE("law: neither f nor any explanation depends on the unit of the features, for every model and path") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  for (const ClusterModel& model : samples::all_models(clusters_asked, dimensions, seed)) {
    const Setting near = setting_of(model, seed);
    const Answers expected = ask(near, false);
    for (const double unit : {1e-150, 1e-30, 1e-9, 1e-4, 1e9, 1e120, 1e150}) {
      INFO(kind(model) << " in units of " << unit);
      same(ask(near.scaled(unit), false), expected, unit, tolerance::scaled);
    }
  }
}

TEST_CASE("law: neither f nor any explanation depends on the origin of the features, for every model and path") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  for (const ClusterModel& model : samples::all_models(clusters_asked, dimensions, seed)) {
    if (model.as<SphericalKMeans>()) continue;  // directions are seen from 0
    const Setting near = setting_of(model, seed);
    const Answers expected = ask(near, true);
    for (const double offset : {1e3, -1e6, 1e9, -1e12}) {
      INFO(kind(model) << " at " << offset);
      // What is left of a deep model's first pre-activations there falls on either side of a kink.
      const bool slopes = !model.as<DeepKMeans>() || std::abs(offset) < 1e12;
      same(ask(near.shifted(offset), true, slopes), expected, 1, tolerance::shifted(std::abs(offset)));
    }
  }
}

namespace {

/// Compares f and R of every rule with their formulas in extended precision.
/// @param members_only whether points are left out of clusters that they do not belong to
template <class Model>
void check_relevance(const Model& model, const Matrix& x, double lower, double upper, double tolerance,
                     bool members_only = false) {
  for (Rule rule : rules::all()) {
    if (rule.name == "zB") rule = rules::z_box(lower, upper);
    for (Index c = 0; c < model.clusters(); ++c) {
      INFO(rule.name << " for cluster " << c);
      Labels rows;
      std::vector<slow::LongNetwork> networks;
      for (Index n = 0; n < x.rows(); ++n) {
        networks.push_back(slow::long_network(model, c, x.row(n), rule.affine));
        if (!members_only || networks.back().f > 0) rows.push_back(n);
      }
      if (rows.empty()) continue;
      const Matrix asked = x(rows, Eigen::all);
      const Explanation found = Propagator(neuralize(model, c), {rule.name, "test", rule, rule, rule, rule})(asked);
      Matrix expected(asked.rows(), asked.cols());
      Vector f(asked.rows());
      for (Index n = 0; n < asked.rows(); ++n) {
        const slow::LongNetwork& net = networks[static_cast<std::size_t>(rows[static_cast<std::size_t>(n)])];
        const std::vector<slow::Real> r = slow::long_relevance(rule, net, asked.row(n));
        for (Index i = 0; i < asked.cols(); ++i) expected(n, i) = static_cast<double>(r[static_cast<std::size_t>(i)]);
        f(n) = static_cast<double>(net.f);
      }
      laws::near(found.logit, f, tolerance);
      laws::near(found.relevance, expected, tolerance);
    }
  }
}

}  // namespace

TEST_CASE("far from 0 every rule is its formula in extended precision") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const double offset = GENERATE(0.0, 1e3, 1e6, 1e9, 1e12);
  const Eigen::RowVectorXd shift = Eigen::RowVectorXd::Constant(dimensions, offset);
  const Matrix x = samples::on_grid(4 * samples::uniform(5, dimensions, seed + 92)).array() + offset;
  const auto far = [&](const ClusterModel& model) {
    return samples::shifted(samples::on_grid(samples::scaled(model, 4)), shift);
  };
  INFO("at " << offset);
  check_relevance(far(samples::kmeans(4, dimensions, 3, seed)).get<KMeans>(), x, offset, 4 + offset,
                  tolerance::shifted(offset));
  check_relevance(far(samples::kernel_kmeans(3, dimensions, 2, 3, seed)).get<KernelKMeans>(), x, offset, 4 + offset,
                  tolerance::shifted(offset));
}

TEST_CASE("one column far out among near ones, or a thousand million times larger, is as its formula") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  KMeans standard = samples::kmeans(4, dimensions, 3, seed);
  KernelKMeans kernel = samples::kernel_kmeans(3, dimensions, 2, 3, seed);
  Matrix x = samples::on_grid(samples::uniform(5, dimensions, seed + 92));
  standard.centroids = samples::on_grid(standard.centroids);
  kernel.support = samples::on_grid(kernel.support);
  SECTION("far out") {
    for (Matrix* points : {&standard.centroids, &kernel.support, &x}) points->col(2).array() += 1e9;
    check_relevance(standard, x, 0, 1, tolerance::shifted(1e9));
    check_relevance(kernel, x, 0, 1, tolerance::shifted(1e9));
  }
  SECTION("larger") {
    for (Matrix* points : {&standard.centroids, &kernel.support, &x}) points->col(2) *= 1e9;
    check_relevance(standard, x, 0, 1e9, tolerance::amplified);
    check_relevance(kernel, x, 0, 1e9, tolerance::amplified);
  }
  SECTION("larger, of two values: clusters and points of one value differ in the other columns alone") {
    for (Matrix* points : {&standard.centroids, &kernel.support, &x}) {
      for (Index n = 0; n < points->rows(); ++n) (*points)(n, 2) = n % 2 == 0 ? 1e9 : -1e9;
    }
    check_relevance(standard, x, -1e9, 1e9, tolerance::amplified, true);
    check_relevance(kernel, x, -1e9, 1e9, tolerance::amplified, true);
  }
}

TEST_CASE("points around one ten-thousandth: nothing is lost below a floor with a unit") {
  const KernelKMeans model = samples::scaled(samples::kernel_kmeans(3, dimensions, 2, 3, 7), 1e-4).get<KernelKMeans>();
  const Matrix x = 1e-4 * samples::uniform(5, dimensions, 99);
  for (const std::string name : {"paper-v1", "paper-v2"}) {
    const Explanation why = Explainer(model, {composites::find(name, 0, 1e-4)})(x).why;
    laws::near(Vector(why.relevance.rowwise().sum()), why.logit, tolerance::conservation);
  }
}
