#include <neon/layers/soft_pool.hpp>
#include <neon/roots/candidates.hpp>
#include <neon/roots/crossing.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

Labels pick(const Labels& values, const Labels& rows) {
  Labels picked;
  picked.reserve(rows.size());
  for (const Index row : rows) picked.push_back(values[static_cast<std::size_t>(row)]);
  return picked;
}

Labels nearest_first(const Vector& distance) {
  Labels order(static_cast<std::size_t>(distance.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return distance[a] < distance[b]; });
  return order;
}

bool usable(double length) { return std::isfinite(length) && length > 0; }

double power_of_two_below(double length) { return usable(length) ? std::ldexp(1.0, std::ilogb(length)) : 1; }

}  // namespace

RootProblem::RootProblem(const Evidence& evidence, Matrix points, const Matrix& margin, const Vector& logit,
                         const RootOptions& chosen)
    : f(evidence), x(std::move(points)), unit(x.rows()), f_unit(logit.unaryExpr(&power_of_two_below)), options(chosen) {
  const Matrix gradient = f.pullback(x, SoftMin{f.beta}.shares(margin));
  for (Index n = 0; n < x.rows(); ++n) {
    double reach = logit[n] / gradient.row(n).stableNorm();
    if (!usable(reach)) reach = x.row(n).cwiseAbs().maxCoeff();  // a flat place: the point's own size is all there is
    unit[n] = power_of_two_below(reach);
  }
  margins = margin.array().colwise() / f_unit.array();
  value = logit.cwiseQuotient(f_unit);
  lower = (options.box.lower - x.array()).colwise() / unit.array();
  upper = (options.box.upper - x.array()).colwise() / unit.array();
}

Matrix RootProblem::place(const Labels& point, const Matrix& z) const {
  Matrix at(z.rows(), z.cols());
  for (Index row = 0; row < z.rows(); ++row) {
    const Index n = point[static_cast<std::size_t>(row)];
    at.row(row) = (x.row(n) + unit[n] * z.row(row)).cwiseMax(options.box.lower).cwiseMin(options.box.upper);
  }
  return at;
}

Matrix RootProblem::margins_at(const Labels& point, const Matrix& z) const {
  return f.margins(place(point, z)).array().colwise() / f_unit(point).array();
}

Vector RootProblem::pooled(const Labels& point, const Matrix& h) const {
  const Matrix in_units_of_f = h.array().colwise() * f_unit(point).array();
  return SoftMin{f.beta}.forward(in_units_of_f).cwiseQuotient(f_unit(point));
}

Matrix RootProblem::gradient_at(const Labels& point, const Matrix& z) const {
  return in_units(point, f.gradient(place(point, z)));
}

Matrix RootProblem::gradient_at(const Labels& point, const Matrix& z, const Matrix& h) const {
  const Matrix in_units_of_f = h.array().colwise() * f_unit(point).array();
  return pullback_at(point, z, SoftMin{f.beta}.shares(in_units_of_f));
}

Matrix RootProblem::pullback_at(const Labels& point, const Matrix& z, const Matrix& weight) const {
  return in_units(point, f.pullback(place(point, z), weight));
}

Matrix RootProblem::in_units(const Labels& point, Matrix gradient) const {
  gradient.array().colwise() *= unit(point).array() / f_unit(point).array();
  return gradient;
}

Matrix RootProblem::clipped(const Labels& point, const Matrix& z) const {
  Matrix inside(z.rows(), z.cols());
  for (Index row = 0; row < z.rows(); ++row) {
    const Index n = point[static_cast<std::size_t>(row)];
    inside.row(row) = z.row(row).cwiseMax(lower.row(n)).cwiseMin(upper.row(n));
  }
  return inside;
}

Candidates Candidates::subset(const Labels& rows) const {
  return {pick(point, rows), pick(start, rows), z(rows, Eigen::all), value(rows)};
}

void Candidates::append(const Candidates& more) {
  point.insert(point.end(), more.point.begin(), more.point.end());
  start.insert(start.end(), more.start.begin(), more.start.end());
  const Index before = count();
  z.conservativeResize(before + more.count(), more.z.cols());
  z.bottomRows(more.count()) = more.z;
  value.conservativeResize(before + more.count());
  value.tail(more.count()) = more.value;
}

Candidates nearest(const RootProblem& problem, const Candidates& candidates, Index most, double factor) {
  const Vector distance = candidates.distance();
  Labels kept, taken(static_cast<std::size_t>(problem.points()), 0);
  Vector least = Vector::Constant(problem.points(), infinity);
  for (const Index row : nearest_first(distance)) {
    const Index n = candidates.point[static_cast<std::size_t>(row)];
    least[n] = std::min(least[n], distance[row]);
    if (distance[row] > factor * least[n] || taken[static_cast<std::size_t>(n)]++ >= most) continue;
    kept.push_back(row);
  }
  return candidates.subset(kept);
}

Candidates distinct(const RootProblem& problem, const Candidates& candidates, double apart) {
  const Vector distance = candidates.distance();
  std::vector<Labels> of_point(static_cast<std::size_t>(problem.points()));
  Labels kept;
  for (const Index row : nearest_first(distance)) {
    Labels& nearer = of_point[static_cast<std::size_t>(candidates.point[static_cast<std::size_t>(row)])];
    const bool known = std::any_of(nearer.begin(), nearer.end(), [&](Index other) {
      return (candidates.z.row(row) - candidates.z.row(other)).norm() <= apart * distance[row];
    });
    if (known) continue;
    nearer.push_back(row);
    kept.push_back(row);
  }
  return candidates.subset(kept);
}

void pull_back(const RootProblem& problem, const Vector& guess, const Vector& slack, Candidates& candidates) {
  if (candidates.count() == 0) return;
  const Labels& point = candidates.point;
  const Vector scale = problem.f_unit(point);
  const Crossing crossing =
      cross(problem.f, problem.x(point, Eigen::all), problem.value(point).cwiseProduct(scale),
            problem.place(point, candidates.z), candidates.value.cwiseProduct(scale), guess, slack.cwiseProduct(scale));
  candidates.z.array().colwise() *= crossing.t.array();
  candidates.value = crossing.value.cwiseQuotient(scale);
}

}  // namespace neon
