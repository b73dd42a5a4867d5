#include <neon/clustering/detail/nearest_kernel.hpp>
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

/// Some points by which candidates are judged, in single precision, in the panels of the kernel.
class Sample {
 public:
  Sample(const MatrixView& x, Index count, Random& random)
      : features_(x.cols()), panels_((count + kernel_.panel - 1) / kernel_.panel) {
    std::vector<Index> order(at(x.rows()));
    std::iota(order.begin(), order.end(), 0);
    if (count < x.rows())
      for (Index i = 0; i < count; ++i) std::swap(order[at(i)], order[at(i + random.below(x.rows() - i))]);
    order.resize(at(count));
    const FloatMatrix points = x(order, Eigen::all).cast<float>();
    packed_.resize(at(panels_ * kernel_.panel * features_));
    norm_ = Eigen::VectorXf::Zero(panels_ * kernel_.panel);
    norm_.head(count) = points.rowwise().squaredNorm();
    // What fills the last panel is at distance 0 from the first candidate on.
    nearest_ = Eigen::VectorXf::Zero(norm_.size());
    nearest_.head(count).setConstant(std::numeric_limits<float>::max());
    std::vector<const float*> from(at(kernel_.panel));
    for (Index first = 0; first < count; first += kernel_.panel) {
      const Index here = std::min(kernel_.panel, count - first);
      for (Index p = 0; p < here; ++p) from[at(p)] = points.row(first + p).data();
      kernel_.turn(from.data(), here, features_, packed_.data() + first * features_);
    }
  }

  /// Of some candidates the one that leaves the smallest sum of squared distances, which is taken.
  Index take_best(const Matrix& candidates) {
    const Index count = candidates.rows(), group = kernel_.group, groups = (count + group - 1) / group;
    std::vector<float> packed(at(groups * group * features_), 0), half_norm(at(groups * group), 0);
    for (Index c = 0; c < count; ++c) {
      half_norm[at(c)] = static_cast<float>(candidates.row(c).squaredNorm() / 2);
      float* const to = packed.data() + c / group * group * features_ + c % group;
      for (Index i = 0; i < features_; ++i) to[i * group] = static_cast<float>(candidates(c, i));
    }
    FloatMatrix distance(groups * group, norm_.size());
    parallel_blocks(panels_, 8, [&](Index begin, Index end) {
      FloatMatrix score(group, kernel_.panel);
      for (Index panel = begin; panel < end; ++panel) {
        const Index first = panel * kernel_.panel;
        const auto norm = norm_.segment(first, kernel_.panel).transpose();
        for (Index g = 0; g < groups; ++g) {
          kernel_.scores(packed_.data() + first * features_, packed.data() + g * group * features_,
                         half_norm.data() + g * group, features_, score.data());
          distance.block(g * group, first, group, kernel_.panel) = ((2 * score).rowwise() + norm).cwiseMax(0);
        }
      }
    });
    Index best = 0;
    double least = infinity;
    for (Index c = 0; c < count; ++c) {
      const double left = nearest_.cwiseMin(distance.row(c).transpose()).sum();
      if (left < least) {
        least = left;
        best = c;
      }
    }
    nearest_ = nearest_.cwiseMin(distance.row(best).transpose()).eval();
    return best;
  }

 private:
  const NearestKernel& kernel_ = nearest_kernel();
  Index features_, panels_;
  std::vector<float> packed_;
  Eigen::VectorXf norm_, nearest_;
};

/// Where the points are among the centroids so far.
class Nearest {
 public:
  explicit Nearest(const MatrixView& x) : x_(x), square_(Vector::Constant(x.rows(), 1)) {}

  /// [n] squared distances to the nearest centroid; before the first of these 1.
  const Vector& square() const { return square_; }
  NearestSearch::Places& places() { return places_; }

  /// Adds the next centroids, of the first call one alone.
  void add(const Matrix& centroids, const NearestSearch& search) {
    if (taken_ == 0) {
      places_ = {Labels(at(x_.rows()), 0), {}, Vector::Constant(x_.rows(), infinity), Vector::Zero(x_.rows())};
      square_ = point_errors(x_, places_.labels, centroids);
      places_.upper = up * square_.cwiseSqrt();
    } else {
      const NearestSearch::Places found = search.find(centroids);
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
  constexpr Index least_sample = 4096, least_batch = 7;
  const auto tries = static_cast<Index>(2 + std::log(static_cast<double>(clusters)));
  const Index points = x.rows(), sampled = std::min(points, std::max(least_sample, points / (2 * tries)));
  Sample sample(x, sampled, random);
  Nearest nearest(x);
  Matrix centroids(clusters, x.cols());

  for (Index taken = 0; taken < clusters;) {
    const Index begin = taken, wanted = taken == 0 ? 1 : std::min(std::max(taken, least_batch), clusters - taken);
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
      const Index best = sample.take_best(x(candidates, Eigen::all));
      centroids.row(taken++) = x.row(candidates[at(best)]);
    }
    nearest.add(centroids.middleRows(begin, taken - begin), search);
  }
  search.update(centroids, centroids, nearest.places());
  return {std::move(centroids), std::move(nearest.places())};
}

Matrix greedy_start(const MatrixView& x, Index clusters, Random random) {
  return greedy_start(x, NearestSearch(x), clusters, random).centroids;
}

}  // namespace neon
