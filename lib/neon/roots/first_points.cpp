#include <neon/core/random.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/roots/box_projection.hpp>
#include <neon/roots/first_points.hpp>

#include <algorithm>
#include <cmath>

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
  Matrix normal = problem.f.pullback(anchor, one_hot(competitor, problem.margins.cols()));
  return {std::move(point), std::move(competitor), std::move(anchor), std::move(normal), std::move(margin)};
}

Linearised every_start(const RootProblem& problem) {
  Labels point, competitor;
  Vector margin(problem.margins.size());
  for (Index n = 0; n < problem.x.rows(); ++n)
    for (Index k = 0; k < problem.margins.cols(); ++k) {
      margin[static_cast<Index>(point.size())] = problem.margins(n, k);
      point.push_back(n);
      competitor.push_back(k);
    }
  Matrix anchor = problem.x(point, Eigen::all);
  return linearise(problem, std::move(point), std::move(competitor), std::move(anchor), std::move(margin));
}

/// x projected on { h_k(anchor) + grad h_k . (xi - anchor) <= -overshoot h_k(x) } inside the box.
Candidates project(const RootProblem& problem, const Linearised& starts, double overshoot) {
  Candidates reached{starts.point, starts.competitor, Matrix(starts.anchor.rows(), starts.anchor.cols()), {}};
  for (Index row = 0; row < starts.anchor.rows(); ++row) {
    const Index n = starts.point[static_cast<std::size_t>(row)], k = starts.competitor[static_cast<std::size_t>(row)];
    const double offset =
        starts.normal.row(row).dot(starts.anchor.row(row)) - starts.margin[row] - overshoot * problem.margins(n, k);
    project_on_half_space(problem.x.row(n), starts.normal.row(row), offset, problem.options.box, reached.root.row(row));
  }
  return reached;
}

/// Linearises the margins of points that are not yet feasible again and again, with an aim ever further below 0.
Candidates settle(const RootProblem& problem, Candidates reached) {
  Candidates found{{}, {}, Matrix(0, problem.x.cols()), Vector(0)};
  double overshoot = first_overshoot;
  for (int pass = 0; pass < max_linearisations; ++pass, overshoot *= 2) {
    const Matrix margins = problem.f.margins(reached.root);
    reached.value = SoftMin{problem.f.beta}.forward(margins);

    Labels feasible, open;
    for (Index row = 0; row < reached.count(); ++row)
      (reached.value[row] <= problem.slack[reached.point[static_cast<std::size_t>(row)]] ? feasible : open)
          .push_back(row);
    found.append(reached.subset(feasible));
    if (open.empty()) break;

    const Candidates rest = reached.subset(open);
    Vector margin(rest.count());
    for (Index row = 0; row < rest.count(); ++row)
      margin[row] = margins(open[static_cast<std::size_t>(row)], rest.start[static_cast<std::size_t>(row)]);
    reached = project(problem, linearise(problem, rest.point, rest.start, rest.root, std::move(margin)), overshoot);
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

}  // namespace

Candidates first_points(const RootProblem& problem) {
  const Index competitors = problem.margins.cols(), starts = problem.options.starts;
  Candidates reached = project(problem, every_start(problem), 0);
  if (starts > 0 && starts < competitors) {
    reached.value = Vector::Zero(reached.count());
    reached = nearest(problem, reached, starts, infinity);
  }
  Candidates found = settle(problem, std::move(reached));

  Labels missing;
  for (Index n = 0; n < problem.x.rows(); ++n)
    if (std::find(found.point.begin(), found.point.end(), n) == found.point.end()) missing.push_back(n);
  found.append(distant_points(problem, missing));
  return found;
}

Candidates scattered_points(const RootProblem& problem, const Vector& radius, int round) {
  const Matrix places = random_places(problem.x.cols(), round);
  Candidates reached{{}, {}, Matrix(problem.x.rows() * scattered, problem.x.cols()), {}};
  for (Index n = 0; n < problem.x.rows(); ++n) {
    reached.point.insert(reached.point.end(), scattered, n);
    reached.root.middleRows(n * scattered, scattered) = (radius[n] * places).rowwise() + problem.x.row(n);
  }
  reached.root = clip(reached.root, problem.options.box);
  const Matrix margins = problem.f.margins(reached.root);
  for (Index row = 0; row < margins.rows(); ++row) {
    Index closest = 0;
    margins.row(row).minCoeff(&closest);
    reached.start.push_back(closest);
  }
  return settle(problem, std::move(reached));
}

}  // namespace neon
