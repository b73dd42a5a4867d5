#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/clustering/nearest_search.hpp>
#include <neon/core/detail/large_array.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

constexpr Index block = 256;

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

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

/// Sums over points in their order, each thread for features of its own.
/// @param add (a feature, how many from it on) -> adds them, of all points
template <class Add>
void by_features(Index features, const Add& add) {
  constexpr Index line = 8;  // doubles
  const Index width = std::max(line, features / (line * threads()) * line);
  parallel_blocks(features, width, [&](Index first, Index last) { add(first, last - first); });
}

Assignment summed(const MatrixView& x, Labels labels, Index clusters) {
  Assignment result{std::move(labels), Matrix::Zero(clusters, x.cols()), std::vector<Index>(at(clusters), 0)};
  by_features(x.cols(), [&](Index first, Index count) {
    for (Index n = 0; n < x.rows(); ++n)
      result.sum.row(result.labels[at(n)]).segment(first, count) += x.row(n).segment(first, count);
  });
  for (const Index label : result.labels) ++result.counts[at(label)];
  return result;
}

/// The assignment after some points have changed their labels.
void change(const MatrixView& x, const std::vector<Index>& changed, const Labels& labels, Assignment& assignment) {
  if (2 * changed.size() >= labels.size()) {
    assignment = summed(x, labels, assignment.sum.rows());
    return;
  }
  by_features(x.cols(), [&](Index first, Index count) {
    for (const Index n : changed) {
      const auto point = x.row(n).segment(first, count);
      assignment.sum.row(assignment.labels[at(n)]).segment(first, count) -= point;
      assignment.sum.row(labels[at(n)]).segment(first, count) += point;
    }
  });
  for (const Index n : changed) {
    --assignment.counts[at(assignment.labels[at(n)])];
    ++assignment.counts[at(labels[at(n)])];
    assignment.labels[at(n)] = labels[at(n)];
  }
}

/// A run in the frame of its points, with the places of the points among its centroids.
struct Run : LloydRun {
  NearestSearch::Places places;
};

/// @param most_moved sum of squared moves of the centroids after which a run ends
/// @return with the places of the points among its centroids
Run run_from(const MatrixView& x, const NearestSearch& search, Start start, Index max_iterations, double most_moved,
             const Constraint& constraint) {
  Run run;
  Matrix& centroids = start.centroids;
  NearestSearch::Places& places = start.places;
  Assignment assignment = summed(x, places.labels, centroids.rows());
  while (!run.converged && run.iterations < max_iterations) {
    ++run.iterations;
    Matrix next = cluster_means(x, assignment, centroids);
    if (constraint) next = constraint(next, centroids);
    const std::vector<Index> changed = search.update(centroids, next, places);
    change(x, changed, places.labels, assignment);
    const bool still = changed.empty() || (next - centroids).squaredNorm() <= most_moved;
    run.converged = still && std::count(assignment.counts.begin(), assignment.counts.end(), 0) == 0;
    centroids = std::move(next);
  }
  run.labels = std::move(assignment.labels);
  run.centroids = std::move(centroids);
  run.places = std::move(places);
  return run;
}

/// Whether each cluster holds points that differ.
std::vector<char> mixed_clusters(const MatrixView& x, const Labels& labels, Index clusters) {
  std::vector<char> mixed(at(clusters), 0);
  Labels first(at(clusters), -1);
  for (Index n = 0; n < x.rows(); ++n) {
    const std::size_t k = at(labels[at(n)]);
    if (first[k] < 0)
      first[k] = n;
    else if (mixed[k] == 0 && x.row(n) != x.row(first[k]))
      mixed[k] = 1;
  }
  return mixed;
}

Start start_of(const MatrixView& x, const NearestSearch& search, Index clusters, KMeansStart kind, Random random) {
  if (kind == KMeansStart::greedy) return greedy_start(x, search, clusters, random);
  Start start{plus_plus_start(x, clusters, random), {}};
  start.places = search.find(start.centroids);
  return start;
}

/// How far rounding may have moved a point of the frame: what the numbers of x hold.
double rounding_of(const MatrixView& x, const Frame& frame) {
  constexpr double last_place = std::numeric_limits<double>::epsilon();
  const Eigen::RowVectorXd span = column_spans(x);
  const Eigen::RowVectorXd size = (span.array() > 0).select(frame.origin.cwiseAbs() + span, 0);
  return last_place * (size / frame.unit).norm();
}

