#include <neon/baselines/baselines.hpp>

namespace neon::baselines {

/// Occlusion:  R_i = f(x) - f(x with x_i := x~_i),  what taking one feature away costs. Does not sum to f.
/// The value put in its place is the root point's: the reference without evidence that SR, IG and flipping share, as a
/// grey patch is one without content.
Attributor occlusion() {
  return {.name = "Occlusion",
          .source = "Zeiler and Fergus, Visualizing and understanding convolutional networks, ECCV 2014",
          .explain = [](const Question& q) -> Attribution {
            const Vector whole = q.evidence.value(q.x);
            const AffineScores* const scores = q.evidence.scores_shortcut.get();
            const Matrix start = scores ? scores->at(q.x) : q.x, change = q.root - q.x;
            Matrix relevance(q.x.rows(), q.x.cols());
            for (Index i = 0; i < q.x.cols(); ++i) {
              Matrix occluded = start;
              if (scores)
                occluded += change.col(i) * scores->weight.row(i);
              else
                occluded.col(i) = q.root.col(i);
              relevance.col(i) = whole - (scores ? scores->value(std::move(occluded)) : q.evidence.value(occluded));
            }
            return {.relevance = std::move(relevance)};
          },
          .uses_root = true};
}

}  // namespace neon::baselines
