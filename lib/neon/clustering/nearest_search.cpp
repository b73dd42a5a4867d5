#include <neon/clustering/distances.hpp>
#include <neon/clustering/nearest_search.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/packet.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

constexpr int lanes = 2 * packet_width;
using Floats [[gnu::vector_size(lanes * sizeof(float))]] = float;
using Integers [[gnu::vector_size(lanes * sizeof(std::int32_t))]] = std::int32_t;

// Three vectors of points by as many centroids as leave their sums in registers.
constexpr int vectors = 3;
#if defined(__AVX512F__)
constexpr int group = 8;
#else
constexpr int group = 4;
#endif
constexpr Index panel = vectors * lanes;  // points
constexpr Index task = 20 * panel;        // points of one parallel block
constexpr Index strip = 16;               // features packed at a time
constexpr Index terms_at_once = 256;      // summed apart, which bounds the rounding of long sums

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Floats load_floats(const float* from) {
  Floats value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// The smallest two scores of a panel's points.
struct Smallest {
  Floats first[vectors], second[vectors];
  Integers index[vectors];
};

void put_in(Smallest& least, int v, Floats score, std::int32_t index) {
  const Integers smaller = score < least.first[v];
  const Floats larger = smaller ? least.first[v] : score;
  least.second[v] = larger < least.second[v] ? larger : least.second[v];
  least.first[v] = smaller ? score : least.first[v];
  least.index[v] = smaller ? Integers{} + index : least.index[v];
}

/// Scores of one group of centroids for a panel of points.
/// @param points [d, panel]  @param centroids [d, group]  @param half_norm [group]
void score_group(const float* points, const float* centroids, const float* half_norm, Index terms, std::int32_t index,
                 Smallest& least) {
  Floats score[group][vectors];
  for (int r = 0; r < group; ++r)
    for (int v = 0; v < vectors; ++v) score[r][v] = Floats{} + half_norm[r];
  for (Index first = 0; first < terms; first += terms_at_once) {
    const Index last = std::min(terms, first + terms_at_once);
    Floats sum[group][vectors] = {};
    for (Index t = first; t < last; ++t) {
      Floats x[vectors];
      for (int v = 0; v < vectors; ++v) x[v] = load_floats(points + t * panel + v * lanes);
      for (int r = 0; r < group; ++r) {
        const float factor = centroids[t * group + r];
        for (int v = 0; v < vectors; ++v) sum[r][v] += factor * x[v];
      }
    }
    for (int r = 0; r < group; ++r)
      for (int v = 0; v < vectors; ++v) score[r][v] -= sum[r][v];
  }
  for (int r = 0; r < group; ++r)
    for (int v = 0; v < vectors; ++v) put_in(least, v, score[r][v], index + r);
}

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
    const Index filled = (clusters + group - 1) / group * group;
    groups.assign(at(filled * features), 0);
    half_norm.assign(at(filled), std::numeric_limits<float>::infinity());
    for (Index k = 0; k < clusters; ++k) {
      half_norm[at(k)] = static_cast<float>(norm[k] / 2);
      float* const to = groups.data() + k / group * group * features + k % group;
      for (Index i = 0; i < features; ++i) to[i * group] = static_cast<float>(z(k, i));
    }
  }

  Smallest smallest(const float* points) const {
    Smallest least;
    for (int v = 0; v < vectors; ++v) {
      least.first[v] = least.second[v] = Floats{} + std::numeric_limits<float>::infinity();
      least.index[v] = Integers{};
    }
    const Index features = given.cols();
    for (Index k = 0; k < static_cast<Index>(half_norm.size()); k += group)
      score_group(points, groups.data() + k * features, half_norm.data() + k, features, static_cast<std::int32_t>(k),
                  least);
    return least;
  }
};

NearestSearch::NearestSearch(const MatrixView& x, double rounding) : x_(x), rounding_(rounding) {}

/// The largest squared distance that ties with the smallest.
double NearestSearch::tie(double smallest) const { return smallest + 4 * rounding_ * std::sqrt(smallest); }

/// Features [i, i + width) of some points, about the origin of the centroids and in their unit.
/// @param packed [width, panel]  @param square [count] plus the squares of what is packed
void NearestSearch::pack(const Index* points, Index count, Index i, Index width, const Centroids& to, float* packed,
                         double* square) const {
  float rows[panel][strip] = {};
  const double per_unit = 1 / to.unit;
  const double* const origin = to.origin.data() + i;
  const auto take = [&](Index p, Index features) {
    const double* const from = x_.row(points[p]).data() + i;
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (Index j = 0; j < features; ++j) {
      const double z = (from[j] - origin[j]) * per_unit;
      sum += z * z;
      rows[p][j] = static_cast<float>(z);
    }
    square[p] += sum;
  };
  const auto turn = [&](Index features) {
    for (Index j = 0; j < features; ++j)
      for (Index p = 0; p < panel; ++p) packed[j * panel + p] = rows[p][j];
  };
  if (width == strip) {  // a constant that the compiler unrolls by
    for (Index p = 0; p < count; ++p) take(p, strip);
    turn(strip);
  } else {
    for (Index p = 0; p < count; ++p) take(p, width);
    turn(width);
  }
}

/// The places of points[first .. last), by single precision as far as that goes.
void NearestSearch::find(const Centroids& to, const std::vector<Index>& points, Index first, Index last,
                         Places& places) const {
  const Index features = x_.cols();
  const double rounding = static_cast<double>(std::min(features, terms_at_once) + features / terms_at_once + 8) *
                          std::numeric_limits<float>::epsilon(),
               own = rounding_ / to.unit;
  constexpr double most = 0x1p40;  // reach whose squares are ordinary floats
  std::vector<float> packed(at(features * panel), 0);
  std::vector<Index> undecided;
  for (; first < last; first += panel) {
    const Index count = std::min(panel, last - first);
    double square[panel] = {};
    for (Index i = 0; i < features; i += strip)
      pack(points.data() + first, count, i, std::min(strip, features - i), to, packed.data() + i * panel, square);
    const Smallest least = to.smallest(packed.data());
    for (Index p = 0; p < count; ++p) {
      const Index n = points[at(first + p)];
      const double reach = std::sqrt(square[p]) + to.largest, slack = (rounding * reach + 2 * own) * reach,
                   best = least.first[p / lanes][p % lanes], second = least.second[p / lanes][p % lanes];
      if (reach < most && second > best + slack) {
        places.labels[at(n)] = least.index[p / lanes][p % lanes];
        places.upper[n] = to.unit * std::sqrt(std::max(0.0, square[p] + 2 * best + slack));
        places.lower[n] = to.unit * std::sqrt(std::max(0.0, square[p] + 2 * second - slack));
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
    distance = -2 * z * from_origin.transpose();
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