/// The run, found in the frame, among the points as they are: what its centroids round to there decides.
/// @param rounding of the points of the frame
void finish(const MatrixView& x, const Frame& frame, const NearestSearch& search, double rounding,
            const Constraint& constraint, std::string_view where, Run& run) {
  run.centroids = frame.out(run.centroids);
  const Matrix before = run.centroids;
  if (constraint)
    run.centroids = constraint(run.centroids, run.centroids);
  else if (run.converged)
    run.centroids = moved_to_means(x, run.labels, std::move(run.centroids));
  require_distinct_clusters(run.centroids, where, "centroid");
  // A point and a centroid of the frame are where they are told up to their rounding.
  const double off = 4 * rounding;
  run.places.upper = frame.unit * (run.places.upper.array() + off);
  run.places.lower = frame.unit * (run.places.lower.array() - off).max(0);
  NearestSearch(x, frame, search).update(before, run.centroids, run.places);
  run.labels = std::move(run.places.labels);
  const Vector errors = point_errors(x, run.labels, run.centroids);
  const double largest = errors.maxCoeff();
  run.inertia = largest > 0 ? largest * (errors / largest).sum() : 0;
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
  return summed(x, NearestSearch(x).find(centroids).labels, centroids.rows());
}

Vector point_errors(const MatrixView& x, const Labels& labels, const Matrix& centroids) {
  Vector errors(x.rows());
  parallel_blocks(x.rows(), block, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) errors[n] = (x.row(n) - centroids.row(labels[at(n)])).squaredNorm();
  });
  return errors;
}

Matrix moved_to_means(const MatrixView& x, const Labels& labels, Matrix centroids) {
  Matrix sum = Matrix::Zero(centroids.rows(), centroids.cols());
  Vector count = Vector::Zero(centroids.rows());
  by_features(x.cols(), [&](Index first, Index features) {
    for (Index n = 0; n < x.rows(); ++n) {
      const Index label = labels[at(n)];
      sum.row(label).segment(first, features) +=
          x.row(n).segment(first, features) - centroids.row(label).segment(first, features);
    }
  });
  for (const Index label : labels) ++count[label];
  return centroids.array() + sum.array().colwise() / count.array();
}

Matrix cluster_means(const MatrixView& x, Assignment assignment, const Matrix& centroids) {
  Labels& labels = assignment.labels;
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
      // With at least as many different points as clusters, an empty cluster means that another has two of them. One
      // from a cluster of equal points would make a copy of that cluster.
      const std::vector<char> mixed = mixed_clusters(x, labels, centroids.rows());
      while (next != farthest.end() && mixed[at(labels[at(*next)])] == 0) ++next;
      require(next != farthest.end(), "cluster_means: {} clusters should be at most the number of different points",
              centroids.rows());
      const Index n = *next++, donor = labels[at(n)];
      sum.row(donor) -= x.row(n);
      --counts[at(donor)];
      sum.row(k) = x.row(n);
      counts[at(k)] = 1;
      labels[at(n)] = k;
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
  require(options.tolerance >= 0, "{}: tolerance {} should be at least 0", where, options.tolerance);

  const Frame frame = frame_of(x);
  const LargeArray<double> numbers = large_array<double>(at(x.size()));
  Eigen::Map<Matrix> z(numbers.get(), x.rows(), x.cols());
  parallel_blocks(x.rows(), block, [&](Index first, Index last) {
    z.middleRows(first, last - first) = frame.in(x.middleRows(first, last - first));
  });
  require_different(clusters, different_points(z, clusters), where);
  Constraint within;
  if (constraint)
    within = [&](const Matrix& means, const Matrix& before) {
      return frame.in(constraint(frame.out(means), frame.out(before)));
    };
  const double rounding = rounding_of(x, frame);
  const NearestSearch search = NearestSearch::among_framed(z, rounding);
  const double most_moved =
      options.tolerance > 0 ? options.tolerance * z.squaredNorm() / static_cast<double>(z.size()) : 0;

  std::vector<Run> runs(at(options.restarts));
  std::atomic<Index> done{0};
  const auto run_one = [&](Index restart, Index) {
    const Random random(options.seed, static_cast<std::uint64_t>(restart));
    Run& run = runs[at(restart)];
    run = run_from(z, search, start_of(z, search, clusters, options.start, random), options.max_iterations, most_moved,
                   within);
    if (options.restarts > 1) {
      run.inertia = point_errors(z, run.labels, run.centroids).sum();
      run.places = {};  // of all runs they would be many numbers
    }
    if (options.progress) options.progress(++done, options.restarts);
  };
  // Runs of few points side by side; the threads share the points where there are many.
  constexpr Index many = Index{1} << 18;
  if (z.size() < many)
    parallel_blocks(options.restarts, 1, run_one);
  else
    for (Index restart = 0; restart < options.restarts; ++restart) run_one(restart, restart + 1);
  // Runs of the same end differ by rounding: the first of them.
  double least = infinity;
  for (const Run& run : runs) least = std::min(least, run.inertia);
  const auto best = std::find_if(runs.begin(), runs.end(), [least](const Run& run) {
    constexpr double same = 1 + 0x1p-40;
    return run.inertia <= same * least;
  });
  if (options.restarts > 1) best->places = search.find(best->centroids);
  finish(x, frame, search, rounding, constraint, where, *best);
  require(std::isfinite(best->inertia), "{}: inertia {} should be finite: x is too large to square", where,
          best->inertia);
  return std::move(*best);
}

}  // namespace neon
