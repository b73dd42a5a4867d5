#include <neon/clustering/distances.hpp>
#include <neon/clustering/nearest_kernel.hpp>
#include <neon/clustering/nearest_search.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/product.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

constexpr Index strip = NearestKernel::strip, terms_at_once = NearestKernel::terms_at_once;
constexpr Index task = 960;  // points of one parallel block: whole panels of every kernel

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

/// The centroids in single precision, in groups, about an origin and in a unit that leave ordinary numbers.
struct NearestSearch::Centroids {
  const Matrix& given;
  Eigen::RowVectorXd origin;
  double unit, largest;  // norm, in that unit
  std::vector<float> groups, half_norm;

  explicit Centroids(const Matrix& centroids) : given(centroids), origin(column_means(centroids)) {
    const Index clusters = centroids.rows(), features = centroids.cols();
    Matrix z = centroids.rowwise() - origin;
    const double spread = z.cwiseAbs().maxCoeff();
    unit = spread > 0 ? std::ldexp(1.0, std::ilogb(spread)) : 1;
    z /= unit;
    const Vector norm = z.rowwise().squaredNorm();
    largest = std::sqrt(norm.maxCoeff());
    const Index group = nearest_kernel().group, filled = (clusters + group - 1) / group * group;
    groups.assign(at(filled * features), 0);
    half_norm.assign(at(filled), std::numeric_limits<float>::infinity());
    for (Index k = 0; k < clusters; ++k) {
      half_norm[at(k)] = static_cast<float>(norm[k] / 2);
      float* const to = groups.data() + k / group * group * features + k % group;
      for (Index i = 0; i < features; ++i) to[i * group] = static_cast<float>(z(k, i));
    }
  }
};

NearestSearch::NearestSearch(const MatrixView& x, double rounding) : x_(x), rounding_(rounding) {}

/// The largest squared distance that ties with the smallest.
double NearestSearch::tie(double smallest) const { return smallest + 4 * rounding_ * std::sqrt(smallest); }

/// The places of points[first .. last), by single precision as far as that goes.
void NearestSearch::find(const Centroids& to, const std::vector<Index>& points, Index first, Index last,
                         Places& places) const {
  const Index features = x_.cols();
  const double rounding = static_cast<double>(std::min(features, terms_at_once) + features / terms_at_once + 8) *
                          std::numeric_limits<float>::epsilon(),
               own = rounding_ / to.unit;
  constexpr double most = 0x1p40;  // reach whose squares are ordinary floats
  const NearestKernel& kernel = nearest_kernel();
  const Index panel = kernel.panel;
  std::vector<float> packed(at(features * panel), 0);
  std::vector<Index> undecided;
  for (; first < last; first += panel) {
    const Index count = std::min(panel, last - first);
    std::array<double, NearestKernel::most_points> squares{};
    std::array<const double*, NearestKernel::most_points> from{};
    for (Index i = 0; i < features; i += strip) {
      for (Index p = 0; p < count; ++p) from[at(p)] = x_.row(points[at(first + p)]).data() + i;
      kernel.pack(from.data(), count, std::min(strip, features - i), to.origin.data() + i, 1 / to.unit,
                  packed.data() + i * panel, squares.data());
    }
    std::array<float, NearestKernel::most_points> least, next;
    std::array<std::int32_t, NearestKernel::most_points> index;
    kernel.smallest(packed.data(), to.groups.data(), to.half_norm.data(), static_cast<Index>(to.half_norm.size()),
                    features, least.data(), next.data(), index.data());
    for (Index p = 0; p < count; ++p) {
      const Index n = points[at(first + p)];
      const double square = squares[at(p)], best = least[at(p)], second = next[at(p)],
                   reach = std::sqrt(square) + to.largest, slack = (rounding * reach + 2 * own) * reach;
      if (reach < most && second > best + slack) {
        places.labels[at(n)] = index[at(p)];
        places.upper[n] = to.unit * std::sqrt(std::max(0.0, square + 2 * best + slack));
        places.lower[n] = to.unit * std::sqrt(std::max(0.0, square + 2 * second - slack));
      } else {
        undecided.push_back(n);
        places.upper[n] = infinity;
        places.lower[n] = 0;
      }
    }
  }
  constexpr std::size_t at_once = 64;
  for (std::size_t from = 0; from < undecided.size(); from += at_once)
    decide(to.given,
           {undecided.begin() + static_cast<Index>(from),
            undecided.begin() + static_cast<Index>(std::min(from + at_once, undecided.size()))},
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
  Places places{Labels(at(points)), Vector(points), Vector(points)};
  std::vector<Index> all(at(points));
  std::iota(all.begin(), all.end(), 0);
  const Centroids to(centroids);
  parallel_blocks(points, task, [&](Index first, Index last) { find(to, all, first, last, places); });
  return places;
}

std::vector<Index> NearestSearch::update(const Matrix& before, const Matrix& centroids, Places& places) const {
  constexpr double up = 1 + 0x1p-40;  // more than the rounding of a distance and of its sums
  const Vector moved = up * (centroids - before).rowwise().norm();
  Index farthest = 0;
  const double most = moved.maxCoeff(&farthest);
  double most_others = 0;
  for (Index k = 0; k < moved.size(); ++k)
    if (k != farthest) most_others = std::max(most_others, moved[k]);

  std::vector<char> open(at(x_.rows()), 0);
  parallel_blocks(x_.rows(), task, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) {
      const Index label = places.labels[at(n)];
      double& upper = places.upper[n];
      double& lower = places.lower[n];
      upper = up * (upper + moved[label]);
      lower = std::max(0.0, lower / up - (label == farthest ? most_others : most));
      const auto told = [&] { return up * upper + 2 * rounding_ < lower; };
      if (told() || lower == 0) {
        open[at(n)] = told() ? 0 : 1;
        continue;
      }
      upper = up * std::sqrt(squared_distance(x_.row(n).data(), centroids.row(label).data(), x_.cols()));
      open[at(n)] = told() ? 0 : 1;
    }
  });
  std::vector<Index> points;
  for (Index n = 0; n < x_.rows(); ++n)
    if (open[at(n)] != 0) points.push_back(n);

  Labels labels;
  for (const Index n : points) labels.push_back(places.labels[at(n)]);
  const Centroids to(centroids);
  parallel_blocks(static_cast<Index>(points.size()), task,
                  [&](Index first, Index last) { find(to, points, first, last, places); });
  std::vector<Index> changed;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (places.labels[at(points[i])] != labels[i]) changed.push_back(points[i]);
  return changed;
}

}  // namespace neon
