#include <neon/metrics/metric.hpp>
#include <neon/metrics/pixel_flipping.hpp>

/// Four metrics: features leave the point or come to its root, in an order per point or pooled over all points. Each is
/// the area under f along the way (summarise_flips states the curves), relative to f(x). Bootstrapping the points keeps
/// the pooled order.
namespace neon::metrics {
namespace {

/// The evidence of each point after 0 ... d flips, in one of the two directions.  [n, d + 1]
using Curves = Matrix (*)(const ExplainedPart& part, const FlipOrder& order);

/// A point's features are replaced by its root's in order of decreasing relevance.
Matrix deletion_curves(const ExplainedPart& part, const FlipOrder& order) {
  return flip_curves(part.question.evidence, part.question.x, part.question.root, order);
}

/// The same from the root, its features replaced by the point's.
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

/// Which features have been flipped after a share of all flips.
enum class FlipSequence {
  per_point,  ///< every point has flipped that share of its features
  pooled      ///< of all (point, feature) pairs, the most relevant ones: the paper's order
};

PointScores flipping_scores(const Explained& explained, Curves curves, FlipSequence sequence) {
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

std::function<PointScores(const Explained&)> scores(Curves curves, FlipSequence sequence) {
  return [=](const Explained& explained) { return flipping_scores(explained, curves, sequence); };
}

}  // namespace

/// Pixel flipping in the paper's order, all (point, feature) pairs pooled.
/// Source: NEON paper, Sec. 5.1; Samek et al., "Evaluating the visualization of what a deep neural network has
/// learned", IEEE TNNLS 28(11), 2017.
Metric deletion_pooled() {
  return {.name = "deletion",
          .description = "area under the evidence as features go, the most relevant of all points first",
          .source =
              "Samek, Binder, Montavon, Lapuschkin and Mueller, Evaluating the visualization of what a deep neural "
              "network has learned, IEEE Trans. Neural Netw. Learn. Syst. 28(11), 2017",
          .better = Better::lower,
          .score = scores(deletion_curves, FlipSequence::pooled)};
}

/// Pixel flipping, each point at its own pace.
/// Source: Samek et al., "Evaluating the visualization of what a deep neural network has learned", IEEE TNNLS 28(11),
/// 2017.
Metric deletion_per_point() {
  return {.name = "deletion-per-point",
          .description = "area under the evidence as every point loses its most relevant features",
          .source =
              "Samek, Binder, Montavon, Lapuschkin and Mueller, Evaluating the visualization of what a deep neural "
              "network has learned, IEEE Trans. Neural Netw. Learn. Syst. 28(11), 2017",
          .better = Better::lower,
          .score = scores(deletion_curves, FlipSequence::per_point)};
}

/// Insertion, all (point, feature) pairs pooled.
/// Source: Petsiuk, Das and Saenko, "RISE: randomized input sampling for explanation of black-box models", BMVC 2018.
Metric insertion_pooled() {
  return {.name = "insertion",
          .description = "area under the evidence as features come to the root, the most relevant of all points first",
          .source =
              "Petsiuk, Das and Saenko, RISE: randomized input sampling for explanation of black-box models, BMVC 2018",
          .better = Better::higher,
          .score = scores(insertion_curves, FlipSequence::pooled)};
}

/// Insertion, each point at its own pace.
/// Source: Petsiuk, Das and Saenko, "RISE: randomized input sampling for explanation of black-box models", BMVC 2018.
Metric insertion_per_point() {
  return {.name = "insertion-per-point",
          .description = "area under the evidence as every root gets its point's most relevant features",
          .source =
              "Petsiuk, Das and Saenko, RISE: randomized input sampling for explanation of black-box models, BMVC 2018",
          .better = Better::higher,
          .score = scores(insertion_curves, FlipSequence::per_point)};
}

}  // namespace neon::metrics
