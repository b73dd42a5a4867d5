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

}  // namespace

Matrix greedy_start(const MatrixView& x, Index clusters, Random random) {
  constexpr Index least_sample = 4096;
  const auto tries = static_cast<Index>(2 + std::log(static_cast<double>(clusters)));
  const Index points = x.rows(), sampled = std::min(points, std::max(least_sample, points / (2 * tries)));
  Sample sample(x, sampled, random);
  const NearestSearch search(x);
  Vector nearest = Vector::Constant(points, 1);  // squared distances from the centroids of finished batches
  Matrix centroids(clusters, x.cols());

  for (Index taken = 0; taken < clusters;) {
    const Index begin = taken, wanted = std::clamp<Index>(taken / 4, 1, clusters - taken);
    const Draws draw(nearest);
    // A point drawn by the distances of before is let through with the probability that its distance of now has to
    // that: a draw by the distances of now. Too many are refused when the batch has changed too much.
    const auto passes = [&](Index n) {
      double now = nearest[n];
      for (Index k = begin; k < taken; ++k)
        now = std::min(now, squared_distance(x.row(n).data(), centroids.row(k).data(), x.cols()));
      return taken == begin || random.uniform() * nearest[n] < now;
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
    const Labels label = search.find(batch).labels;
    parallel_blocks(points, 256, [&](Index first, Index last) {
      for (Index n = first; n < last; ++n) {
        const double to = squared_distance(x.row(n).data(), batch.row(label[at(n)]).data(), x.cols());
        nearest[n] = begin == 0 ? to : std::min(nearest[n], to);
      }
    });
  }
  return centroids;
}

}  // namespace neon
