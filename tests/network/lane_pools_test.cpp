#include <neon/network/detail/lane_pools.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

std::vector<Lanes> rows_of(const Matrix& values) {
  std::vector<Lanes> rows(static_cast<std::size_t>(values.rows()));
  for (Index j = 0; j < values.rows(); ++j)
    for (std::size_t t = 0; t < lanes; ++t) rows[static_cast<std::size_t>(j)][t] = values(j, static_cast<Index>(t));
  return rows;
}

}  // namespace

TEST_CASE("pools and shares lane by lane are those of each lane alone", "[kernels]") {
  const double stiffness = GENERATE(0.3, 20.0, infinity);
  const Index count = GENERATE(1, 2, 9);
  Matrix values = samples::normal(count, static_cast<Index>(lanes), 1);
  if (count > 2) values.row(2).array() += 1e3;  // a row that no lane notices
  std::vector<Lanes> rows = rows_of(values);
  const Lanes pool = soft_min(rows.data(), count, stiffness), same = soft_min_shares(rows.data(), count, stiffness);
  for (std::size_t t = 0; t < lanes; ++t) {
    const Vector column = values.col(static_cast<Index>(t));
    const std::vector<double> scores(column.data(), column.data() + count);
    std::vector<double> share(scores.size());
    if (std::isinf(stiffness))
      share[static_cast<std::size_t>(std::min_element(scores.begin(), scores.end()) - scores.begin())] = 1;
    else
      share = slow::shares(scores, stiffness);
    CHECK(pool[t] == Approx(slow::soft_min(scores, stiffness)).margin(tolerance::rounding));
    CHECK(same[t] == Approx(pool[t]).margin(tolerance::rounding));
    for (std::size_t j = 0; j < scores.size(); ++j) CHECK(rows[j][t] == Approx(share[j]).margin(tolerance::rounding));
  }
}

TEST_CASE("scores along a line and sums over lanes are those of each score alone", "[kernels]") {
  const double sign = GENERATE(1.0, -1.0);
  const Index count = 5, width = static_cast<Index>(lanes);
  const Vector start = samples::normal(count, 1, 1), end = samples::normal(count, 1, 2);
  const Vector position = samples::normal(width, 1, 3), factor = samples::normal(width, 1, 4);
  Matrix rows(count, width), expected(count, width);
  Vector sum = Vector::Ones(count), expected_sum = sum;
  lane_kernel().along(start.data(), end.data(), sign, position.data(), count, rows.data());
  lane_kernel().add_sums(factor.data(), rows.data(), count, sum.data());
  for (Index j = 0; j < count; ++j)
    for (Index t = 0; t < width; ++t) {
      expected(j, t) = sign * (start(j) + position(t) * (end(j) - start(j)));
      expected_sum(j) += factor(t) * expected(j, t);
    }
  laws::equal(rows, expected);
  laws::equal(sum, expected_sum);
}
