#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;

TEST_CASE("occlusion one point and one feature at a time") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(4, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    Setting setting(model, seed + 3);
    setting.root = 0.5 * samples::uniform(setting.x.rows(), 5, seed + 4);
    const Matrix relevance = setting.relevance("Occlusion");
    for (Index n = 0; n < setting.x.rows(); ++n)
      for (Index i = 0; i < 5; ++i) {
        Matrix occluded = setting.x.row(n);
        occluded(0, i) = setting.root(n, i);
        const double lost = setting.evidence.value(setting.x.row(n))[0] - setting.evidence.value(occluded)[0];
        CHECK(relevance(n, i) == Approx(lost).epsilon(tolerance::rounding).margin(tolerance::rounding));
      }
    setting.evidence.scores_shortcut = nullptr;
    laws::equal(setting.relevance("Occlusion"), relevance);
  }
}
