#include <neon/core/random.hpp>
#include <neon/metrics/metric.hpp>

#include <algorithm>

namespace neon::metrics {
namespace {

constexpr Index draws = 64;
constexpr std::uint64_t stream_salt = 0x1f1d;

/// Which features each point gives up: each with the same probability, which itself is uniform in [0, 1). 0 or 1
Matrix random_subsets(const Question& question, std::vector<Random>& random) {
  Matrix chosen(question.x.rows(), question.x.cols());
  for (Index n = 0; n < chosen.rows(); ++n) {
    Random& draw = random[static_cast<std::size_t>(n)];
    const double share = draw.uniform();
    for (Index i = 0; i < chosen.cols(); ++i) chosen(n, i) = draw.uniform() < share ? 1 : 0;
  }
  return chosen;
}

/// The largest |f| of all points: drops in units of it have squares in the range of doubles.
double unit_of(const Explained& explained) {
  double unit = 0;
  for (const ExplainedPart& part : explained.parts)
    unit = std::max(unit, part.question.evidence.value(part.question.x).cwiseAbs().maxCoeff());
  return unit > 0 ? unit : 1;
}

/// Row by row in units of the largest entry.
Matrix in_own_units(Matrix relevance) {
  const Vector largest = relevance.cwiseAbs().rowwise().maxCoeff();
  relevance.array().colwise() /= (largest.array() > 0).select(largest, 1).array();
  return relevance;
}

/// @param unit of f
PointScores infidelity_of(const ExplainedPart& part, double unit) {
  const Question& q = part.question;
  std::vector<Random> random;
  for (const Index id : q.id) random.emplace_back(q.seed ^ stream_salt, static_cast<std::uint64_t>(id));
  const Vector f = q.evidence.value(q.x);
  const Matrix step = q.x - q.root, relevance = in_own_units(part.relevance);
  Vector drop_drop = Vector::Zero(f.size()), drop_told = drop_drop, told_told = drop_drop;
  for (Index draw = 0; draw < draws; ++draw) {
    const Matrix chosen = random_subsets(q, random);
    const Vector drop = (f - q.evidence.value(q.x - chosen.cwiseProduct(step))) / unit;
    const Vector told = chosen.cwiseProduct(relevance).rowwise().sum();
    drop_drop += drop.cwiseAbs2();
    drop_told += drop.cwiseProduct(told);
    told_told += told.cwiseAbs2();
  }
  PointScores scores{drop_drop, drop_drop};
  for (Index n = 0; n < f.size(); ++n)
    if (drop_told[n] > 0)
      scores.numerator[n] = std::max(0.0, drop_drop[n] - drop_told[n] * (drop_told[n] / told_told[n]));
  return scores;
}

}  // namespace

/// How badly the relevances of a set S of features tell what moving S to the root costs:
///   sum_n min_{a >= 0} E_S (a sum_{i in S} R_i - D_S)^2 / sum_n E_S D_S^2,   D_S = f(x) - f(x with S at the root)
/// over random S. The scale a, chosen for each point, makes it blind to the unit of R: 0 where R tells every drop up to
/// its unit, 1 where it tells nothing or the opposite.
/// Source: Yeh, Hsieh, Suggala, Inouye and Ravikumar, "On the (in)fidelity and sensitivity of explanations", NeurIPS
/// 2019, Definition 2.1 with perturbations towards a reference, and its best scale.
Metric infidelity() {
  return {.name = "infidelity",
          .description = "how badly relevances tell what moving random features to the root costs, at their best scale",
          .source =
              "Yeh, Hsieh, Suggala, Inouye and Ravikumar, On the (in)fidelity and sensitivity of explanations, "
              "NeurIPS 2019",
          .better = Better::lower,
          .score = [](const Explained& explained) {
            const double unit = unit_of(explained);
            return by_part([unit](const ExplainedPart& part) { return infidelity_of(part, unit); })(explained);
          }};
}

}  // namespace neon::metrics
