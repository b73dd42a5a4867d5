#include "experiments/mnist/study.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/processor_time.hpp>
#include <neon/explain/network_evidence.hpp>

#include <atomic>
#include <chrono>
#include <cmath>

namespace neon::experiments::mnist {
namespace {

constexpr Index block_size = 64;
constexpr Index known_points = 2000;  // of the training data: those of other clusters are starts for root points

/// Calls body(block) for every block of points concurrently. @return processor time spent inside
template <class Body>
double for_each_block(const Study& study, const Body& body, const ProgressFn& progress = {}) {
  const auto count = static_cast<Index>(study.blocks.size());
  std::vector<double> seconds(study.blocks.size());
  std::atomic<Index> done{0};
  parallel_blocks(count, 1, [&](Index b, Index) {
    const double start = thread_seconds();
    body(study.blocks[static_cast<std::size_t>(b)]);
    seconds[static_cast<std::size_t>(b)] = thread_seconds() - start;
    if (progress) progress(++done, count);
  });
  double total = 0;
  for (const double s : seconds) total += s;
  return total;
}

Matrix rows_of(const Matrix& x, const Labels& rows) { return x(rows, Eigen::all); }

}  // namespace

Study::Study(const Digits& all_digits, const FittedModel& fitted_model) : digits(all_digits), fitted(fitted_model) {
  const Matrix outlier = outlier_scores(fitted.model, digits.test);
  assigned = assign(outlier);
  logits = neon::logits(outlier, beta(fitted.model));
  std::vector<Labels> rows(static_cast<std::size_t>(logits.cols()));
  for (Index n = 0; n < logits.rows(); ++n) {
    const Index c = assigned[static_cast<std::size_t>(n)];
    if (logits(n, c) <= 0) continue;
    rows[static_cast<std::size_t>(c)].push_back(static_cast<Index>(explained.size()));
    explained.push_back(n);
  }
  x = rows_of(digits.test, explained);
  evidence.resize(x.rows());
  for (Index c = 0; c < logits.cols(); ++c) {
    networks.push_back(neuralize(fitted.model, c));
    evidences.push_back(neon::evidence(networks.back()));
    const Labels& members = rows[static_cast<std::size_t>(c)];
    for (const Index row : members) evidence(row) = logits(explained[static_cast<std::size_t>(row)], c);
    for (std::size_t first = 0; first < members.size(); first += block_size)
      blocks.emplace_back(members.begin() + static_cast<std::ptrdiff_t>(first),
                          members.begin() + static_cast<std::ptrdiff_t>(std::min(members.size(), first + block_size)));
  }
}

Index Study::cluster_of(const Labels& block) const {
  return assigned[static_cast<std::size_t>(explained[static_cast<std::size_t>(block.front())])];
}

Roots find_roots(const Study& study, const std::string& name, const ProgressFn& progress) {
  const Index n = study.size();
  RootOptions options;
  if (name == "box") options.box = {0, 1};
  options.background = std::make_shared<const Matrix>(
      rows_of(study.digits.train, evenly_spaced(known_points, study.digits.train.rows())));
  Roots result{.name = name,
               .points = {Matrix(n, study.dimensions()), Vector(n), Vector(n),
                          std::vector<char>(static_cast<std::size_t>(n)), Labels(static_cast<std::size_t>(n))}};
  const auto start = std::chrono::steady_clock::now();
  const double core_seconds = for_each_block(
      study,
      [&](const Labels& block) {
        const Evidence& f = study.evidences[static_cast<std::size_t>(study.cluster_of(block))];
        const RootPoints part = root_points(f, rows_of(study.x, block), options);
        result.points.root(block, Eigen::all) = part.root;
        result.points.value(block) = part.value;
        result.points.distance(block) = part.distance;
        for (std::size_t i = 0; i < block.size(); ++i) {
          result.points.feasible[static_cast<std::size_t>(block[i])] = part.feasible[i];
          result.points.start[static_cast<std::size_t>(block[i])] = part.start[i];
        }
      },
      progress);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.seconds_per_point = core_seconds / static_cast<double>(std::max<Index>(n, 1));
  return result;
}

MethodRelevance relevance_of(const Study& study, const std::vector<Attributor>& methods, const Roots& roots,
                             std::uint64_t seed) {
  MethodRelevance result{.relevance = Matrix(study.size(), study.dimensions())};
  Vector error = Vector::Zero(study.size());
  const double core_seconds = for_each_block(study, [&](const Labels& block) {
    const auto c = static_cast<std::size_t>(study.cluster_of(block));
    const Matrix x = rows_of(study.x, block), root = rows_of(roots.points.root, block);
    Labels id;
    for (const Index row : block) id.push_back(study.explained[static_cast<std::size_t>(row)]);
    const Attribution answer = methods[c].explain({study.evidences[c], x, root, id, seed});
    result.relevance(block, Eigen::all) = answer.relevance;
    if (answer.error.size()) error(block) = answer.error;
  });
  result.error = (error.array() / study.evidence.array()).abs().maxCoeff();
  result.seconds_per_point = core_seconds / static_cast<double>(std::max<Index>(study.size(), 1));
  return result;
}

Matrix flip_all(const Study& study, const Roots& roots, const FlipOrder& order) {
  Matrix curves(study.size(), study.dimensions() + 1);
  for_each_block(study, [&](const Labels& block) {
    const Evidence& f = study.evidences[static_cast<std::size_t>(study.cluster_of(block))];
    curves(block, Eigen::all) =
        flip_curves(f, rows_of(study.x, block), rows_of(roots.points.root, block), order(block, Eigen::all));
  });
  return curves;
}

}  // namespace neon::experiments::mnist
