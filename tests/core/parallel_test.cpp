#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>

using namespace neon;

TEST_CASE("blocks cover the range once and are the same for any number of threads") {
  std::set<std::pair<Index, Index>> expected{{0, 7}, {7, 14}, {14, 20}};
  for (const int count : {1, 2, 5}) {
    set_threads(count);
    std::set<std::pair<Index, Index>> seen;
    std::mutex mutex;
    parallel_blocks(20, 7, [&](Index first, Index last) {
      const std::scoped_lock lock(mutex);
      CHECK(seen.emplace(first, last).second);
    });
    CHECK(seen == expected);
  }
  set_threads(0);
}

TEST_CASE("nothing is called for an empty range, and the first exception comes back") {
  parallel_blocks(0, 4, [](Index, Index) { FAIL("called"); });
  CHECK_THROWS_WITH(parallel_blocks(100, 1, [](Index first, Index) { require(first != 42, "block {}", first); }),
                    "block 42");
  CHECK_THROWS_AS(parallel_blocks(3, 0, [](Index, Index) {}), Error);
  CHECK_THROWS_WITH(set_threads(-1), "threads: -1 should be at least 1 (0: all cores)");
}

TEST_CASE("random draws are a function of seed, stream and position") {
  Random a(1, 2), b(1, 2), other_stream(1, 3), other_seed(2, 2);
  for (int i = 0; i < 100; ++i) {
    const auto bits = a.bits();
    CHECK(bits == b.bits());
    CHECK(bits != other_stream.bits());
    CHECK(bits != other_seed.bits());
  }
}

TEST_CASE("random numbers have the moments of their distribution") {
  Random random(7);
  const Index n = 200000;
  double uniform = 0, normal = 0, square = 0;
  std::vector<Index> count(5, 0);
  for (Index i = 0; i < n; ++i) {
    const double u = random.uniform(), z = random.normal();
    REQUIRE((u >= 0 && u < 1 && std::isfinite(z)));
    uniform += u;
    normal += z;
    square += z * z;
    ++count[static_cast<std::size_t>(random.below(5))];
  }
  const double five_sigma = 5 / std::sqrt(static_cast<double>(n));
  CHECK(std::abs(uniform / n - 0.5) < five_sigma * 0.29);
  CHECK(std::abs(normal / n) < five_sigma);
  CHECK(std::abs(square / n - 1) < five_sigma * std::sqrt(2.0));
  for (const Index c : count) CHECK(std::abs(static_cast<double>(c) / n - 0.2) < five_sigma * 0.4);
}

TEST_CASE("a shuffle is a permutation, another one for another seed") {
  std::vector<int> first(50), second;
  for (int i = 0; i < 50; ++i) first[static_cast<std::size_t>(i)] = i;
  second = first;
  const std::vector<int> sorted = first;
  Random(1).shuffle(first);
  Random(2).shuffle(second);
  CHECK(first != sorted);
  CHECK(first != second);
  CHECK(std::is_permutation(first.begin(), first.end(), sorted.begin()));
}
