#pragma once
#include <neon/clustering/pair_decision.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

enum class SvmKernel {
  rbf,    ///< exp(-gamma ‖x - x_j‖^2)
  linear  ///< x.x_j: a hyperplane, and no more is kept of it
};
std::string_view text(SvmKernel kernel);
/// @throws Error naming those that there are
SvmKernel svm_kernel_named(std::string_view name);

/// What speaks on one side of a machine of two classes, where it is above 0 or where it is below: support vectors of
/// one sign of coefficient, a_j > 0 in size, theta_j = -log(a_j) / gamma, and the intercept if it is on that side, as
/// a member at the same z = -log|b| / gamma everywhere (infinity: it is on the other).
struct MachineSide {
  Labels row;
  Vector theta;
  double constant = infinity;
};

/// The machine of two classes a < b: f_ab = sum_+ a_i k(x, x_i) - sum_- a_j k(x, x_j) + b.
struct PairMachine {
  MachineSide plus, minus;
};

/// Support vector machines of two or more classes. Of each pair of classes the margin is, with an RBF kernel,
///   G_ab(x) = softmin^gamma_-(d_j + theta_j) - softmin^gamma_+(d_i + theta_i),   d_j = ‖x - x_j‖^2,   sign G = sign f,
/// in squared units of x; with a linear kernel f_ab = w.x + b itself. The logit is the decision of all of them,
///   f_c(x) = softmin^beta_{j != c} h_j   (PairDecision),   o_c = -f_c,
/// above 0 exactly where libsvm says class c. One-vs-rest: f_c > f_j is asked of the machine of their difference.
/// Source: Boser, Guyon and Vapnik, "A training algorithm for optimal margin classifiers", COLT 1992; Cortes and
/// Vapnik, "Support-vector networks", Machine Learning 20, 1995. Decision: Chang and Lin, ACM TIST 2(3), 2011.
struct SupportVectorMachine {
  static constexpr std::string_view kind = "svm";

  SvmKernel kernel = SvmKernel::rbf;
  MulticlassRule multiclass = MulticlassRule::one_vs_one;
  Matrix support = {};      ///< RBF: [m, d] x_j, sorted by class
  Labels label = {};        ///< RBF: [m] their classes
  Matrix coefficient = {};  ///< RBF: one-vs-one [m, K - 1], those against the other classes in their order, as libsvm
                            ///< has them; one-vs-rest [m, K]. Their sign is that of what they add
  Matrix weight = {};       ///< linear: [P, d] w of each machine
  Matrix centre = {};       ///< linear: [P, d] z, between the two sides
  Vector at_centre = {};    ///< linear: [P] f there. What the others make
  Vector intercept = {};    ///< [P] b: one-vs-one P = K (K - 1) / 2, above 0 says the first; one-vs-rest P = K
  double gamma = 1;         ///< RBF: 1 / squared unit of x
  double beta = infinity;   ///< stiffness of the minimum over the other classes, 1 / unit of G; exact: infinity
  /// RBF: of every pair of classes, by pair_number. What the others make.
  std::shared_ptr<const std::vector<PairMachine>> machines = {};

  Index clusters() const;
  Index features() const { return kernel == SvmKernel::rbf ? support.cols() : weight.cols(); }
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const { return -logits(x); }
  /// @param x [n, d]  @return f [n, K]
  Matrix logits(const MatrixView& x) const;
  /// MachineMargins below a minimum.  @throws Error if c is no class or beta is not positive
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;

  /// f of every machine, as libsvm and scikit-learn tell it.  @param x [n, d]  @return [n, P]
  Matrix decision_values(const MatrixView& x) const;
  /// One-vs-one: how many machines say each class.  @param x [n, d]  @return [n, K]  @throws Error if one-vs-rest
  Matrix votes(const MatrixView& x) const;
  /// libsvm's svm_predict: the most votes, of several classes the first; or the largest decision value.
  Labels predict(const MatrixView& x) const;
  /// d_j of the support vectors [n, m]; linear: nothing.
  Matrix distances(const MatrixView& x) const;
  /// G_ab of all pairs a < b, by pair_number.  @param distance of the support vectors  @return [n, K (K - 1) / 2]
  Matrix pair_margins(const MatrixView& x, const MatrixView& distance) const;

 private:
  /// All but beta.
  void replace(SupportVectorMachine made);
};

/// A machine from its support vectors. With a linear kernel its hyperplanes are what is kept.
/// @param label [m] in [0, K)  @param coefficient [m, K - 1] or [m, K]  @param intercept [P]
/// @throws Error if K < 2, a shape does not fit, a number is not finite, gamma is not positive (RBF), or a machine has
/// nothing on one side, and decides nothing
SupportVectorMachine make_support_vector_machine(const Matrix& support, const Labels& label, const Matrix& coefficient,
                                                 const Vector& intercept, double gamma,
                                                 MulticlassRule multiclass = MulticlassRule::one_vs_one,
                                                 SvmKernel kernel = SvmKernel::rbf);
/// Two classes: f = sum_j coefficient_j k(x, x_j) + intercept, above 0 in class 0.
SupportVectorMachine make_support_vector_machine(const Matrix& support, const Vector& coefficient, double intercept,
                                                 double gamma);
/// Linear machines f_p = weight_p.x + intercept_p.
/// @param weight [P, d]  @param centre [P, d] from where x is told, and the midpoint rule tells features; empty: 0
/// @throws Error if K < 2, a shape does not fit or a number is not finite
SupportVectorMachine make_linear_machine(Matrix weight, Vector intercept, Matrix centre = {},
                                         MulticlassRule multiclass = MulticlassRule::one_vs_one);

struct SvmOptions {
  SvmKernel kernel = SvmKernel::rbf;
  double cost = 1;                   ///< C > 0 of a point on the wrong side
  std::optional<double> gamma = {};  ///< RBF: > 0; nothing: scale_gamma
  MulticlassRule multiclass = MulticlassRule::one_vs_one;
  double tolerance = 1e-3;  ///< at which the solver stops; libsvm's and scikit-learn's own
};

/// Fits by libsvm, about the mean of the points and in a unit of theirs.
/// @param x [n, d]  @param label [n] in [0, K), every class with at least one point
/// @throws Error if C, gamma or the tolerance is not positive, there are fewer than two points or classes, a label is
/// out of range, or x is not finite
/// Source: Chang and Lin, "LIBSVM: a library for support vector machines", ACM TIST 2(3), 2011.
SupportVectorMachine fit_support_vector_machine(const MatrixView& x, const Labels& label,
                                                const SvmOptions& options = {});

}  // namespace neon
