#include <neon/clustering/detail/nearest_kernel.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/nearest_search.hpp>
#include <neon/core/detail/large_array.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/product.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

constexpr Index terms_at_once = NearestKernel::terms_at_once;
constexpr Index task = 960;  // points of one parallel block: whole panels of every kernel
// Reach whose squares are ordinary floats, and far above the smallest of them.
constexpr double least_reach = 0x1p-40, most_reach = 0x1p40;
constexpr double up = 1 + 0x1p-40;  // more than the rounding of a distance and of its sums
constexpr double last_place = std::numeric_limits<float>::epsilon();

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

/// The points in single precision.
struct NearestSearch::Singles {
  Index features;
  LargeArray<float> z;  // [n, d]
  Vector norm;          // [n]

  Singles(const MatrixView& x, const Frame& frame)
      : features(x.cols()), z(large_array<float>(at(x.rows() * x.cols()))), norm(x.rows()) {
    const double per_unit = 1 / frame.unit;
    parallel_blocks(x.rows(), task, [&](Index first, Index last) {
      for (Index n = first; n < last; ++n)
        norm[n] = std::sqrt(
            nearest_kernel().centre(x.row(n).data(), frame.origin.data(), per_unit, features, z.get() + n * features));
    });
  }

  const float* point(Index n) const { return z.get() + n * features; }
};

/// The centroids in single precision, in groups, and one by one.
struct NearestSearch::Centroids {
  const Matrix& given;
  double largest;  // norm
  std::vector<float> groups, half_norm;
  FloatMatrix rows;
  Vector norm;

  Centroids(const Matrix& centroids, const Frame& frame) : given(centroids) {
    const Index clusters = centroids.rows(), features = centroids.cols();
    const Matrix z = (centroids.rowwise() - frame.origin) / frame.unit;
    norm = z.rowwise().norm();
    largest = norm.maxCoeff();
    rows = z.cast<float>();
    const Index group = nearest_kernel().group, filled = (clusters + group - 1) / group * group;
    groups.assign(at(filled * features), 0);
    half_norm.assign(at(filled), std::numeric_limits<float>::infinity());
    for (Index k = 0; k < clusters; ++k) {
      half_norm[at(k)] = static_cast<float>(norm[k] * norm[k] / 2);
      float* const to = groups.data() + k / group * group * features + k % group;
      for (Index i = 0; i < features; ++i) to[i * group] = rows(k, i);
    }
  }

  Index filled() const { return static_cast<Index>(half_norm.size()); }
};

NearestSearch::NearestSearch(const MatrixView& x, double rounding, std::shared_ptr<const Singles> singles, Frame frame)
    : x_(x), rounding_(rounding), frame_(std::move(frame)), singles_(std::move(singles)) {
  if (!singles_) singles_ = std::make_shared<const Singles>(x_, frame_);
}

NearestSearch::NearestSearch(const MatrixView& x, double rounding)
    : NearestSearch(x, rounding, {}, frame_of_any_size(x)) {}

NearestSearch::NearestSearch(const MatrixView& x, const Frame& frame, const NearestSearch& in_frame)
    : NearestSearch(x, 0, in_frame.singles_, frame) {}

NearestSearch NearestSearch::among_framed(const MatrixView& z, double rounding) {
  return {z, rounding, {}, {Eigen::RowVectorXd::Zero(z.cols()), 1}};
}

/// The largest squared distance that ties with the smallest.
double NearestSearch::tie(double smallest) const { return smallest + 4 * rounding_ * std::sqrt(smallest); }

/// Whether bounds tell the nearest centroid.
bool NearestSearch::tells(double upper, double lower) const { return up * upper + 2 * rounding_ < lower; }

/// The places of points[first .. last), by single precision as far as that goes.
void NearestSearch::find(const Centroids& to, const std::vector<Index>& points, Index first, Index last,
                         Places& places) const {
  const Index features = x_.cols();
  const double unit = frame_.unit, own = rounding_ / unit,
               rounding =
                   static_cast<double>(std::min(features, terms_at_once) + features / terms_at_once + 8) * last_place;
  const NearestKernel& kernel = nearest_kernel();
  const Index panel = kernel.panel;
  std::vector<float> packed(at(features * panel));
  std::vector<Index> undecided;
  std::array<const float*, NearestKernel::most_points> from{};
  std::array<float, NearestKernel::most_points> least{}, next{};
  std::array<std::int32_t, NearestKernel::most_points> index{};
  for (; first < last; first += panel) {
    const Index count = std::min(panel, last - first);
    for (Index p = 0; p < count; ++p) from[at(p)] = singles_->point(points[at(first + p)]);
    kernel.turn(from.data(), count, features, packed.data());
    kernel.smallest(packed.data(), to.groups.data(), to.half_norm.data(), to.filled(), features, least.data(),
                    next.data(), index.data());
    for (Index p = 0; p < count; ++p) {
      const Index n = points[at(first + p)];
      const double norm = singles_->norm[n], square = norm * norm, best = least[at(p)], second = next[at(p)],
                   reach = norm + to.largest, slack = (rounding * reach + 2 * own) * reach;
      if (reach > least_reach && reach < most_reach && second > best + slack) {
        places.labels[at(n)] = index[at(p)];
        places.upper[n] = unit * std::sqrt(std::max(0.0, square + 2 * best + slack));
        places.lower[n] = unit * std::sqrt(std::max(0.0, square + 2 * second - slack));
        places.least[n] = unit * std::sqrt(std::max(0.0, square + 2 * best - slack));
      } else {
        undecided.push_back(n);
        places.upper[n] = infinity;
        places.lower[n] = places.least[n] = 0;
      }
    }
  }
  constexpr std::size_t at_once = 64;
  for (std::size_t from_first = 0; from_first < undecided.size(); from_first += at_once)
    decide(to.given,
           {undecided.begin() + static_cast<Index>(from_first),
            undecided.begin() + static_cast<Index>(std::min(from_first + at_once, undecided.size()))},
           places);
}

