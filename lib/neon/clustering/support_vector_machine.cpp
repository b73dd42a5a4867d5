#include <neon/clustering/detail/svm_problem.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/model_check.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/clustering/support_vector_machine.hpp>
#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/core/parallel.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/machine_margins.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// softmin^gamma over the members of a side, at one point.
double pooled(const MachineSide& side, const double* distance, double gamma) {
  const auto count = static_cast<Index>(side.row.size());
  double least = side.constant;
  Vector z(count);
  for (Index j = 0; j < count; ++j) {
    z(j) = distance[side.row[static_cast<std::size_t>(j)]] + side.theta(j);
    least = z(j) < least ? z(j) : least;
  }
  double sum = exponential_kernel().sum(z.data(), count, gamma, least);
  if (std::isfinite(side.constant)) sum += std::exp(gamma * (least - side.constant));
  return least - std::log(sum) / gamma;
}

}  // namespace

std::string_view text(SvmKernel kernel) { return kernel == SvmKernel::rbf ? "rbf" : "linear"; }

SvmKernel svm_kernel_named(std::string_view name) {
  for (const SvmKernel kernel : {SvmKernel::rbf, SvmKernel::linear})
    if (name == text(kernel)) return kernel;
  throw Error(fmt::format("kernel '{}' should be rbf or linear{}", name, did_you_mean(name, {"rbf", "linear"})));
}

Index SupportVectorMachine::clusters() const {
  if (multiclass == MulticlassRule::one_vs_rest) return intercept.size();
  // The K of which K (K - 1) / 2 are pairs.
  return static_cast<Index>(std::lround(0.5 + std::sqrt(0.25 + 2 * static_cast<double>(intercept.size()))));
}

Matrix SupportVectorMachine::distances(const MatrixView& x) const {
  require(x.cols() == features(), "svm: {} features should be {}", x.cols(), features());
  return kernel == SvmKernel::rbf ? squared_distances(x, support) : Matrix(x.rows(), 0);
}

Matrix SupportVectorMachine::pair_margins(const MatrixView& x, const MatrixView& distance) const {
  const Index classes = clusters(), pairs = pair_count(classes);
  if (kernel == SvmKernel::linear) {
    Matrix f = decision_values(x);
    if (multiclass == MulticlassRule::one_vs_one) return f;
    Matrix result(x.rows(), pairs);
    for (Index a = 0; a < classes; ++a)
      for (Index b = a + 1; b < classes; ++b) result.col(pair_number(a, b, classes)) = f.col(a) - f.col(b);
    return result;
  }
  Matrix result(x.rows(), pairs);
  for (Index n = 0; n < x.rows(); ++n)
    for (Index p = 0; p < pairs; ++p) {
      const PairMachine& machine = (*machines)[static_cast<std::size_t>(p)];
      const double* const d = distance.row(n).data();
      result(n, p) = pooled(machine.minus, d, gamma) - pooled(machine.plus, d, gamma);
    }
  return result;
}

Matrix SupportVectorMachine::logits(const MatrixView& x) const {
  const Index classes = clusters();
  require(x.cols() == features(), "svm: {} features should be {}", x.cols(), features());
  Matrix result(x.rows(), classes);
  parallel_blocks(x.rows(), 64, [&](Index first, Index last) {
    const auto points = x.middleRows(first, last - first);
    const Matrix pairs = pair_margins(points, distances(points));
    Matrix margin(1, classes - 1);
    for (Index n = first; n < last; ++n) {
      const PairDecision decision(multiclass, pairs.row(n - first).data(), classes);
      for (Index c = 0; c < classes; ++c) {
        for (Index column = 0; column + 1 < classes; ++column)
          margin(0, column) = decision.margin(c, competitor_cluster(c, column)).value;
        result(n, c) = SoftMin{beta}.forward(margin)(0);
      }
    }
  });
  return result;
}

Matrix SupportVectorMachine::decision_values(const MatrixView& x) const {
  if (kernel == SvmKernel::linear) {
    require(x.cols() == features(), "svm: {} features should be {}", x.cols(), features());
    Matrix f(x.rows(), intercept.size());
    for (Index p = 0; p < intercept.size(); ++p)
      f.col(p) = ((x.rowwise() - centre.row(p)) * weight.row(p).transpose()).array() + at_centre(p);
    return f;
  }
  const Matrix k = (-gamma * distances(x)).array().exp();
  Matrix f = intercept.transpose().replicate(x.rows(), 1);
  if (multiclass == MulticlassRule::one_vs_rest) return f + k * coefficient;
  const Index classes = clusters();
  for (Index j = 0; j < support.rows(); ++j)
    for (Index column = 0; column + 1 < classes; ++column) {
      const Index own = label[static_cast<std::size_t>(j)], other = competitor_cluster(own, column);
      f.col(pair_number(std::min(own, other), std::max(own, other), classes)) += coefficient(j, column) * k.col(j);
    }
  return f;
}

