#include <neon/clustering/detail/svm_problem.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/model_check.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/clustering/support_vector_machine.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/network/competitors.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// How many classes so many machines tell.
Index classes_of(Index machines, MulticlassRule multiclass) {
  const SupportVectorMachine counted{.multiclass = multiclass, .intercept = Vector::Zero(machines)};
  const Index classes = counted.clusters();
  require(classes >= 2 && (multiclass == MulticlassRule::one_vs_rest || pair_count(classes) == machines),
          "svm: {} intercepts should be {}", machines,
          multiclass == MulticlassRule::one_vs_one ? "K (K - 1) / 2, one for every pair of K >= 2 classes"
                                                   : "K >= 2, one for every class");
  return classes;
}

/// What a support vector gives to f_a > f_b.
double pair_coefficient(const SupportVectorMachine& model, Index j, Index a, Index b) {
  if (model.multiclass == MulticlassRule::one_vs_rest) return model.coefficient(j, a) - model.coefficient(j, b);
  const Index own = model.label[static_cast<std::size_t>(j)];
  if (own != a && own != b) return 0;
  return model.coefficient(j, competitor_column(own, own == a ? b : a));
}

void add_member(MachineSide& side, Index row, double size, double gamma, std::vector<double>& theta) {
  side.row.push_back(row);
  theta.push_back(-std::log(size) / gamma);
}

PairMachine pair_machine(const SupportVectorMachine& model, Index a, Index b, Index classes) {
  PairMachine machine;
  std::vector<double> plus, minus;
  for (Index j = 0; j < model.support.rows(); ++j) {
    const double given = pair_coefficient(model, j, a, b);
    if (given > 0) add_member(machine.plus, j, given, model.gamma, plus);
    if (given < 0) add_member(machine.minus, j, -given, model.gamma, minus);
  }
  machine.plus.theta = Eigen::Map<const Vector>(plus.data(), static_cast<Index>(plus.size()));
  machine.minus.theta = Eigen::Map<const Vector>(minus.data(), static_cast<Index>(minus.size()));
  const double b0 = model.multiclass == MulticlassRule::one_vs_one ? model.intercept(pair_number(a, b, classes))
                                                                   : model.intercept(a) - model.intercept(b);
  if (b0 != 0) (b0 > 0 ? machine.plus : machine.minus).constant = -std::log(std::abs(b0)) / model.gamma;
  for (const MachineSide* side : {&machine.plus, &machine.minus})
    require(!side->row.empty() || std::isfinite(side->constant),
            "svm: the machine of classes {} and {} has no support vector and no intercept that is {} 0, and says class "
            "{} everywhere",
            a, b, side == &machine.plus ? "above" : "below", side == &machine.plus ? b : a);
  return machine;
}

/// The weighted means of the members on both sides of f, and what is between them.
Eigen::RowVectorXd between_sides(const Matrix& support, const Vector& coefficient) {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(support.cols());
  for (const double sign : {1.0, -1.0}) {
    const Vector size = (sign * coefficient).cwiseMax(0);
    if (size.sum() > 0) sum += 0.5 * (size / size.sum()).transpose() * support;
  }
  return sum;
}

/// The hyperplanes of a linear kernel, told from the middle of their two sides.
SupportVectorMachine hyperplanes(const SupportVectorMachine& model, Index classes) {
  const Index machines = model.intercept.size(), d = model.support.cols(), m = model.support.rows();
  Matrix weight(machines, d), centre(machines, d);
  const auto set = [&](Index p, const Vector& coefficient) {
    weight.row(p) = coefficient.transpose() * model.support;
    centre.row(p) = between_sides(model.support, coefficient);
  };
  if (model.multiclass == MulticlassRule::one_vs_rest) {
    for (Index p = 0; p < machines; ++p) set(p, model.coefficient.col(p));
  } else {
    for (Index a = 0; a < classes; ++a)
      for (Index b = a + 1; b < classes; ++b)
        set(pair_number(a, b, classes),
            Vector::NullaryExpr(m, [&](Index j) { return pair_coefficient(model, j, a, b); }));
  }
  return make_linear_machine(std::move(weight), model.intercept, std::move(centre), model.multiclass);
}

/// b + w.z, in extended precision: far from 0 both are large.
double value_at(double bias, const Eigen::RowVectorXd& weight, const Eigen::RowVectorXd& z) {
  long double sum = bias;
  for (Index i = 0; i < z.size(); ++i) sum += static_cast<long double>(weight(i)) * static_cast<long double>(z(i));
  return static_cast<double>(sum);
}

}  // namespace

