#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
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

/// Points on their way to the nearest of changing centroids.
class Points {
 public:
  /// @param rounding how far a point may be from where it was meant: centroids whose order that decides tie
  explicit Points(const MatrixView& x, double rounding = 0) : x_(x), rounding_(rounding), norm_(x.rows()) {
    if (x.cols() > few_features)
      parallel_blocks(x.rows(), block, [&](Index first, Index last) {
        norm_.segment(first, last - first) = x.middleRows(first, last - first).rowwise().norm();
      });
  }

  Assignment nearest(const Matrix& centroids) const {
    const Index points = x_.rows(), clusters = centroids.rows(), size = chunk(points);
    const Expanded to(centroids);
    Assignment result{Labels(at(points)), Matrix::Zero(clusters, x_.cols()), std::vector<Index>(at(clusters), 0)};
    std::vector<Matrix> sums(at((points + size - 1) / size));
    parallel_blocks(points, size, [&](Index chunk_first, Index chunk_last) {
      Matrix& sum = sums[at(chunk_first / size)];
      sum.setZero(clusters, x_.cols());
      for (Index first = chunk_first; first < chunk_last; first += block) {
        const Index rows = std::min(block, chunk_last - first);
        if (x_.cols() > few_features)
          by_product(first, rows, to, result.labels);
        else
          by_differences(first, rows, centroids, result.labels);
        for (Index n = first; n < first + rows; ++n) sum.row(result.labels[at(n)]) += x_.row(n);
      }
    });
    for (const Matrix& sum : sums) result.sum += sum;
    for (const Index label : result.labels) ++result.counts[at(label)];
    return result;
  }

 private:
  /// The centroids, about an origin that costs no digits.
  struct Expanded {
    const Matrix& centroids;
    Eigen::RowVectorXd origin;  // empty: 0
    Matrix from_origin;
    Eigen::RowVectorXd half_norm;
    double largest;  // norm

    explicit Expanded(const Matrix& given)
        : centroids(given),
          origin(given.cols() > few_features ? expansion_origin(given, given.rowwise().squaredNorm().mean())
                                             : Eigen::RowVectorXd()),
          from_origin(origin.size() > 0 ? Matrix(given.rowwise() - origin) : given),
          half_norm(0.5 * from_origin.rowwise().squaredNorm().transpose()),
          largest(std::sqrt(2 * half_norm.maxCoeff())) {}
  };

  /// The largest squared distance that ties with the smallest.
  double tie(double smallest) const { return smallest + 4 * rounding_ * std::sqrt(smallest); }

  void by_differences(Index first, Index rows, const Matrix& centroids, Labels& labels) const {
    const Matrix distance = distances_by_differences(x_.middleRows(first, rows), centroids);
    for (Index n = 0; n < rows; ++n) {
      const double limit = tie(distance.row(n).minCoeff());
      Index label = 0;
      while (distance(n, label) > limit) ++label;
      labels[at(first + n)] = label;
    }
  }

  void by_product(Index first, Index rows, const Expanded& to, Labels& labels) const {
    const bool far = to.origin.size() > 0;
    const Matrix centred = far ? Matrix(x_.middleRows(first, rows).rowwise() - to.origin) : Matrix();
    // ‖x - mu‖^2 = ‖x‖^2 + 2 (‖mu‖^2 / 2 - mu.x): the bracket alone decides.
    Eigen::MatrixXd score(rows, to.centroids.rows());
    if (far)
      score.noalias() = -centred * to.from_origin.transpose();
    else
      score.noalias() = -x_.middleRows(first, rows) * to.from_origin.transpose();
    score.rowwise() += to.half_norm;
    const Matrix by_point = score;
    const double rounding = static_cast<double>(x_.cols() + 8) * std::numeric_limits<double>::epsilon();
    for (Index n = 0; n < rows; ++n) {
      const auto row = by_point.row(n);
      Index& label = labels[at(first + n)];
      const double least = row.minCoeff(&label), reach = (far ? centred.row(n).norm() : norm_[first + n]) + to.largest,
                   limit = least + (rounding * reach + 2 * rounding_) * reach;
      if ((row.array() <= limit).count() > 1) label = first_nearest(first + n, row, limit, to.centroids);
    }
  }

