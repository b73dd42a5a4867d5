#include <neon/core/random.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/roots/box_projection.hpp>
#include <neon/roots/first_points.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

constexpr int max_linearisations = 10;
constexpr double first_overshoot = 0.02;  // of h_k(x), doubled at every further linearisation
constexpr Index scattered = 24;           // random places per point and round

/// Margins of the starts, each linearised at its own anchor.
struct Linearised {
  Labels point, competitor;  // [r]
  Matrix anchor, normal;     // [r, d]
  Vector margin;             // [r] h_k at the anchor
};

Matrix one_hot(const Labels& column, Index cols) {
  Matrix weight = Matrix::Zero(static_cast<Index>(column.size()), cols);
  for (Index row = 0; row < weight.rows(); ++row) weight(row, column[static_cast<std::size_t>(row)]) = 1;
  return weight;
}

Linearised linearise(const RootProblem& problem, Labels point, Labels competitor, Matrix anchor, Vector margin) {
  Matrix normal = problem.pullback_at(point, anchor, one_hot(competitor, problem.margins.cols()));
  return {std::move(point), std::move(competitor), std::move(anchor), std::move(normal), std::move(margin)};
}

Linearised every_start(const RootProblem& problem) {
  Labels point, competitor;
  Vector margin(problem.margins.size());
  for (Index n = 0; n < problem.points(); ++n)
    for (Index k = 0; k < problem.margins.cols(); ++k) {
      margin[static_cast<Index>(point.size())] = problem.margins(n, k);
      point.push_back(n);
      competitor.push_back(k);
    }
  Matrix anchor = Matrix::Zero(margin.size(), problem.features());
  return linearise(problem, std::move(point), std::move(competitor), std::move(anchor), std::move(margin));
}

/// x projected on { h_k(anchor) + grad h_k . (z - anchor) <= -overshoot h_k(x) } inside the box.
Candidates project(const RootProblem& problem, const Linearised& starts, double overshoot) {
  Candidates reached{starts.point, starts.competitor, Matrix(starts.anchor.rows(), starts.anchor.cols()), {}};
  for (Index row = 0; row < starts.anchor.rows(); ++row) {
    const Index n = starts.point[static_cast<std::size_t>(row)], k = starts.competitor[static_cast<std::size_t>(row)];
    const double offset =
        starts.normal.row(row).dot(starts.anchor.row(row)) - starts.margin[row] - overshoot * problem.margins(n, k);
    project_on_half_space(starts.normal.row(row), offset, problem.lower.row(n), problem.upper.row(n),
                          reached.z.row(row));
  }
  return reached;
}

/// Linearises the margins of places that are not yet feasible again and again, with an aim ever further below 0.
Candidates settle(const RootProblem& problem, Candidates reached) {
  Candidates found = Candidates::none(problem.features());
  double overshoot = first_overshoot;
  for (int pass = 0; pass < max_linearisations; ++pass, overshoot *= 2) {
    const Matrix margins = problem.margins_at(reached.point, reached.z);
    reached.value = problem.pooled(reached.point, margins);

    Labels feasible, open;
    for (Index row = 0; row < reached.count(); ++row)
      (reached.value[row] <= problem.slack(reached.point[static_cast<std::size_t>(row)]) ? feasible : open)
          .push_back(row);
    found.append(reached.subset(feasible));
    if (open.empty()) break;

    const Candidates rest = reached.subset(open);
    Vector margin(rest.count());
    for (Index row = 0; row < rest.count(); ++row)
      margin[row] = margins(open[static_cast<std::size_t>(row)], rest.start[static_cast<std::size_t>(row)]);
    reached = project(problem, linearise(problem, rest.point, rest.start, rest.z, std::move(margin)), overshoot);
  }
  return found;
}

/// Goes from places that are not yet feasible to the nearest point where f, linearised there, is below 0, again and
/// again: regions that are not seen from x.
Candidates approach(const RootProblem& problem, Candidates places) {
  Candidates found = Candidates::none(problem.features());
  double overshoot = first_overshoot;
  for (int pass = 0; pass < max_linearisations; ++pass, overshoot *= 2) {
    places.value = problem.value_at(places.point, places.z);
    Labels feasible, open;
    for (Index row = 0; row < places.count(); ++row) (places.value[row] <= 0 ? feasible : open).push_back(row);
    found.append(places.subset(feasible));
    if (open.empty()) break;

    places = places.subset(open);
    const Matrix gradient = problem.gradient_at(places.point, places.z);
    for (Index row = 0; row < places.count(); ++row) {
      const double steepness = gradient.row(row).squaredNorm();
      const double fall = places.value[row] + overshoot * problem.value[places.point[static_cast<std::size_t>(row)]];
      if (steepness > 0) places.z.row(row) -= fall / steepness * gradient.row(row);
    }
    places.z = problem.clipped(places.point, places.z);
  }
  return found;
}

