#include <neon/clustering/assignment.hpp>
#include <neon/clustering/model.hpp>
#include <neon/clustering/support_vector_machine.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/model_files/model_file.hpp>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "support/labelled_points.hpp"
#include "support/laws.hpp"
#include "support/libsvm_decision.hpp"
#include "support/moved_models.hpp"
#include "support/scikit_learn.hpp"

using namespace neon;
using samples::labelled_points;
using samples::LabelledPoints;

namespace {

constexpr double fine = 1e-9;  // of the solver

/// Linear machines on overlapping classes come to libsvm's most iterations before they are that near their optimum.
double stop_at(const std::string& kernel) { return kernel == "linear" ? 1e-6 : fine; }
double within(const std::string& kernel) { return kernel == "linear" ? tolerance::found : tolerance::oracle; }

SupportVectorMachine fitted(const LabelledPoints& data, SvmKernel kernel, MulticlassRule rule, double cost = 2) {
  return fit_support_vector_machine(data.x, data.label,
                                    {.kernel = kernel, .cost = cost, .gamma = 0.3, .multiclass = rule});
}

std::vector<SupportVectorMachine> all_forms(Index classes, std::uint64_t seed) {
  const LabelledPoints data = labelled_points(60, 3, classes, seed);
  std::vector<SupportVectorMachine> all;
  for (const SvmKernel kernel : {SvmKernel::rbf, SvmKernel::linear})
    for (const MulticlassRule rule : {MulticlassRule::one_vs_one, MulticlassRule::one_vs_rest})
      all.push_back(fitted(data, kernel, rule));
  return all;
}

/// What a support vector gives to f_a - f_b, by its definition.
double slow_coefficient(const SupportVectorMachine& model, Index j, Index a, Index b) {
  if (model.multiclass == MulticlassRule::one_vs_rest) return model.coefficient(j, a) - model.coefficient(j, b);
  const Index own = model.label[static_cast<std::size_t>(j)];
  if (own == a) return model.coefficient(j, b < a ? b : b - 1);
  if (own == b) return model.coefficient(j, a < b ? a : a - 1);
  return 0;
}

double slow_intercept(const SupportVectorMachine& model, Index a, Index b) {
  if (model.multiclass == MulticlassRule::one_vs_rest) return model.intercept(a) - model.intercept(b);
  Index pair = 0;
  for (Index i = 0; i < model.clusters(); ++i)
    for (Index j = i + 1; j < model.clusters(); ++j, ++pair)
      if (i == a && j == b) return model.intercept(pair);
  return 0;
}

struct Slow {
  double f, g;
};

/// f_ab and G_ab (a < b), member by member.
Slow slow_pair(const SupportVectorMachine& model, const Eigen::RowVectorXd& x, Index a, Index b) {
  double sums[2] = {0, 0};  // above, below
  for (Index j = 0; j < model.support.rows(); ++j) {
    double d = 0;
    for (Index i = 0; i < x.size(); ++i) d += (x(i) - model.support(j, i)) * (x(i) - model.support(j, i));
    const double c = slow_coefficient(model, j, a, b);
    sums[c > 0 ? 0 : 1] += std::abs(c) * std::exp(-model.gamma * d);
  }
  const double b0 = slow_intercept(model, a, b);
  sums[b0 > 0 ? 0 : 1] += std::abs(b0);
  return {sums[0] - sums[1], (std::log(sums[0]) - std::log(sums[1])) / model.gamma};
}

/// f_c of PairDecision by its formula; g is antisymmetric.
double slow_logit(const Matrix& g, Index c, bool votes) {
  const Index classes = g.rows();
  const auto sorted = [&](Index k) {
    std::vector<double> own{infinity};
    for (Index j = 0; j < classes; ++j)
      if (j != k) own.push_back(g(k, j));
    std::sort(own.begin(), own.end(), std::greater<>());
    own.push_back(-infinity);
    return own;
  };
  double f = infinity;
  for (Index j = 0; j < classes; ++j) {
    if (j == c) continue;
    double h = -infinity;
    const std::vector<double> own = sorted(c), other = sorted(j);
    for (std::size_t m = 0; m < static_cast<std::size_t>(classes); ++m) {
      if (c > j && m == 0) continue;
      h = std::max(h, std::min(own[m], -other[c < j ? m + 1 : m]));
    }
    f = std::min(f, votes ? h : g(c, j));
  }
  return f;
}

}  // namespace

