#include <neon/baselines/sampling.hpp>

#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;

TEST_CASE("on a linear function the contributions are w_i times a distance, by every method that measures them") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index d = GENERATE(1, 2, 5, 9);
  const Vector w = samples::normal(d, 1, seed).col(0);
  const Matrix references = samples::uniform(5, d, seed + 2);  // EG's samples go round them evenly
  const Setting setting(linear_evidence(w, 0.7), samples::uniform(6, d, seed + 1), references);
  CAPTURE(d);

  const Matrix from_root = setting.x * w.asDiagonal();  // the root is 0
  laws::equal(setting.relevance("GI"), from_root);
  laws::equal(setting.relevance("IG"), from_root);
  laws::equal(setting.relevance("Occlusion"), from_root);

  const Matrix from_mean = (setting.x.rowwise() - references.colwise().mean()) * w.asDiagonal();
  laws::equal(setting.relevance("Shapley"), from_mean);
  laws::equal(setting.relevance("KernelSHAP"), from_mean);
  laws::equal(setting.relevance("EG"), from_mean);
  laws::equal(setting.relevance("LIME"), from_mean, tolerance::oracle);

  const Matrix slopes = w.transpose().replicate(setting.x.rows(), 1);
  laws::equal(setting.relevance("SmoothGrad"), slopes);
}
