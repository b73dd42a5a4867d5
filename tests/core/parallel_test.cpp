#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>
#include <neon/core/thread_count.hpp>

#include <catch2/catch.hpp>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <set>
#include <sys/wait.h>
#include <thread>

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

TEST_CASE("many small loops each do all of their blocks, and see what the loop before has done") {
  for (const int count : {1, 2, 3, 8}) {
    const ThreadCount scope(count);
    std::vector<int> value(37, 0);
    for (int loop = 1; loop <= 2000; ++loop)
      parallel_blocks(37, 2, [&](Index first, Index last) {
        for (Index i = first; i < last; ++i) {
          int& v = value[static_cast<std::size_t>(i)];
          if (v == loop - 1) v = loop;
        }
      });
    CHECK(value == std::vector<int>(37, 2000));
  }
}

TEST_CASE("as many threads as asked for work on a loop, a loop inside a block is serial, and one after it is not") {
  const ThreadCount scope(3);
  // Every block waits until three are at work, or a generous time is over.
  const auto at_once = [] {
    std::atomic<int> here{0};
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    parallel_blocks(3, 1, [&](Index, Index) {
      ++here;
      while (here < 3 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    });
    return here.load();
  };
  CHECK(at_once() == 3);
  std::atomic<int> elsewhere{0};
  parallel_blocks(6, 1, [&](Index, Index) {
    const auto me = std::this_thread::get_id();
    parallel_blocks(50, 1, [&](Index, Index) { elsewhere += std::this_thread::get_id() == me ? 0 : 1; });
  });
  CHECK(elsewhere == 0);
  CHECK(at_once() == 3);
}

TEST_CASE("what the first failing block has thrown comes back, whatever the number of threads, later loops go on") {
  for (const int count : {1, 2, 5}) {
    const ThreadCount scope(count);
    for (int attempt = 0; attempt < 200; ++attempt)
      CHECK_THROWS_WITH(parallel_blocks(100, 1, [](Index first, Index) { require(first < 42, "block {}", first); }),
                        "block 42");
    std::atomic<int> done{0};
    parallel_blocks(100, 1, [&](Index, Index) { ++done; });
    CHECK(done == 100);
  }
}

TEST_CASE("several threads run loops at the same time") {
  const ThreadCount scope(3);
  std::vector<std::thread> callers;
  std::vector<Index> sum(6, 0);
  for (Index& mine : sum)
    callers.emplace_back([&mine] {
      for (int loop = 0; loop < 300; ++loop) {
        std::atomic<Index> total{0};
        parallel_blocks(40, 3, [&](Index first, Index last) { total += last - first; });
        mine += total;
      }
    });
  for (std::thread& caller : callers) caller.join();
  CHECK(sum == std::vector<Index>(6, 40 * 300));
}

TEST_CASE("a child made by fork runs loops too") {
  const ThreadCount scope(3);
  const auto sum = [] {
    std::atomic<Index> total{0};
    for (int loop = 0; loop < 50; ++loop)
      parallel_blocks(40, 3, [&](Index first, Index last) { total += last - first; });
    return total.load();
  };
  REQUIRE(sum() == 2000);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(sum() == 2000 ? 0 : 1);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  CHECK(sum() == 2000);
}

TEST_CASE("a number of threads that is set for a while ends with it") {
  const int usual = threads();
  {
    const ThreadCount four(4);
    CHECK(threads() == 4);
    {
      const ThreadCount one(1);
      CHECK(threads() == 1);
    }
    CHECK(threads() == 4);
  }
  CHECK(threads() == usual);
  CHECK(usual >= 1);
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