/// The labels of a few points, in double precision.
void NearestSearch::decide(const Matrix& centroids, const std::vector<Index>& points, Places& places) const {
  const Matrix x = x_(points, Eigen::all);
  Matrix distance;
  if (x.cols() <= few_features) {
    distance = distances_by_differences(x, centroids);
  } else {
    const Eigen::RowVectorXd origin = column_means(centroids);
    const Matrix z = x.rowwise() - origin, from_origin = centroids.rowwise() - origin;
    const Eigen::RowVectorXd norm = from_origin.rowwise().squaredNorm().transpose();
    const double rounding = static_cast<double>(x.cols() + 8) * std::numeric_limits<double>::epsilon(),
                 largest = std::sqrt(norm.maxCoeff());
    // ‖x - mu‖^2 up to ‖x‖^2; what may be the smallest is told exactly, the others not at all.
    distance = Matrix::Zero(z.rows(), centroids.rows());
    add_product(-2 * z, from_origin.transpose(), distance);
    distance.rowwise() += norm;
    for (Index p = 0; p < x.rows(); ++p) {
      const double reach = z.row(p).norm() + largest,
                   limit = distance.row(p).minCoeff() + 2 * (rounding * reach + 2 * rounding_) * reach;
      for (Index k = 0; k < centroids.rows(); ++k)
        distance(p, k) =
            distance(p, k) <= limit ? squared_distance(x.row(p).data(), centroids.row(k).data(), x.cols()) : infinity;
    }
  }
  for (Index p = 0; p < x.rows(); ++p) {
    const double limit = tie(distance.row(p).minCoeff());
    Index label = 0;
    while (distance(p, label) > limit) ++label;
    places.labels[at(points[at(p)])] = label;
  }
}

NearestSearch::Places NearestSearch::find(const Matrix& centroids) const {
  const Index points = x_.rows();
  Places places{Labels(at(points)), Vector(points), Vector(points), Vector(points)};
  std::vector<Index> all(at(points));
  std::iota(all.begin(), all.end(), 0);
  const Centroids to(centroids, frame_);
  parallel_blocks(points, task, [&](Index first, Index last) { find(to, all, first, last, places); });
  return places;
}

/// Which points of [first, last) no bounds tell, once the upper ones are the distances themselves. These are computed
/// as long as they save more than they cost.
void NearestSearch::open_points(const Centroids& to, Index first, Index last, Places& places,
                                std::vector<char>& open) const {
  constexpr Index trial = 64;
  const Index features = x_.cols();
  const double rounding = (static_cast<double>(features) / 8 + 68) * last_place;
  Index tried = 0, told = 0;
  for (Index n = first; n < last; ++n) {
    const Index label = places.labels[at(n)];
    double& upper = places.upper[n];
    const double lower = places.lower[n], reach = singles_->norm[n] + to.norm[label];
    open[at(n)] = tells(upper, lower) ? 0 : 1;
    if (open[at(n)] == 0 || lower == 0 || reach < least_reach || reach > most_reach) continue;
    if (tried >= trial && told * (8 + to.filled()) < 16 * tried) continue;
    const double square = nearest_kernel().squared(singles_->point(n), to.rows.row(label).data(), features);
    upper = frame_.unit * ((1 + rounding) * std::sqrt(square) + last_place * reach);
    open[at(n)] = tells(upper, lower) ? 0 : 1;
    ++tried;
    told += open[at(n)] == 0 ? 1 : 0;
  }
}

std::vector<Index> NearestSearch::update(const Matrix& before, const Matrix& centroids, Places& places) const {
  const Vector moved = up * (centroids - before).rowwise().norm();
  Index farthest = 0;
  const double most = moved.maxCoeff(&farthest);
  double most_others = 0;
  for (Index k = 0; k < moved.size(); ++k)
    if (k != farthest) most_others = std::max(most_others, moved[k]);

  const Centroids to(centroids, frame_);
  std::vector<char> open(at(x_.rows()), 0);
  parallel_blocks(x_.rows(), task, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) {
      const Index label = places.labels[at(n)];
      places.upper[n] = up * (places.upper[n] + moved[label]);
      places.lower[n] = std::max(0.0, places.lower[n] / up - (label == farthest ? most_others : most));
    }
    open_points(to, first, last, places, open);
  });
  std::vector<Index> points;
  Labels labels;
  for (Index n = 0; n < x_.rows(); ++n) {
    if (open[at(n)] == 0) continue;
    points.push_back(n);
    labels.push_back(places.labels[at(n)]);
  }
  parallel_blocks(static_cast<Index>(points.size()), task,
                  [&](Index first, Index last) { find(to, points, first, last, places); });
  std::vector<Index> changed;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (places.labels[at(points[i])] != labels[i]) changed.push_back(points[i]);
  return changed;
}

}  // namespace neon