/// In the unit ball, as many far out as close to its centre. [scattered, d]
Matrix random_places(Index d, int round) {
  Random random(static_cast<std::uint64_t>(round), 0x5ca7);
  Matrix place(scattered, d);
  for (Index i = 0; i < place.size(); ++i) place.data()[i] = random.normal();
  for (Index row = 0; row < scattered; ++row)
    place.row(row) *= (static_cast<double>(row) + 1) / (static_cast<double>(scattered) * place.row(row).norm());
  return place;
}

/// The competitor of the least margin.
Labels closest_competitors(const Matrix& margins) {
  Labels closest;
  for (Index row = 0; row < margins.rows(); ++row) {
    closest.push_back(0);
    margins.row(row).minCoeff(&closest.back());
  }
  return closest;
}

/// The `most` rows of `outside` nearest to x.
Labels nearest_rows(const RowView& x, double unit, const Matrix& outside, Index most) {
  Vector distance(outside.rows());
  for (Index row = 0; row < outside.rows(); ++row) distance[row] = ((outside.row(row) - x) / unit).squaredNorm();
  Labels order(static_cast<std::size_t>(outside.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  const Index count = std::min(most, outside.rows());
  std::partial_sort(order.begin(), order.begin() + count, order.end(), [&](Index a, Index b) {
    return distance[a] < distance[b] || (distance[a] == distance[b] && a < b);
  });
  order.resize(static_cast<std::size_t>(count));
  return order;
}

}  // namespace

Candidates first_points(const RootProblem& problem) {
  const Index competitors = problem.margins.cols(), starts = problem.options.starts;
  Candidates reached = project(problem, every_start(problem), 0);
  if (starts > 0 && starts < competitors) {
    reached.value = Vector::Zero(reached.count());
    reached = nearest(problem, reached, starts, infinity);
  }
  return settle(problem, std::move(reached));
}

Matrix known_outside(const Evidence& f, const RootOptions& options) {
  Matrix outside(0, f.features);
  for (const Matrix* const points : {f.prototypes.get(), options.background.get()}) {
    if (points == nullptr) continue;
    const Matrix inside_box = points->cwiseMax(options.box.lower).cwiseMin(options.box.upper);
    const Vector value = f.value(inside_box);
    Labels rows;
    for (Index row = 0; row < value.size(); ++row)
      if (value[row] <= 0) rows.push_back(row);
    outside.conservativeResize(outside.rows() + static_cast<Index>(rows.size()), Eigen::NoChange);
    outside.bottomRows(static_cast<Index>(rows.size())) = inside_box(rows, Eigen::all);
  }
  return outside;
}

Candidates outside_points(const RootProblem& problem, const Labels& points, const Matrix& outside, Index most) {
  Candidates reached = Candidates::none(problem.features());
  if (outside.rows() == 0) return reached;
  Labels rows;
  for (const Index n : points)
    for (const Index row : nearest_rows(problem.x.row(n), problem.unit[n], outside, most)) {
      reached.point.push_back(n);
      rows.push_back(row);
    }
  reached.z = (outside(rows, Eigen::all) - problem.x(reached.point, Eigen::all)).array().colwise() /
              problem.unit(reached.point).array();
  const Matrix margins = problem.margins_at(reached.point, reached.z);
  reached.start = closest_competitors(margins);
  reached.value = problem.pooled(reached.point, margins);
  Labels feasible;  // up to rounding all of them are
  for (Index row = 0; row < reached.count(); ++row)
    if (reached.value[row] <= 0) feasible.push_back(row);
  return reached.subset(feasible);
}

Candidates scattered_points(const RootProblem& problem, const Vector& radius, int round) {
  const Matrix places = random_places(problem.features(), round);
  Candidates reached{{}, {}, Matrix(problem.points() * scattered, problem.features()), {}};
  const double reach = std::ldexp(1.0, std::max(0, 2 - round));  // from far to near
  for (Index n = 0; n < problem.points(); ++n) {
    reached.point.insert(reached.point.end(), scattered, n);
    reached.z.middleRows(n * scattered, scattered) = reach * radius[n] * places;
  }
  reached.z = problem.clipped(reached.point, reached.z);
  reached.start = closest_competitors(problem.margins_at(reached.point, reached.z));
  Candidates found = approach(problem, reached);
  found.append(settle(problem, std::move(reached)));
  return found;
}

}  // namespace neon
