#include <neon/clustering/fit.hpp>
#include <neon/clustering/k_nearest_neighbours.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/core/parallel.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/neighbour_margins.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neon {
namespace {

/// A point's distance and row.
using Candidate = std::pair<double, Index>;

/// What the classes have near one point.
class Near {
 public:
  Near(const KNearestNeighbours& model, const MatrixView& x, const ClassNearest& nearest, Index n)
      : points_(model.points.points()), x_(x.row(n).data()), nearest_(nearest), n_(n), k_(model.neighbours) {
    std::vector<std::pair<Candidate, Index>> all;  // with their classes
    for (Index column = 0; column < nearest.squared_distance.cols(); ++column)
      if (nearest.point(n, column) >= 0)
        all.push_back({{nearest.squared_distance(n, column), nearest.point(n, column)}, column / nearest.count});
    // k of the other classes are among those of k + 1 of one class and k others.
    const auto last = all.begin() + std::min<std::ptrdiff_t>(std::ssize(all), 2 * k_ + 1);
    std::partial_sort(all.begin(), last, all.end());
    inner_ = all[static_cast<std::size_t>(k_ - 1)].first;
    others_.assign(static_cast<std::size_t>(model.clusters() * k_), none);
    for (Index c = 0; c < model.clusters(); ++c) {
      Index count = 0;
      for (auto it = all.begin(); it != last && count < k_; ++it)
        if (it->second != c) others_[static_cast<std::size_t>(c * k_ + count++)] = it->first;
    }
  }

  NeighbourMargin margin(Index c, Index j) const {
    double largest = -infinity;
    Candidate far, near;
    for (Index m = 0; m < k_; ++m) {
      const Candidate own = at(c, m), after = other_than(c, k_ - 1 - m), rival = at(j, m),
                      before = other_than(j, k_ - 1 - m);
      const double has = own == none ? -infinity : after.first - own.first,
                   lacks = rival == none ? infinity : rival.first - before.first, smaller = std::min(has, lacks);
      if (smaller == infinity) return spread(c, 1);
      if (!(smaller > largest)) continue;
      largest = smaller;
      far = has <= lacks ? after : rival;
      near = has <= lacks ? own : before;
    }
    return largest == -infinity ? spread(j, -1) : between(far, near);
  }

  /// Whether the m-th nearest of class c is among the k nearest of all.
  bool votes(Index c, Index m) const { return at(c, m) <= inner_; }

 private:
  static constexpr Candidate none{infinity, -1};

  Candidate at(Index c, Index m) const {
    const Index column = c * nearest_.count + m;
    return {nearest_.squared_distance(n_, column), nearest_.point(n_, column)};
  }
  Candidate other_than(Index c, Index m) const { return others_[static_cast<std::size_t>(c * k_ + m)]; }
  NeighbourMargin between(const Candidate& far, const Candidate& near) const {
    return {.value = difference(far, near), .far = far.second, .near = near.second};
  }
  /// Between the nearest of class c and the last that is at hand.
  NeighbourMargin spread(Index c, int sign) const {
    Index last = nearest_.count - 1;
    while (at(c, last) == none) --last;
    return sign > 0 ? between(at(c, last), at(c, 0)) : between(at(c, 0), at(c, last));
  }
  /// d_p - d_q = (x_q - x_p).(2 x - x_p - x_q), which far from both points loses no digits.
  double difference(const Candidate& p, const Candidate& q) const {
    if (p.first == q.first) return 0;
    double sum = 0;
    const double *const from = points_.row(p.second).data(), *const to = points_.row(q.second).data();
    for (Index i = 0; i < points_.cols(); ++i) sum += (to[i] - from[i]) * ((x_[i] - from[i]) + (x_[i] - to[i]));
    return sum;
  }

  const Matrix& points_;
  const double* x_;
  const ClassNearest& nearest_;
  Index n_, k_;
  Candidate inner_;                // the k-th nearest of all
  std::vector<Candidate> others_;  // [K * k] by class, the nearest of all other classes
};

}  // namespace

std::vector<std::vector<NeighbourMargin>> KNearestNeighbours::margins(const MatrixView& x, Index c) const {
  const ClassNearest nearest = points.nearest(x, neighbours + 1);
  std::vector<std::vector<NeighbourMargin>> result(static_cast<std::size_t>(x.rows()));
  for (Index n = 0; n < x.rows(); ++n) {
    const Near near(*this, x, nearest, n);
    for (Index j = 0; j < clusters(); ++j)
      if (j != c) result[static_cast<std::size_t>(n)].push_back(near.margin(c, j));
  }
  return result;
}

