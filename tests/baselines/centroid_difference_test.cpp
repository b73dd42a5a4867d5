#include <neon/core/error.hpp>

#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("centroid difference by hand: own mean minus the mean of the nearest other cluster") {
  Matrix references(6, 2);
  references << 0, 0, 2, 0, 10, 1, 12, 3, 1, 20, 1, 22;  // means (1, 0), (11, 2), (1, 21)
  const Background background{references, {0, 0, 1, 1, 3, 3}, 4};
  const Evidence f = linear_evidence(Vector::Ones(2), 0);
  const Matrix x = (Matrix(2, 2) << 6, 0, 1, 15).finished();
  const Labels id{0, 1};
  const Question question{f, x, x, id, 0, 0, &background};
  const Attributor method = baselines::find("CD");
  const Matrix expected = (Matrix(2, 2) << -10, -2, 0, -21).finished();
  laws::equal(method.explain(question).relevance, expected);
  laws::equal(fitted(method, background).explain(question).relevance, expected);
  const Question empty{f, x, x, id, 0, 2, &background};
  CHECK_THROWS_WITH(method.explain(empty), Contains("CD") && Contains("no point of cluster 2"));
}
