#include <neon/metrics/flipping_scores.hpp>
#include <neon/metrics/pixel_flipping.hpp>

namespace neon {
namespace {

/// The evidence of each point after 0 ... d flips, in one of the two directions.  [n, d + 1]
using Curves = Matrix (*)(const ExplainedPart& part, const FlipOrder& order);

Matrix deletion_curves(const ExplainedPart& part, const FlipOrder& order) {
  return flip_curves(part.question.evidence, part.question.x, part.question.root, order);
}

Matrix insertion_curves(const ExplainedPart& part, const FlipOrder& order) {
  return flip_curves(part.question.evidence, part.question.root, part.question.x, order);
}

/// Areas under the curves of a part, read off after counts(n, step) flips.
Vector areas(const Matrix& curves, const FlipOrder& counts) {
  Vector area(curves.rows());
  for (Index n = 0; n < curves.rows(); ++n) {
    Vector curve(curves.cols());
    for (Index step = 0; step < curves.cols(); ++step) curve[step] = curves(n, counts(n, step));
    area[n] = area_under(curve);
  }
  return area;
}

PointScores flipping_scores(const Explained& explained, FlipSequence sequence, Curves curves) {
  const Matrix relevance = all_relevances(explained);
  const FlipOrder order = flip_order(relevance);
  FlipOrder counts;
  if (sequence == FlipSequence::pooled)
    counts = pooled_flip_counts(relevance);
  else
    counts = Eigen::RowVectorXi::LinSpaced(relevance.cols() + 1, 0, static_cast<int>(relevance.cols()))
                 .replicate(relevance.rows(), 1);
  return by_part([&](const ExplainedPart& part) -> PointScores {
    return {areas(curves(part, order(part.row, Eigen::all)), counts(part.row, Eigen::all)),
            part.question.evidence.value(part.question.x)};
  })(explained);
}

}  // namespace

PointScores deletion_scores(const Explained& explained, FlipSequence sequence) {
  return flipping_scores(explained, sequence, deletion_curves);
}

PointScores insertion_scores(const Explained& explained, FlipSequence sequence) {
  return flipping_scores(explained, sequence, insertion_curves);
}

}  // namespace neon