Matrix SupportVectorMachine::votes(const MatrixView& x) const {
  require(multiclass == MulticlassRule::one_vs_one, "svm: machines against the rest do not vote");
  const Index classes = clusters();
  const Matrix f = decision_values(x);
  Matrix result = Matrix::Zero(x.rows(), classes);
  for (Index n = 0; n < x.rows(); ++n)
    for (Index a = 0; a < classes; ++a)
      for (Index b = a + 1; b < classes; ++b) ++result(n, f(n, pair_number(a, b, classes)) > 0 ? a : b);
  return result;
}

Labels SupportVectorMachine::predict(const MatrixView& x) const {
  return row_argmin(-(multiclass == MulticlassRule::one_vs_one ? votes(x) : decision_values(x)));
}

Network SupportVectorMachine::neuralize(Index c) const {
  require_cluster(c, clusters(), beta);
  return chain(c, {{MachineMargins(*this, c), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

void SupportVectorMachine::parameters(ParameterVisitor& visit) {
  std::string kernel_name(text(kernel)), rule(text(multiclass));
  visit.text("kernel", kernel_name);
  visit.text("multiclass", rule);
  if (visit.changes()) {
    kernel = svm_kernel_named(kernel_name);
    multiclass = multiclass_rule_named(rule);
  }
  if (kernel == SvmKernel::rbf) {
    visit.matrix("support", support, Unit::place);
    visit.labels("class", label, support.rows());
    visit.matrix("coefficients", coefficient, Unit::none);
    visit.vector("intercepts", intercept, Unit::none);
    visit.number("gamma", gamma, Unit::inverse_square);
    visit.stiffness(beta);
    if (visit.changes())
      replace(make_support_vector_machine(support, label, coefficient, intercept, gamma, multiclass));
    return;
  }
  std::vector<Linear> machine{{weight, intercept}};
  visit.layers("machines", machine);
  visit.matrix("centres", centre, Unit::place);
  visit.stiffness(beta, Unit::none);
  if (!visit.changes()) return;
  require(machine.size() == 1, "'machines' has {} layers, should have 1", machine.size());
  replace(make_linear_machine(machine.front().weight, bias_at_zero(machine.front()), centre, multiclass));
}

void SupportVectorMachine::replace(SupportVectorMachine made) {
  made.beta = beta;
  *this = std::move(made);
}

void SupportVectorMachine::check(const ModelCheck& check) const {
  require(clusters() >= 2 && features() >= 1, "{}: {} classes of {} features should be at least 2 by 1", check.where,
          clusters(), features());
  check.squares(kernel == SvmKernel::rbf ? "support" : "centres", kernel == SvmKernel::rbf ? support : centre);
  check.stiffness(beta);
}

}  // namespace neon

namespace neon::models {

ModelKind support_vector_machine() {
  return {.name = std::string(SupportVectorMachine::kind),
          .description = "support vector machine: the classes of its machines' votes, or the largest decision value",
          .source =
              "Cortes and Vapnik, Support-vector networks, Machine Learning 20, 1995; fitted by libsvm: Chang and "
              "Lin, ACM TIST 2(3), 2011",
          .blank = SupportVectorMachine{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            SvmOptions chosen{.kernel = svm_kernel_named(options.text("kernel")),
                              .cost = options.number("C"),
                              .multiclass = multiclass_rule_named(options.text("multiclass"))};
            require(options.classes.has_value(), "svm: the points should come with their classes");
            if (chosen.kernel == SvmKernel::rbf)
              chosen.gamma = kernel_gamma(options, x);
            else
              require(options.text("kernel-gamma") == "scale",
                      "svm: kernel-gamma {} is the width of an RBF kernel; a linear one has none",
                      options.text("kernel-gamma"));
            return fit_support_vector_machine(x, *options.classes, chosen);
          },
          .settings =
              {{.name = "kernel", .description = "of the machines", .standard = "rbf", .choices = {"rbf", "linear"}},
               {.name = "C",
                .description = "cost of a point on the wrong side, > 0",
                .standard = "1",
                .type = Setting::Type::number},
               kernel_gamma_setting(),
               {.name = "multiclass",
                .description = "three or more classes: every pair votes, or each class against the rest",
                .standard = "one-vs-one",
                .choices = {"one-vs-one", "one-vs-rest"}}},
          .clusters = ModelKind::Clusters::classes,
          .softens = false};
}

}  // namespace neon::models