TEST_CASE("svm: decision values and logits are their formulas, member by member") {
  const Index classes = GENERATE(2, 3, 5);
  const MulticlassRule rule = GENERATE(MulticlassRule::one_vs_one, MulticlassRule::one_vs_rest);
  const SupportVectorMachine model = fitted(labelled_points(60, 3, classes, 3), SvmKernel::rbf, rule);
  const Matrix x = 1.5 * samples::normal(40, 3, 4), pairs = model.pair_margins(x, model.distances(x)),
               f = model.logits(x), values = model.decision_values(x);
  REQUIRE(model.clusters() == classes);
  for (Index n = 0; n < x.rows(); ++n) {
    Matrix g = Matrix::Zero(classes, classes);
    Index pair = 0;
    for (Index a = 0; a < classes; ++a)
      for (Index b = a + 1; b < classes; ++b, ++pair) {
        const Slow slow = slow_pair(model, x.row(n), a, b);
        g(a, b) = slow.g;
        g(b, a) = -slow.g;
        CHECK(pairs(n, pair) == Approx(slow.g).epsilon(tolerance::conservation).margin(tolerance::conservation));
        const double told = rule == MulticlassRule::one_vs_one ? values(n, pair) : values(n, a) - values(n, b);
        CHECK(told == Approx(slow.f).margin(tolerance::conservation));
      }
    for (Index c = 0; c < classes; ++c)
      CHECK(f(n, c) == Approx(slow_logit(g, c, rule == MulticlassRule::one_vs_one))
                           .epsilon(tolerance::conservation)
                           .margin(tolerance::conservation));
  }
}

TEST_CASE("law: the sign of the logit is libsvm's svm_predict on 10,000 points, tied votes too") {
  struct Setting {
    Index classes, features;
    double cost, gamma;
  };
  const auto s = GENERATE(Setting{2, 3, 1, 0.3}, Setting{3, 3, 10, 1}, Setting{4, 2, 0.5, 2}, Setting{6, 5, 5, 0.1},
                          Setting{5, 40, 1, 0.02});
  const LabelledPoints data = labelled_points(200, s.features, s.classes, 7);
  const SupportVectorMachine model = fit_support_vector_machine(data.x, data.label, {.cost = s.cost, .gamma = s.gamma});
  const Matrix x = 2 * samples::normal(10000, s.features, 8), f = model.logits(x), votes = model.votes(x);
  const Labels theirs = oracle::libsvm_predict(model, x);
  CHECK(model.predict(x) == theirs);
  Index wrong = 0, tied = 0;
  for (Index n = 0; n < x.rows(); ++n) {
    tied += (votes.row(n).array() == votes.row(n).maxCoeff()).count() > 1 ? 1 : 0;
    for (Index c = 0; c < s.classes; ++c) wrong += (f(n, c) > 0) != (theirs[static_cast<std::size_t>(n)] == c) ? 1 : 0;
  }
  CHECK(wrong == 0);
  CHECK((tied > 0) == (s.classes > 2));
  CHECK(assign(model.outlier_scores(x)) == theirs);
}

TEST_CASE("law: the sign of G is that of f, whichever side the intercept is on, and without one") {
  const double intercept = GENERATE(-0.4, 0.0, 0.7);
  const Matrix support = samples::normal(20, 3, 9);
  const Vector coefficient = samples::normal(20, 1, 10).col(0);
  const SupportVectorMachine model = make_support_vector_machine(support, coefficient, intercept, 0.8);
  const Matrix x = 1.5 * samples::normal(10000, 3, 11), g = model.logits(x), f = model.decision_values(x);
  CHECK(g.col(1) == -g.col(0));
  CHECK(((g.col(0).array() > 0) != (f.col(0).array() > 0)).count() == 0);
}

TEST_CASE("linear kernels and machines against the rest: the largest decision value, or the votes, win") {
  const Index classes = GENERATE(2, 3, 4);
  const Matrix x = 2 * samples::normal(10000, 3, 12);
  for (const SupportVectorMachine& model : all_forms(classes, 13)) {
    CAPTURE(text(model.kernel), text(model.multiclass));
    const Matrix f = model.logits(x);
    const Labels predicted = model.predict(x);
    Index wrong = 0;
    for (Index n = 0; n < x.rows(); ++n)
      for (Index c = 0; c < classes; ++c)
        wrong += (f(n, c) > 0) != (predicted[static_cast<std::size_t>(n)] == c) ? 1 : 0;
    CHECK(wrong == 0);
  }
}

