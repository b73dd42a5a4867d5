#include <neon/core/random.hpp>
#include <neon/metrics/metric.hpp>

namespace neon::metrics {
namespace {

constexpr Index draws = 4;
constexpr double radius = 0.1;  // of the way to the root: the cluster stays the same
constexpr std::uint64_t stream_salt = 0x5e25;

/// Without an overflow or underflow of squares. [n]
Vector row_lengths(const Matrix& x) {
  Vector length(x.rows());
  for (Index n = 0; n < x.rows(); ++n) length[n] = x.row(n).stableNorm();
  return length;
}

PointScores sensitivity_of(const ExplainedPart& part, double lower, double upper) {
  const Question& q = part.question;
  std::vector<Random> random;
  for (const Index id : q.id) random.emplace_back(q.seed ^ stream_salt, static_cast<std::uint64_t>(id));
  const Vector distance = radius * row_lengths(q.x - q.root);
  Vector worst = Vector::Zero(q.x.rows());
  for (Index draw = 0; draw < draws; ++draw) {
    Matrix x = q.x;
    for (Index n = 0; n < x.rows(); ++n) {
      Eigen::RowVectorXd direction(x.cols());
      for (double& value : direction) value = random[static_cast<std::size_t>(n)].normal();
      x.row(n) += direction.normalized() * distance[n];
    }
    const Matrix moved = part.explain(x.cwiseMax(lower).cwiseMin(upper));
    worst = worst.cwiseMax(row_lengths(moved - part.relevance));
  }
  return {worst, row_lengths(part.relevance)};
}

}  // namespace

/// How much an explanation changes when the point hardly does:
///   sum_n max_{|y - x_n| = r_n} |R(y) - R(x_n)| / sum_n |R(x_n)|,   r_n a tenth of the distance of x_n to its root
/// over 4 random y. 0 where relevances stay; a method that draws random numbers draws others at y.
/// Source: Yeh, Hsieh, Suggala, Inouye and Ravikumar, "On the (in)fidelity and sensitivity of explanations", NeurIPS
/// 2019, Definition 3.1, relative to |R|.
Metric max_sensitivity() {
  return {.name = "max-sensitivity",
          .description = "how much the relevances change when the point moves a tenth of the way to the boundary",
          .source =
              "Yeh, Hsieh, Suggala, Inouye and Ravikumar, On the (in)fidelity and sensitivity of explanations, "
              "NeurIPS 2019",
          .better = Better::lower,
          .score =
              [](const Explained& explained) {
                return by_part([&](const ExplainedPart& part) {
                  return sensitivity_of(part, explained.lower, explained.upper);
                })(explained);
              },
          .needs_method = true};
}

}  // namespace neon::metrics
