#include <neon/clustering/distances.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/clustering/nearest_search.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Draws indices with probability proportional to weights that stay, or uniformly if there is no weight.
class Draws {
 public:
  explicit Draws(const Vector& weight) : until_(at(weight.size())) {
    std::partial_sum(weight.begin(), weight.end(), until_.begin());
  }

  Index operator()(Random& random) const {
    if (!(until_.back() > 0)) return random.below(static_cast<Index>(until_.size()));
    const auto above = std::upper_bound(until_.begin(), until_.end(), random.uniform() * until_.back());
    // The product may round to the total, whose first place is the last with weight.
    return std::min(above, std::lower_bound(until_.begin(), until_.end(), until_.back())) - until_.begin();
  }

 private:
  std::vector<double> until_;
};

/// Some points by which candidates are judged, in single precision.
class Sample {
 public:
  Sample(const MatrixView& x, Index count, Random& random) : nearest_(count) {
    std::vector<Index> order(at(x.rows()));
    std::iota(order.begin(), order.end(), 0);
    if (count < x.rows())
      for (Index i = 0; i < count; ++i) std::swap(order[at(i)], order[at(i + random.below(x.rows() - i))]);
    order.resize(at(count));
    points_ = x(order, Eigen::all).cast<float>();
    norm_ = points_.rowwise().squaredNorm();
    nearest_.setConstant(std::numeric_limits<float>::max());
  }

  /// Squared distances to candidates.  @return [points, candidates]
  Eigen::MatrixXf distances(const Matrix& candidates) const {
    const FloatMatrix y = candidates.cast<float>();
    const Eigen::RowVectorXf norm = y.rowwise().squaredNorm().transpose();
    Eigen::MatrixXf distance(points_.rows(), y.rows());
    parallel_blocks(points_.rows(), 512, [&](Index first, Index last) {
      auto rows = distance.middleRows(first, last - first);
      rows.noalias() = -2 * points_.middleRows(first, last - first) * y.transpose();
      rows.colwise() += norm_.segment(first, last - first);
      rows.rowwise() += norm;
      rows = rows.cwiseMax(0);
    });
    return distance;
  }

  /// The candidate that leaves the smallest sum of squared distances.
  Index best(const Eigen::MatrixXf& distance) const {
    Eigen::RowVectorXf left(distance.cols());
    for (Index c = 0; c < distance.cols(); ++c) left[c] = nearest_.cwiseMin(distance.col(c)).sum();
    Index best = 0;
    left.minCoeff(&best);
    return best;
  }
  void take(const Eigen::Ref<const Eigen::VectorXf>& distance) { nearest_ = nearest_.cwiseMin(distance).eval(); }

 private:
  FloatMatrix points_;
  Eigen::VectorXf norm_, nearest_;
};

/// Where the points are among the centroids so far.
class Nearest {
 public:
  explicit Nearest(const MatrixView& x) : x_(x), square_(Vector::Constant(x.rows(), 1)) {}

  /// [n] squared distances to the nearest centroid; before the first of these 1.
  const Vector& square() const { return square_; }
  NearestSearch::Places& places() { return places_; }

  /// Adds the next centroids.  @param found the places of the points among them alone
  void add(const Matrix& centroids, NearestSearch::Places found) {
    if (places_.labels.empty()) {
      places_ = std::move(found);
      square_ = point_errors(x_, places_.labels, centroids);
      places_.upper = up * square_.cwiseSqrt();
    } else {
      parallel_blocks(x_.rows(), 256, [&](Index first, Index last) {
        for (Index n = first; n < last; ++n) merge(n, centroids, found);
      });
    }
    taken_ += centroids.rows();
  }

 private:
  static constexpr double up = 1 + 0x1p-40;  // more than the rounding of a distance and of its sums

  void merge(Index n, const Matrix& centroids, const NearestSearch::Places& found) {
    double& lower = places_.lower[n];
    const Index label = found.labels[at(n)];
    lower = std::min(lower, found.lower[n]);
    // Most points do not get nearer: their distances need not be computed.
    if (found.least[n] > places_.upper[n]) {
      lower = std::min(lower, found.least[n]);
      return;
    }
    const double square = squared_distance(x_.row(n).data(), centroids.row(label).data(), x_.cols());
    lower = std::min(lower, std::sqrt(std::max(square, square_[n])) / up);
    if (square >= square_[n]) return;
    square_[n] = square;
    places_.labels[at(n)] = taken_ + label;
    places_.upper[n] = up * std::sqrt(square);
  }

  MatrixView x_;
  Vector square_;
  Index taken_ = 0;
  NearestSearch::Places places_;
};

}  // namespace

Start greedy_start(const MatrixView& x, const NearestSearch& search, Index clusters, Random random) {
  constexpr Index least_sample = 4096;
  const auto tries = static_cast<Index>(2 + std::log(static_cast<double>(clusters)));
  const Index points = x.rows(), sampled = std::min(points, std::max(least_sample, points / (2 * tries)));
  Sample sample(x, sampled, random);
  Nearest nearest(x);
  Matrix centroids(clusters, x.cols());

  for (Index taken = 0; taken < clusters;) {
    const Index begin = taken, wanted = std::clamp<Index>(taken, 1, clusters - taken);
    const Draws draw(nearest.square());
    // A point drawn by the distances of before is let through with the probability that its distance of now has to
    // that: a draw by the distances of now. Too many are refused when the batch has changed too much.
    const auto passes = [&](Index n) {
      double now = nearest.square()[n];
      for (Index k = begin; k < taken; ++k)
        now = std::min(now, squared_distance(x.row(n).data(), centroids.row(k).data(), x.cols()));
      return taken == begin || random.uniform() * nearest.square()[n] < now;
    };
    while (taken < begin + wanted) {
      std::vector<Index> candidates;
      for (Index drawn = 0; static_cast<Index>(candidates.size()) < tries && drawn < 3 * tries; ++drawn)
        if (const Index n = draw(random); passes(n)) candidates.push_back(n);
      if (static_cast<Index>(candidates.size()) < tries) break;
      const Eigen::MatrixXf distance = sample.distances(x(candidates, Eigen::all));
      const Index best = sample.best(distance);
      sample.take(distance.col(best));
      centroids.row(taken++) = x.row(candidates[at(best)]);
    }
    const Matrix batch = centroids.middleRows(begin, taken - begin);
    nearest.add(batch, search.find(batch));
  }
  search.update(centroids, centroids, nearest.places());
  return {std::move(centroids), std::move(nearest.places())};
}

Matrix greedy_start(const MatrixView& x, Index clusters, Random random) {
  return greedy_start(x, NearestSearch(x), clusters, random).centroids;
}

}  // namespace neon