SupportVectorMachine make_support_vector_machine(const Matrix& support, const Labels& label, const Matrix& coefficient,
                                                 const Vector& intercept, double gamma, MulticlassRule multiclass,
                                                 SvmKernel kernel) {
  require(kernel == SvmKernel::linear || (gamma > 0 && std::isfinite(gamma)),
          "svm: gamma {} should be positive and finite", gamma);
  const Index classes = classes_of(intercept.size(), multiclass), m = support.rows(),
              columns = multiclass == MulticlassRule::one_vs_one ? classes - 1 : classes;
  require(m >= 1, "svm: 0 support vectors should be at least 1");
  require(static_cast<Index>(label.size()) == m, "svm: {} classes of support vectors should be {}, one for each",
          label.size(), m);
  for (std::size_t j = 0; j < label.size(); ++j)
    require(label[j] >= 0 && label[j] < classes, "svm: class {} of support vector {} should be in [0, {})", label[j], j,
            classes);
  require(coefficient.rows() == m && coefficient.cols() == columns,
          "svm: coefficients of shape [{}, {}] should be [{}, {}]: {} classes, {}", coefficient.rows(),
          coefficient.cols(), m, columns, classes, text(multiclass));
  ModelCheck{"svm"}.squares("support", support);
  require_finite(coefficient, "svm: coefficients");
  require_finite(intercept, "svm: intercepts");

  const Labels order = rows_by_cluster(label).order;
  SupportVectorMachine model{.multiclass = multiclass,
                             .support = support(order, Eigen::all),
                             .label = {},
                             .coefficient = coefficient(order, Eigen::all),
                             .intercept = intercept,
                             .gamma = gamma};
  for (const Index j : order) model.label.push_back(label[static_cast<std::size_t>(j)]);
  if (kernel == SvmKernel::linear) return hyperplanes(model, classes);
  std::vector<PairMachine> machines;
  for (Index a = 0; a < classes; ++a)
    for (Index b = a + 1; b < classes; ++b) machines.push_back(pair_machine(model, a, b, classes));
  model.machines = std::make_shared<const std::vector<PairMachine>>(std::move(machines));
  return model;
}

SupportVectorMachine make_support_vector_machine(const Matrix& support, const Vector& coefficient, double intercept,
                                                 double gamma) {
  Labels label;
  for (Index j = 0; j < coefficient.size(); ++j) label.push_back(coefficient(j) > 0 ? 0 : 1);
  return make_support_vector_machine(support, label, coefficient, Vector::Constant(1, intercept), gamma);
}

SupportVectorMachine make_linear_machine(Matrix weight, Vector intercept, Matrix centre, MulticlassRule multiclass) {
  classes_of(intercept.size(), multiclass);
  if (centre.size() == 0) centre = Matrix::Zero(weight.rows(), weight.cols());
  require(weight.rows() == intercept.size() && weight.cols() >= 1, "svm: weights of shape [{}, {}] should be [{}, d]",
          weight.rows(), weight.cols(), intercept.size());
  require(centre.rows() == weight.rows() && centre.cols() == weight.cols(),
          "svm: centres of shape [{}, {}] should be [{}, {}]", centre.rows(), centre.cols(), weight.rows(),
          weight.cols());
  require_finite(weight, "svm: weights");
  require_finite(centre, "svm: centres");
  require_finite(intercept, "svm: intercepts");
  Vector at_centre(intercept.size());
  for (Index p = 0; p < at_centre.size(); ++p) at_centre(p) = value_at(intercept(p), weight.row(p), centre.row(p));
  return {.kernel = SvmKernel::linear,
          .multiclass = multiclass,
          .weight = std::move(weight),
          .centre = std::move(centre),
          .at_centre = std::move(at_centre),
          .intercept = std::move(intercept)};
}

