#pragma once
#include <neon/metrics/metric.hpp>

/// A metric that NEON does not know: the share of features whose relevance has the sign of what happens to the evidence
/// when they alone go to the root point.  1 is best, 0 worst.
inline neon::Metric sign_agreement() {
  return {.name = "sign-agreement",
          .description = "share of features whose relevance has the sign of their effect",
          .source = "this project",
          .better = neon::Better::higher,
          .score = neon::mean_by_part([](const neon::ExplainedPart& part) -> neon::Vector {
            const neon::Question& q = part.question;
            const neon::Vector whole = q.evidence.value(q.x);
            neon::Vector agreeing = neon::Vector::Zero(q.x.rows());
            neon::Matrix changed = q.x;
            for (neon::Index i = 0; i < q.x.cols(); ++i) {
              changed.col(i) = q.root.col(i);
              const neon::Vector effect = whole - q.evidence.value(changed);
              agreeing.array() += (effect.array() * part.relevance.col(i).array() > 0).cast<double>();
              changed.col(i) = q.x.col(i);
            }
            return agreeing / static_cast<double>(q.x.cols());
          })};
}
