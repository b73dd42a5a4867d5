#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>

namespace neon::baselines {
namespace {

constexpr const char* name = "CD";

Attribution differences(const Question& q, const BackgroundMeans& means) {
  const Index own = means.row_of(q.cluster);
  require(means.mean.rows() > 1, "{}: background points of 1 cluster should be of at least 2", name);
  require(means.mean.cols() == q.x.cols(), "{}: a background of {} features should have {}", name, means.mean.cols(),
          q.x.cols());
  Matrix relevance(q.x.rows(), q.x.cols());
  for (Index n = 0; n < q.x.rows(); ++n) {
    Vector distance = (means.mean.rowwise() - q.x.row(n)).rowwise().squaredNorm();
    distance[own] = infinity;
    Index nearest = 0;
    distance.minCoeff(&nearest);
    relevance.row(n) = means.mean.row(own) - means.mean.row(nearest);
  }
  return {.relevance = std::move(relevance)};
}

}  // namespace

/// Centroid difference:  R_i = mu_c,i - mu_k,i,  k the nearest to x of the other clusters' means: how the two clusters
/// differ, whatever the point's own value is. Means of the background's points. In units of x; does not sum to f.
Attributor centroid_difference() {
  return {
      .name = name,
      .source =
          "Manning, Raghavan and Schuetze, Introduction to information retrieval, Cambridge University Press, 2008, "
          "Sec. 17.7 (differential cluster labelling)",
      .explain = [](const Question& q) { return differences(q, background_means(required_background(q, name), name)); },
      .uses_background = true,
      .fit =
          [](const Background& background) {
            Attributor fitted = centroid_difference();
            fitted.explain = [means = background_means(background, name)](const Question& q) {
              return differences(q, means);
            };
            return fitted;
          }};
}

}  // namespace neon::baselines