namespace {

Index classes_in(const Labels& label, Index points) {
  require(static_cast<Index>(label.size()) == points, "svm: {} labels should be {}, one for each point", label.size(),
          points);
  require(points >= 2, "svm: {} points should be at least 2", points);
  Index classes = 0;
  for (std::size_t n = 0; n < label.size(); ++n) {
    require(label[n] >= 0 && label[n] < points, "svm: label {} of point {} should be in [0, {})", label[n], n, points);
    classes = std::max(classes, label[n] + 1);
  }
  require(classes >= 2, "svm: {} class should be at least 2: with one there is nothing to decide", classes);
  std::vector<bool> found(static_cast<std::size_t>(classes), false);
  for (const Index c : label) found[static_cast<std::size_t>(c)] = true;
  for (Index c = 0; c < classes; ++c)
    require(found[static_cast<std::size_t>(c)], "svm: class {} has no points, and every class in [0, {}) should", c,
            classes);
  return classes;
}

/// What libsvm finds: the rows that are support vectors, with what they give to every machine.
struct Found {
  Labels row;
  Matrix coefficient;
  Vector intercept;
};

/// One machine for every pair.  @param label ascending
Found fit_pairs(const Matrix& z, const Labels& label, Index classes, const svm_parameter& parameter) {
  SvmProblem problem(z);
  const TrainedSvm fitted = problem.train(std::vector<double>(label.begin(), label.end()), parameter, "svm");
  Found found{{}, Matrix(fitted->l, classes - 1), Vector(pair_count(classes))};
  for (int j = 0; j < fitted->l; ++j) {
    found.row.push_back(fitted->sv_indices[j] - 1);
    for (Index column = 0; column + 1 < classes; ++column) found.coefficient(j, column) = fitted->sv_coef[column][j];
  }
  for (Index p = 0; p < found.intercept.size(); ++p) found.intercept(p) = -fitted->rho[p];
  return found;
}

/// One machine for every class, against the others together.
Found fit_against_rest(const Matrix& z, const Labels& label, Index classes, const svm_parameter& parameter) {
  Matrix all = Matrix::Zero(z.rows(), classes);
  Found found{{}, {}, Vector(classes)};
  SvmProblem problem(z);
  for (Index c = 0; c < classes; ++c) {
    std::vector<double> target;
    for (const Index own : label) target.push_back(own == c ? 1 : -1);  // libsvm's first class is +1 then
    const TrainedSvm fitted = problem.train(target, parameter, "svm");
    for (int j = 0; j < fitted->l; ++j) all(fitted->sv_indices[j] - 1, c) = fitted->sv_coef[0][j];
    found.intercept(c) = -fitted->rho[0];
  }
  for (Index n = 0; n < all.rows(); ++n)
    if (!all.row(n).isZero(0)) found.row.push_back(n);
  found.coefficient = all(found.row, Eigen::all);
  return found;
}

}  // namespace

SupportVectorMachine fit_support_vector_machine(const MatrixView& x, const Labels& label, const SvmOptions& options) {
  require(options.cost > 0 && std::isfinite(options.cost), "svm: C {} should be positive and finite", options.cost);
  require(!options.gamma || (*options.gamma > 0 && std::isfinite(*options.gamma)),
          "svm: gamma {} should be positive and finite", options.gamma.value_or(0));
  require(options.tolerance > 0, "svm: tolerance {} should be positive", options.tolerance);
  const Index classes = classes_in(label, x.rows());
  require_finite(x, "svm");
  const bool linear = options.kernel == SvmKernel::linear;
  const double gamma = linear ? 1 : options.gamma ? *options.gamma : scale_gamma(x);
  const Frame frame = frame_of(x);
  const RowsByCluster rows = rows_by_cluster(label);
  const Matrix sorted = x(rows.order, Eigen::all), z = frame.in(sorted);
  const Labels classes_sorted = cluster_of_rows(rows.begin);
  svm_parameter parameter{};
  parameter.svm_type = C_SVC;
  parameter.kernel_type = linear ? LINEAR : RBF;
  parameter.gamma = gamma * frame.square();
  parameter.C = linear ? options.cost * frame.square() : options.cost;  // z.z' = x.x' / unit^2
  parameter.cache_size = 200;
  parameter.eps = options.tolerance;
  parameter.shrinking = 1;

  const Found found = options.multiclass == MulticlassRule::one_vs_one
                          ? fit_pairs(z, classes_sorted, classes, parameter)
                          : fit_against_rest(z, classes_sorted, classes, parameter);
  const Matrix support = (linear ? z : sorted)(found.row, Eigen::all);
  Labels of_support;
  for (const Index row : found.row) of_support.push_back(classes_sorted[static_cast<std::size_t>(row)]);
  SupportVectorMachine model = make_support_vector_machine(support, of_support, found.coefficient, found.intercept,
                                                           gamma, options.multiclass, options.kernel);
  if (!linear) return model;
  const Matrix weight = model.weight / frame.unit;
  Vector intercept = model.intercept;  // at the frame's origin
  for (Index p = 0; p < intercept.size(); ++p) intercept(p) = value_at(intercept(p), weight.row(p), -frame.origin);
  return make_linear_machine(weight, intercept, frame.out(model.centre), options.multiclass);
}

}  // namespace neon