  /// The first of the nearest among the centroids whose score is at most `limit`.
  Index first_nearest(Index n, const Eigen::Ref<const Eigen::RowVectorXd>& score, double limit,
                      const Matrix& centroids) const {
    Eigen::RowVectorXd distance = Eigen::RowVectorXd::Constant(score.size(), infinity);
    for (Index k = 0; k < score.size(); ++k)
      if (score[k] <= limit) distance[k] = squared_distance(x_.row(n).data(), centroids.row(k).data(), x_.cols());
    const double most = tie(distance.minCoeff());
    Index label = 0;
    while (distance[label] > most) ++label;
    return label;
  }

  MatrixView x_;
  double rounding_;
  Vector norm_;
};

LloydRun run_from(const MatrixView& x, const Points& points, Matrix centroids, Index max_iterations,
                  const Constraint& constraint) {
  LloydRun run;
  Assignment assignment = points.nearest(centroids);
  while (!run.converged && run.iterations < max_iterations) {
    ++run.iterations;
    Matrix means = cluster_means(x, assignment, centroids);
    centroids = constraint ? constraint(means, centroids) : std::move(means);
    Assignment next = points.nearest(centroids);
    run.converged = next.labels == assignment.labels && std::count(next.counts.begin(), next.counts.end(), 0) == 0;
    assignment = std::move(next);
  }
  run.inertia = point_errors(x, assignment.labels, centroids).sum();
  run.labels = std::move(assignment.labels);
  run.centroids = std::move(centroids);
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

/// How far rounding may have moved a point of the frame: what the numbers of x hold.
double rounding_of(const MatrixView& x, const Frame& frame) {
  constexpr double last_place = std::numeric_limits<double>::epsilon();
  const Eigen::RowVectorXd span = column_spans(x);
  const Eigen::RowVectorXd size = (span.array() > 0).select(frame.origin.cwiseAbs() + span, 0);
  return last_place * (size / frame.unit).norm();
}

/// The run, found in the frame, among the points as they are: what its centroids round to there decides.
void finish(const MatrixView& x, const Frame& frame, const Constraint& constraint, std::string_view where,
            LloydRun& run) {
  run.centroids = frame.out(run.centroids);
  if (constraint)
    run.centroids = constraint(run.centroids, run.centroids);
  else if (run.converged)
    run.centroids = moved_to_means(x, run.labels, std::move(run.centroids));
  require_distinct_clusters(run.centroids, where, "centroid");
  run.labels = nearest_centroids(x, run.centroids).labels;
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

Assignment nearest_centroids(const MatrixView& x, const Matrix& centroids) { return Points(x).nearest(centroids); }

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
  for (Index n = 0; n < x.rows(); ++n) {
    const Index label = labels[at(n)];
    sum.row(label) += x.row(n) - centroids.row(label);
    ++count[label];
  }
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

  const Frame frame = frame_of(x);
  const Matrix z = frame.in(x);
  require_different(clusters, different_points(z, clusters), where);
  Constraint within;
  if (constraint)
    within = [&](const Matrix& means, const Matrix& before) {
      return frame.in(constraint(frame.out(means), frame.out(before)));
    };
  const Points points(z, rounding_of(x, frame));

  std::vector<LloydRun> runs(at(options.restarts));
  std::atomic<Index> done{0};
  parallel_blocks(options.restarts, 1, [&](Index restart, Index) {
    Random random(options.seed, static_cast<std::uint64_t>(restart));
    runs[at(restart)] = run_from(z, points, plus_plus_start(z, clusters, random), options.max_iterations, within);
    if (options.progress) options.progress(++done, options.restarts);
  });
  // Runs of the same end differ by rounding: the first of them.
  double least = infinity;
  for (const LloydRun& run : runs) least = std::min(least, run.inertia);
  const auto best = std::find_if(runs.begin(), runs.end(), [least](const LloydRun& run) {
    constexpr double same = 1 + 0x1p-40;
    return run.inertia <= same * least;
  });
  finish(x, frame, constraint, where, *best);
  require(std::isfinite(best->inertia), "{}: inertia {} should be finite: x is too large to square", where,
          best->inertia);
  return std::move(*best);
}

}  // namespace neon
