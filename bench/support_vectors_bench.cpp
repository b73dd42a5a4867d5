// What zB costs on kernel k-means of digits, a point, from 100 to 11,000 support vectors: microseconds of one core,
// in turns with the table of all pairs that other rules which look at the signs of weights keep, as long as that fits;
// and the exponents in the support vectors (pairs: 2).
//   bench_support_vectors          handwritten digits
//   bench_support_vectors noise    features without zeros
//   bench_support_vectors quick    up to 1,000 support vectors
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/composite.hpp>
#include <neon/explain/propagator.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "experiments/mnist/data.hpp"

using namespace neon;

namespace {

double core_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Body>
double seconds(const Body& body) {
  const double start = core_seconds();
  body();
  return core_seconds() - start;
}

/// zB with a term of factor 0, which is not told apart from rules that need the table.
Rule by_table() {
  Rule rule = rules::z_box();
  rule.terms.push_back({.factor = 0});
  return rule;
}

Composite everywhere(const Rule& rule) {
  return {
      .name = rule.name, .source = "", .detection_at_input = rule, .detection = rule, .hidden = rule, .input = rule};
}

struct Medians {
  std::vector<double> runs;
  double value() {
    std::sort(runs.begin(), runs.end());
    return runs[runs.size() / 2];
  }
};

struct Row {
  Index support, points;
  double forward, box, alone;    ///< seconds a point
  double table, alone_by_table;  ///< NaN where it does not fit
  double difference;             ///< largest |box - table| over the largest |relevance|
};

Row measured(const Matrix& pixels, const Labels& label, Index m, Index points, double gamma) {
  Labels rows(static_cast<std::size_t>(m));
  for (Index j = 0; j < m; ++j) rows[static_cast<std::size_t>(j)] = j;
  const Labels cluster(label.begin(), label.begin() + m);
  const KernelKMeans model = make_kernel_kmeans(pixels.topRows(m), cluster, gamma, 1);
  const Matrix x = pixels.bottomRows(points);
  const Network network = model.neuralize(3);
  const Propagator box(network, everywhere(rules::z_box()));
  std::optional<Propagator> table;
  if (m <= 1000) table.emplace(network, everywhere(by_table()));
  Medians forward, with_box, alone, with_table, alone_with_table;
  Row row{m, points, 0, 0, 0, std::nan(""), std::nan(""), std::nan("")};
  const int runs = m > 1000 ? 3 : 11;
  const Matrix first = x.topRows(1);
  for (int run = 0; run < runs; ++run) {
    Explanation by_box, by_pairs;
    forward.runs.push_back(seconds([&] { network.margins(x); }));
    with_box.runs.push_back(seconds([&] { by_box = box(x); }));
    alone.runs.push_back(seconds([&] { box(first); }));
    if (!table) continue;
    with_table.runs.push_back(seconds([&] { by_pairs = (*table)(x); }));
    alone_with_table.runs.push_back(seconds([&] { (*table)(first); }));
    row.difference =
        (by_box.relevance - by_pairs.relevance).cwiseAbs().maxCoeff() / by_pairs.relevance.cwiseAbs().maxCoeff();
  }
  const auto each = static_cast<double>(points);
  row.forward = forward.value() / each;
  row.box = with_box.value() / each;
  row.alone = alone.value();
  if (!table) return row;
  row.table = with_table.value() / each;
  row.alone_by_table = alone_with_table.value();
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  set_threads(1);
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto asked = [&](const char* word) { return std::find(words.begin(), words.end(), word) != words.end(); };
  experiments::mnist::Digits digits = experiments::mnist::load(12000, 100);
  Matrix& pixels = digits.train;
  if (asked("noise")) {
    Random random(1);
    for (double& value : pixels.reshaped()) value = random.uniform();
  }
  std::vector<Index> sizes{100, 200, 400, 1000};
  if (!asked("quick")) sizes.insert(sizes.end(), {4000, 11000});
  const double gamma = gamma_for_self_similarity(pixels.topRows(100), 0.9);
  fmt::print("us a point of 64, and of one alone\n");
  fmt::print("{:>7} {:>9} {:>9} {:>11} {:>9} {:>11} {:>8} {:>10} {:>8}\n", "support", "forward", "zB", "alone", "table",
             "alone", "forwards", "difference", "exponent");
  std::optional<Row> before;
  for (const Index m : sizes) {
    const Row row = measured(pixels, digits.train_label, m, 64, gamma);
    fmt::print("{:7} {:9.2f} {:9.1f} {:11.1f} {:9.1f} {:11.1f} {:8.1f} {:10.1e}", row.support, 1e6 * row.forward,
               1e6 * row.box, 1e6 * row.alone, 1e6 * row.table, 1e6 * row.alone_by_table, row.box / row.forward,
               row.difference);
    if (before)
      fmt::print(" {:8.2f}", std::log(row.box / before->box) /
                                 std::log(static_cast<double>(row.support) / static_cast<double>(before->support)));
    fmt::print("\n");
    std::fflush(stdout);
    before = row;
  }
  return 0;
}