TEST_CASE("oracle: decision values and classes are those of scikit-learn's SVC") {
  const Index classes = GENERATE(2, 4);
  const std::string kernel = GENERATE("rbf", "linear");
  const double cost = GENERATE(0.5, 20.0) / (kernel == "linear" ? 20 : 1);
  const LabelledPoints data = labelled_points(120, 3, classes, 14);
  const Matrix x = 1.5 * samples::normal(1000, 3, 15);
  const Matrix theirs = oracle::scikit_learn(
      "from sklearn.svm import SVC\n"
      "m = SVC(kernel='" +
          kernel +
          "', C=d[0, 0], gamma=d[0, 1], tol=d[0, 2], decision_function_shape='ovo').fit(a, b.ravel())\n"
          "f = m.decision_function(c).reshape(len(c), -1)\n"
          "tell(np.hstack([-f if f.shape[1] == 1 else f, m.predict(c).reshape(-1, 1)]))",
      {data.x, oracle::column(data.label), x, Matrix{{cost, 0.4, stop_at(kernel)}}});
  const SupportVectorMachine model = fit_support_vector_machine(
      data.x, data.label,
      {.kernel = svm_kernel_named(kernel), .cost = cost, .gamma = 0.4, .tolerance = stop_at(kernel)});
  const Matrix f = model.decision_values(x);
  laws::equal(f, Matrix(theirs.leftCols(theirs.cols() - 1)), within(kernel));
  const Labels ours = model.predict(x);
  for (Index n = 0; n < x.rows(); ++n)
    if (f.row(n).cwiseAbs().minCoeff() > 10 * within(kernel))
      CHECK(ours[static_cast<std::size_t>(n)] == static_cast<Index>(theirs(n, theirs.cols() - 1)));
}

TEST_CASE("oracle: machines against the rest are scikit-learn's OneVsRestClassifier") {
  const std::string kernel = GENERATE("rbf", "linear");
  const double cost = kernel == "linear" ? 0.5 : 2;
  const LabelledPoints data = labelled_points(120, 3, 4, 16);
  const Matrix x = 1.5 * samples::normal(1000, 3, 17);
  const Matrix theirs = oracle::scikit_learn(
      "from sklearn.svm import SVC\n"
      "from sklearn.multiclass import OneVsRestClassifier\n"
      "tell(OneVsRestClassifier(SVC(kernel='" +
          kernel + "', C=d[0, 0], gamma=0.4, tol=d[0, 1])).fit(a, b.ravel()).decision_function(c))",
      {data.x, oracle::column(data.label), x, Matrix{{cost, stop_at(kernel)}}});
  const SupportVectorMachine model = fit_support_vector_machine(data.x, data.label,
                                                                {.kernel = svm_kernel_named(kernel),
                                                                 .cost = cost,
                                                                 .gamma = 0.4,
                                                                 .multiclass = MulticlassRule::one_vs_rest,
                                                                 .tolerance = stop_at(kernel)});
  laws::equal(model.decision_values(x), theirs, within(kernel));
}

TEST_CASE("a linear machine is the same from its support vectors and from its hyperplanes") {
  const LabelledPoints data = labelled_points(30, 3, 2, 18);
  const Vector coefficient = samples::normal(30, 1, 19).col(0);
  Labels label;
  for (Index j = 0; j < 30; ++j) label.push_back(coefficient(j) > 0 ? 0 : 1);
  const SupportVectorMachine model = make_support_vector_machine(data.x, label, coefficient, Vector::Constant(1, 0.3),
                                                                 1, MulticlassRule::one_vs_one, SvmKernel::linear);
  const Matrix x = samples::normal(20, 3, 20);
  laws::equal(Vector(model.decision_values(x).col(0)), Vector((x * data.x.transpose() * coefficient).array() + 0.3));
  laws::equal(make_linear_machine(model.weight, model.intercept).logits(x), model.logits(x));
}

TEST_CASE("a saved machine of every form is the same, bit by bit") {
  const std::string path = (std::filesystem::temp_directory_path() / fmt::format("neon-svm-{}.h5", getpid())).string();
  const Matrix x = samples::normal(30, 3, 21);
  for (const Index classes : {2, 4})
    for (const SupportVectorMachine& model : all_forms(classes, 22)) {
      save_model(path, model);
      const ClusterModel loaded = load_model(path);
      CHECK(loaded->logits(x) == model.logits(x));
      CHECK(loaded.get<SupportVectorMachine>().decision_values(x) == model.decision_values(x));
      CHECK(std::isinf(beta(loaded)));
      std::filesystem::remove(path);
    }
}

