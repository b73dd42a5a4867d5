// Neighbours and densities: fits of a table, timed without reading it, and what explanations cost in evaluations of the
// model's own decision. bench/peers/densities.py runs it beside scikit-learn.
//   peer_densities dbscan POINTS N D THREADS OUT EPS MIN_SAMPLES     -> labels
//   peer_densities hdbscan POINTS N D THREADS OUT MIN_CLUSTER_SIZE   -> labels
//   peer_densities explain THREADS ROUNDS [SHARE]                    -> a table
// Tables are of doubles as they lie in memory. A fit prints seconds of wall time, of processor time, and the most MiB.
#include <neon/clustering/assigner.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/hdbscan.hpp>
#include <neon/clustering/model.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/processor_time.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/explainer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace {

using namespace neon;

Matrix table(const std::string& path, Index rows, Index columns) {
  Matrix x(rows, columns);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(x.data()), static_cast<std::streamsize>(x.size()) * 8);
  require(file.good(), "{}: {} by {} doubles should be there", path, rows, columns);
  return x;
}

/// Groups of different densities, and points scattered about them.
Matrix groups(Index rows, Index columns, std::uint64_t seed) {
  constexpr Index count = 10;
  Random random(seed);
  Matrix place(count, columns), x(rows, columns);
  for (Index i = 0; i < place.size(); ++i) place.data()[i] = 3 * random.normal();
  for (Index n = 0; n < rows; ++n)
    for (Index i = 0; i < columns; ++i) x(n, i) = place(n % count, i) + random.normal();
  return x;
}

void timed_fit(const std::string& out, const std::function<Labels()>& fit) {
  const auto start = std::chrono::steady_clock::now();
  const double before = process_seconds();
  const Labels labels = fit();
  const double processor = process_seconds() - before;
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("{} {} {}\n", wall, processor, static_cast<double>(usage.ru_maxrss) / 1024);
  std::ofstream file(out, std::ios::binary);
  for (const Index label : labels) {
    const auto number = static_cast<double>(label);
    file.write(reinterpret_cast<const char*>(&number), sizeof number);
  }
}

/// A model, and the points that are explained.
struct Case {
  std::string kind;
  Index reference, features, asked;
  std::map<std::string, std::string> settings = {};
};

/// Processor seconds of a point's decision and of its explanation, the least of some rounds, in turns.
void explain_case(const Case& work, int rounds) {
  const Matrix x = groups(work.reference, work.features, 1), asked = groups(work.asked, work.features, 1).array() + 0.1;
  FitOptions options;
  options.clusters = 10;
  options.settings = work.settings;
  Labels classes;
  for (Index n = 0; n < x.rows(); ++n) classes.push_back(n % 10);
  if (find_kind(work.kind, fit_kinds(), "bench").clusters == ModelKind::Clusters::classes) options.classes = classes;
  const ClusterModel model = fit_model(work.kind, x, options).model;
  const Explainer explainer(model);
  const Labels cluster = Assigner(model)(asked).cluster;
  double decides = infinity, explains = infinity, sum = 0;
  for (int round = 0; round < rounds; ++round) {
    double before = process_seconds();
    sum += logits(model, asked).sum();
    decides = std::min(decides, process_seconds() - before);
    before = process_seconds();
    sum += explainer(asked, cluster).relevance.sum();
    explains = std::min(explains, process_seconds() - before);
  }
  const double each = 1e6 / static_cast<double>(work.asked);
  fmt::print("{:20} {:7} x {:4} {:10.1f} {:10.1f} {:7.2f}{}\n", work.kind, work.reference, work.features,
             each * decides, each * explains, explains / decides, std::isfinite(sum) ? "" : "  not finite");
  std::fflush(stdout);
}

void explain_all(int rounds, double share) {
  const auto part = [&](Index n) { return std::max<Index>(200, static_cast<Index>(share * static_cast<double>(n))); };
  fmt::print("{:20} {:>14} {:>10} {:>10} {:>7}\n", "model", "fitted on", "decision", "why", "ratio");
  fmt::print("{:20} {:>14} {:>10} {:>10}\n", "", "", "us a point", "us a point");
  const std::vector<Case> cases{{"knn", part(60000), 784, 200},          {"knn", part(60000), 8, 2000},
                                {"svm", part(4000), 20, 1000},           {"kernel-density", part(5000), 20, 1000},
                                {"one-class-svm", part(5000), 20, 1000}, {"neighbour-distance", part(20000), 20, 1000},
                                {"dbscan", part(20000), 20, 1000},       {"hdbscan", part(5000), 10, 1000}};
  for (const Case& work : cases) explain_case(work, rounds);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> word(argv + 1, argv + argc);
    const auto text = [&](std::size_t i) -> const std::string& {
      require(i < word.size(), "peer_densities: argument {} is missing, see the head of bench/peers/densities.cpp", i);
      return word[i];
    };
    if (text(0) == "explain") {
      set_threads(std::stoi(text(1)));
      explain_all(std::stoi(text(2)), word.size() > 3 ? std::stod(word[3]) : 1);
      return 0;
    }
    const Matrix x = table(text(1), std::stoll(text(2)), std::stoll(text(3)));
    set_threads(std::stoi(text(4)));
    if (text(0) == "dbscan")
      timed_fit(text(5),
                [&] { return fit_dbscan(x, {.eps = std::stod(text(6)), .min_samples = std::stoll(text(7))}).labels; });
    else if (text(0) == "hdbscan")
      timed_fit(text(5), [&] { return fit_hdbscan(x, {.min_cluster_size = std::stoll(text(6))}).labels; });
    else
      throw Error(fmt::format("peer_densities: work '{}' should be dbscan, hdbscan or explain", text(0)));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