Matrix KNearestNeighbours::logits(const MatrixView& x) const {
  const ClassNearest nearest = points.nearest(x, neighbours + 1);
  Matrix result(x.rows(), clusters());
  parallel_blocks(x.rows(), 64, [&](Index first, Index last) {
    Matrix margin(1, clusters() - 1);
    for (Index n = first; n < last; ++n) {
      const Near near(*this, x, nearest, n);
      for (Index c = 0; c < clusters(); ++c) {
        Index column = 0;
        for (Index j = 0; j < clusters(); ++j)
          if (j != c) margin(0, column++) = near.margin(c, j).value;
        result(n, c) = SoftMin{beta}.forward(margin)(0);
      }
    }
  });
  return result;
}

Matrix KNearestNeighbours::outlier_scores(const MatrixView& x) const { return -logits(x); }

Matrix KNearestNeighbours::votes(const MatrixView& x) const {
  const ClassNearest nearest = points.nearest(x, neighbours + 1);
  Matrix result = Matrix::Zero(x.rows(), clusters());
  for (Index n = 0; n < x.rows(); ++n) {
    const Near near(*this, x, nearest, n);
    for (Index c = 0; c < clusters(); ++c)
      for (Index m = 0; m < neighbours && near.votes(c, m); ++m) ++result(n, c);
  }
  return result;
}

KNearestNeighbours make_k_nearest_neighbours(const MatrixView& x, const Labels& label, Index neighbours) {
  require(neighbours >= 1 && neighbours < x.rows(),
          "k nearest neighbours: k = {} should be at least 1 and less than the {} points (where all vote, the largest "
          "class wins everywhere)",
          neighbours, x.rows());
  require(static_cast<Index>(label.size()) == x.rows(),
          "k nearest neighbours: {} labels should be {}, one for each point", label.size(), x.rows());
  Index classes = 0;
  for (std::size_t n = 0; n < label.size(); ++n) {
    require(label[n] >= 0 && label[n] < x.rows(), "k nearest neighbours: label {} of point {} should be in [0, {})",
            label[n], n, x.rows());
    classes = std::max(classes, label[n] + 1);
  }
  require(classes >= 2, "k nearest neighbours: {} class should be at least 2: with one there is nothing to decide",
          classes);
  RowsByCluster rows = rows_by_cluster(label);
  return {.points = ClassNeighbours(x(rows.order, Eigen::all), std::move(rows.begin)), .neighbours = neighbours};
}

Index tied_votes(const MatrixView& logits) { return (logits.rowwise().maxCoeff().array() <= 0).count(); }

Network KNearestNeighbours::neuralize(Index c) const {
  require_cluster(c, clusters(), beta);
  return chain(c, {{NeighbourMargins(*this, c), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

void KNearestNeighbours::parameters(ParameterVisitor& visit) {
  Matrix places = points.points();
  Labels label = points.labels();
  auto count = static_cast<double>(neighbours);
  visit.matrix("points", places, Unit::place);
  visit.labels("class", label, places.rows());
  visit.number("neighbours", count, Unit::none);
  visit.stiffness(beta);
  if (!visit.changes()) return;
  require(count >= 1 && count < static_cast<double>(places.rows()) && count == std::floor(count),
          "the attribute neighbours is {}, should be a whole number from 1 to {}, one less than the points", count,
          places.rows() - 1);
  const double stiffness = beta;
  *this = make_k_nearest_neighbours(places, label, static_cast<Index>(count));
  beta = stiffness;
}

void KNearestNeighbours::check(const ModelCheck& check) const {
  require(clusters() >= 2 && features() >= 1, "{}: {} classes of {} features should be at least 2 by 1", check.where,
          clusters(), features());
  check.squares("points", points.points());
  check.stiffness(beta);
}

}  // namespace neon

namespace neon::models {

ModelKind k_nearest_neighbours() {
  return {.name = std::string(KNearestNeighbours::kind),
          .description = "k nearest neighbours: the classes of the nearest points vote",
          .source = "Cover and Hart, Nearest neighbor pattern classification, IEEE Trans. Inf. Theory 13(1), 1967",
          .blank = KNearestNeighbours{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            const Index neighbours = options.whole("neighbours");
            require(options.classes.has_value(), "k nearest neighbours: the points should come with their classes");
            return make_k_nearest_neighbours(x, *options.classes, neighbours);
          },
          .settings = {{.name = "neighbours",
                        .description = "how many of the nearest points vote, or which one tells the distance",
                        .standard = "5",
                        .type = Setting::Type::whole}},
          .clusters = ModelKind::Clusters::classes,
          .softens = false};
}

}  // namespace neon::models