TEST_CASE("neither unit nor origin of the features changes what a machine of any form says") {
  const Matrix x = samples::on_grid(samples::normal(30, 3, 23));
  for (const SupportVectorMachine& machine : all_forms(3, 24)) {
    const ClusterModel model = samples::on_grid(ClusterModel(machine));
    const Labels label = assign(outlier_scores(model, x));
    const Explanation why = Explainer(model)(x, label);
    for (const double unit : {0x1p-40, 0x1p40}) {
      const double power = samples::has_squared_unit(model) ? unit * unit : 1;
      const Explanation there = Explainer(samples::scaled(model, unit))(unit * x, label);
      laws::near(Matrix(there.relevance / power), why.relevance, tolerance::scaled);
      laws::near(Vector(there.logit / power), why.logit, tolerance::scaled);
    }
    for (const double offset : {1e3, 1e6}) {
      const Eigen::RowVectorXd shift = Eigen::RowVectorXd::Constant(3, offset);
      const Explanation far = Explainer(samples::shifted(model, shift))(x.rowwise() + shift, label);
      laws::near(far.relevance, why.relevance, tolerance::shifted(offset));
      laws::near(far.logit, why.logit, tolerance::shifted(offset));
    }
  }
}

TEST_CASE("fits of points in another unit and far away decide alike") {
  const LabelledPoints data = labelled_points(80, 3, 3, 25);
  for (const SvmKernel kernel : {SvmKernel::rbf, SvmKernel::linear}) {
    const SvmOptions options{
        .kernel = kernel, .cost = 3, .gamma = 0.3, .tolerance = stop_at(std::string(text(kernel)))};
    const Labels here = fit_support_vector_machine(data.x, data.label, options).predict(data.x);
    SvmOptions there = options;
    there.gamma = 0.3 * 0x1p-40;
    if (kernel == SvmKernel::linear) there.cost = 3 * 0x1p-40;
    const Matrix moved = (0x1p20 * data.x).array() + 0x1p24;
    CHECK(fit_support_vector_machine(moved, data.label, there).predict(moved) == here);
  }
}

TEST_CASE("machines refuse what they cannot decide") {
  const LabelledPoints data = labelled_points(20, 2, 2, 26);
  const auto refusal = [&](const Labels& label, const SvmOptions& options, const std::string& message) {
    CHECK_THROWS_WITH(fit_support_vector_machine(data.x, label, options), Catch::Contains(message));
  };
  refusal(data.label, {.gamma = 0}, "gamma 0 should be positive");
  refusal(data.label, {.gamma = -1}, "gamma -1 should be positive");
  refusal(data.label, {.gamma = std::nan("")}, "gamma nan should be positive");
  refusal(data.label, {.cost = 0}, "C 0 should be positive");
  refusal(data.label, {.cost = -2}, "C -2 should be positive");
  refusal(data.label, {.tolerance = 0}, "tolerance 0 should be positive");
  refusal(Labels(20, 0), {}, "1 class should be at least 2");
  refusal(Labels(19, 0), {}, "19 labels should be 20");
  Labels gap = data.label;
  for (Index& c : gap) c *= 2;
  refusal(gap, {}, "class 1 has no points");
  gap[3] = -1;
  refusal(gap, {}, "label -1 of point 3");
  CHECK_THROWS_WITH(fit_support_vector_machine(data.x.topRows(1), {0}),
                    Catch::Contains("1 points should be at least 2"));
  CHECK_THROWS_WITH(fit_support_vector_machine(Matrix::Ones(4, 2), {0, 1, 0, 1}), Catch::Contains("all 4 points"));
  Matrix broken = data.x;
  broken(3, 1) = std::nan("");
  CHECK_THROWS_WITH(fit_support_vector_machine(broken, data.label), Catch::Contains("row 3, column 1"));

  CHECK_THROWS_WITH(make_support_vector_machine(data.x, Vector::Ones(20), 0.5, 1),
                    Catch::Contains("no support vector and no intercept that is below 0, and says class 0 everywhere"));
  CHECK_THROWS_WITH(make_support_vector_machine(data.x, Vector::Ones(19), 0.5, 1), Catch::Contains("should be 20"));
  CHECK_THROWS_WITH(make_linear_machine(Matrix::Ones(2, 3), Vector::Ones(2)),
                    Catch::Contains("2 intercepts should be"));
  CHECK_THROWS_WITH(make_linear_machine(Matrix::Ones(1, 3), Vector::Ones(3)), Catch::Contains("should be [3, d]"));
  const SupportVectorMachine model = fit_support_vector_machine(data.x, data.label);
  CHECK_THROWS_WITH(model.logits(Matrix::Zero(1, 5)), Catch::Contains("5 features should be 2"));
  CHECK_THROWS_WITH(svm_kernel_named("rbff"), Catch::Contains("should be rbf or linear"));
  CHECK_THROWS_WITH(multiclass_rule_named("ovo"), Catch::Contains("one-vs-one or one-vs-rest"));
}
