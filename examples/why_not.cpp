// Why cluster c and not k? Three questions about one point between three clusters.
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/explain/explainer.hpp>

#include <fmt/format.h>

namespace {

void tell(const char* question, double evidence, const neon::MatrixView& relevance) {
  fmt::print("{:<34} {:6.2f} =", question, evidence);
  for (const double r : relevance.row(0)) fmt::print(" {:+6.2f}", r);
  fmt::print("\n");
}

}  // namespace

int main() {
  const neon::KMeans model{neon::Matrix{{0, 0}, {4, 1}, {1, 5}}, neon::Vector::Zero(3), 0.5};
  const neon::Matrix x{{1.2, 1.7}};
  const neon::Labels own = neon::assign(model.outlier_scores(x));

  fmt::print("the point (1.2, 1.7) is in cluster {}           evidence   feature 0, 1\n", own[0]);
  // The evidence pools the margins over all competitors; each competitor's part of the relevance can be told apart.
  neon::ExplainOptions options;
  options.competitors = true;
  const neon::Explanation why = neon::explain(model, x, own, options);
  tell("why cluster 0?", why.logit(0), why.relevance);
  for (std::size_t k = 0; k < why.by_competitor.size(); ++k)
    tell(fmt::format("  the part about cluster {}", k + 1).c_str(), why.by_competitor[k].sum(), why.by_competitor[k]);

  // "And not cluster k": the evidence is the margin h_k = o_k - o_c over that one cluster.
  for (const neon::Index k : {1, 2}) {
    const neon::Explanation why_not = neon::Explainer(model).against(k, x, own);
    tell(fmt::format("why cluster 0 and not cluster {}?", k).c_str(), why_not.logit(0), why_not.relevance);
  }
}
