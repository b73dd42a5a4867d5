// A metric of one's own: names, a source, and a function of explained points. Here: do the two most relevant features
// suffice for the evidence?  sum_n f(root_n with the 2 most relevant features of x_n) / sum_n f(x_n)
#include <neon/baselines/baselines.hpp>
#include <neon/clustering/models.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/metrics/metric.hpp>
#include <neon/metrics/pixel_flipping.hpp>
#include <neon/roots/root_point.hpp>

#include <fmt/format.h>

neon::Metric sufficiency() {
  return {.name = "sufficiency-2",
          .description = "share of the evidence that the two most relevant features make up",
          .source = "DeYoung et al., ERASER: a benchmark to evaluate rationalized NLP models, ACL 2020",
          .better = neon::Better::higher,
          .score = neon::by_part([](const neon::ExplainedPart& part) -> neon::PointScores {
            const neon::Question& q = part.question;
            const neon::FlipOrder order = neon::flip_order(part.relevance);
            neon::Matrix kept = q.root;
            for (neon::Index n = 0; n < kept.rows(); ++n)
              for (const neon::Index i : {order(n, 0), order(n, 1)}) kept(n, i) = q.x(n, i);
            return {q.evidence.value(kept), q.evidence.value(q.x)};
          })};
}

int main() {
  const neon::KMeans model{neon::Matrix{{0, 0, 1, 0}, {4, 0, 0, 1}, {0, 5, 0, 2}}, neon::Vector::Zero(3), 0.5};
  const neon::Matrix x{{1.2, 1.7, 1, 0.4}, {0.3, -1, 0.5, -0.2}, {-0.5, 0.8, 2, 0.9}};
  const neon::Evidence f = neon::evidence(neon::neuralize(model, 0));
  const neon::Matrix root = neon::root_points(f, x).root;
  const neon::Labels id{0, 1, 2};
  const neon::Question question{.evidence = f, .x = x, .root = root, .id = id};
  for (const char* name : {"IG", "SR", "SA", "GI"}) {
    const neon::Matrix relevance = neon::baselines::find(name).explain(question).relevance;
    const neon::Explained explained{.parts = {{question, relevance, id}}, .points = 3, .features = 4};
    const neon::PointScores scores = sufficiency().score(explained);
    fmt::print("{:<3} {} {:.3f}\n", name, sufficiency().name, neon::score(scores));
  }
}
