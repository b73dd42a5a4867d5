#include <neon/clustering/distances.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

constexpr Index block = 256;     // points of one matrix product
constexpr Index most_sums = 32;  // partial sums held at a time

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Points per partial sum: whole blocks, at most `most_sums` of them.
Index chunk(Index points) {
  const Index blocks = (points + block - 1) / block;
  return std::max<Index>(1, (blocks + most_sums - 1) / most_sums) * block;
}

/// An index drawn with probability proportional to its weight, or uniformly if there is no weight.
Index draw(const Vector& weight, Random& random) {
  const double total = weight.sum();
  if (!(total > 0)) return random.below(weight.size());
  double left = random.uniform() * total;
  Index last = 0;
  for (Index n = 0; n < weight.size(); ++n) {
    if (weight[n] <= 0) continue;
    last = n;
    left -= weight[n];
    if (left < 0) break;
  }
  return last;
}

LloydRun run_from(const MatrixView& x, Matrix centroids, Index max_iterations, const Constraint& constraint) {
  LloydRun run;
  Assignment assignment = nearest_centroids(x, centroids);
  while (!run.converged && run.iterations < max_iterations) {
    ++run.iterations;
    Matrix means = cluster_means(x, assignment, centroids);
    centroids = constraint ? constraint(means, centroids) : std::move(means);
    Assignment next = nearest_centroids(x, centroids);
    run.converged = next.labels == assignment.labels;
    assignment = std::move(next);
  }
  run.inertia = point_errors(x, assignment.labels, centroids).sum();
  run.labels = std::move(assignment.labels);
  run.centroids = std::move(centroids);
  return run;
}

}  // namespace

Matrix plus_plus_start(const MatrixView& x, Index clusters, Random random) {
  Matrix centroids(clusters, x.cols());
  Vector nearest = Vector::Zero(x.rows());
  for (Index k = 0; k < clusters; ++k) {
    centroids.row(k) = x.row(draw(nearest, random));
    const Vector distance = squared_distances(x, centroids.row(k));
    nearest = k == 0 ? distance : Vector(nearest.cwiseMin(distance));
  }
  return centroids;
}

Assignment nearest_centroids(const MatrixView& x, const Matrix& centroids) {
  const Index points = x.rows(), clusters = centroids.rows(), size = chunk(points);
  const Eigen::RowVectorXd half_norm = 0.5 * centroids.rowwise().squaredNorm().transpose();
  Assignment result{Labels(at(points)), Matrix::Zero(clusters, x.cols()), std::vector<Index>(at(clusters), 0)};
  std::vector<Matrix> sums(at((points + size - 1) / size));

  parallel_blocks(points, size, [&](Index chunk_first, Index chunk_last) {
    Matrix& sum = sums[at(chunk_first / size)];
    sum.setZero(clusters, x.cols());
    for (Index first = chunk_first; first < chunk_last; first += block) {
      const Index rows = std::min(block, chunk_last - first);
      // ‖x - mu‖^2 = ‖x‖^2 + 2 (‖mu‖^2 / 2 - mu.x): the bracket alone decides.
      Eigen::MatrixXd score(rows, clusters);
      score.noalias() = -x.middleRows(first, rows) * centroids.transpose();
      score.rowwise() += half_norm;
      const Matrix by_point = score;
      for (Index n = 0; n < rows; ++n) {
        Index& label = result.labels[at(first + n)];
        by_point.row(n).minCoeff(&label);
        sum.row(label) += x.row(first + n);
      }
    }
  });
  for (const Matrix& sum : sums) result.sum += sum;
  for (const Index label : result.labels) ++result.counts[at(label)];
  return result;
}

Vector point_errors(const MatrixView& x, const Labels& labels, const Matrix& centroids) {
  Vector errors(x.rows());
  parallel_blocks(x.rows(), block, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) errors[n] = (x.row(n) - centroids.row(labels[at(n)])).squaredNorm();
  });
  return errors;
}

Matrix cluster_means(const MatrixView& x, Assignment assignment, const Matrix& centroids) {
  const Labels& labels = assignment.labels;
  std::vector<Index>& counts = assignment.counts;
  Matrix sum = std::move(assignment.sum);
  if (std::count(counts.begin(), counts.end(), 0) > 0) {
    const Vector errors = point_errors(x, labels, centroids);
    std::vector<Index> farthest(labels.size());
    std::iota(farthest.begin(), farthest.end(), 0);
    std::stable_sort(farthest.begin(), farthest.end(), [&](Index a, Index b) { return errors[a] > errors[b]; });
    auto next = farthest.begin();
    for (Index k = 0; k < centroids.rows(); ++k) {
      if (counts[at(k)] > 0) continue;
      // With at least as many points as clusters, an empty cluster means that another has two points.
      while (counts[at(labels[at(*next)])] < 2) ++next;
      const Index n = *next++, donor = labels[at(n)];
      sum.row(donor) -= x.row(n);
      --counts[at(donor)];
      sum.row(k) = x.row(n);
      counts[at(k)] = 1;
    }
  }
  for (Index k = 0; k < sum.rows(); ++k) sum.row(k) /= static_cast<double>(counts[at(k)]);
  return sum;
}

LloydRun best_lloyd_run(const MatrixView& x, Index clusters, const KMeansOptions& options, std::string_view where,
                        const Constraint& constraint) {
  require(clusters >= 2 && clusters <= x.rows(), "{}: {} clusters should be at least 2 and at most the {} points",
          where, clusters, x.rows());
  require(x.cols() > 0, "{}: 0 features should be at least 1", where);
  require(options.restarts > 0, "{}: {} restarts should be at least 1", where, options.restarts);
  require(options.max_iterations > 0, "{}: {} iterations should be at least 1", where, options.max_iterations);

  std::vector<LloydRun> runs(at(options.restarts));
  std::atomic<Index> done{0};
  parallel_blocks(options.restarts, 1, [&](Index restart, Index) {
    Random random(options.seed, static_cast<std::uint64_t>(restart));
    runs[at(restart)] = run_from(x, plus_plus_start(x, clusters, random), options.max_iterations, constraint);
    if (options.progress) options.progress(++done, options.restarts);
  });
  const auto best = std::min_element(runs.begin(), runs.end(),
                                     [](const LloydRun& a, const LloydRun& b) { return a.inertia < b.inertia; });
  require(std::isfinite(best->inertia), "{}: inertia {} should be finite: x is too large to square", where,
          best->inertia);
  return std::move(*best);
}

}  // namespace neon
