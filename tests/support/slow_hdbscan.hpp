#pragma once
#include <neon/clustering/hdbscan.hpp>

#include <algorithm>

#include "support/samples.hpp"
#include "support/slow_networks.hpp"

/// HDBSCAN's model straight from its definition, and what to fit it to.
namespace neon::slow_hdbscan {

inline std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Three groups of different densities, near to each other, and scattered points.
inline Matrix sample(Index points, Index features, std::uint64_t seed) {
  Matrix x = std::sqrt(2.0 / static_cast<double>(features)) * samples::normal(points, features, seed);
  for (Index n = 0; n < points; ++n) {
    if (n % 8 == 7) {
      x.row(n) *= 4;
      continue;
    }
    x.row(n) *= n % 3 == 0 ? 0.3 : n % 3 == 1 ? 0.5 : 0.8;
    x(n, 0) += n % 3 == 0 ? 0 : n % 3 == 1 ? 4 : 8;
    x(n, 1) += n % 3 == 2 ? 4 : 0;
  }
  return x;
}

/// Points in, between and beyond the groups.
inline Matrix anywhere(Index points, Index features, std::uint64_t seed) {
  Matrix x = sample(points, features, seed);
  x += 0.5 * samples::normal(points, features, seed + 1);
  return x;
}

struct Fitted {
  Matrix x;
  HdbscanFit fit;
  Hdbscan model;

  Fitted(Index points, Index features, Index min_samples, std::uint64_t seed)
      : x(sample(points, features, seed)),
        fit(fit_hdbscan(x, {.min_cluster_size = 5, .min_samples = min_samples})),
        model(make_hdbscan(x, fit.labels, fit.birth_square, min_samples)) {}
};

/// Everything at one point, straight from the definition: kappa(x), every member's three squares, every margin.
struct SlowPoint {
  const Fitted& of;
  Eigen::RowVectorXd x;
  Index neighbour = -1;          ///< of rank min_samples
  std::vector<Index> member;     ///< of each cluster the nearest by mutual reachability
  std::vector<double> o, birth;  ///< of each cluster

  SlowPoint(const Fitted& fitted, const Eigen::RowVectorXd& point) : of(fitted), x(point) {
    const Matrix& points = of.x;
    std::vector<std::pair<double, Index>> order;
    for (Index j = 0; j < points.rows(); ++j) order.emplace_back(square(j), j);
    std::sort(order.begin(), order.end());
    neighbour = order[at(of.model.search.min_samples() - 1)].second;
    for (Index k = 0; k < of.fit.clusters; ++k) {
      double least = infinity, near = infinity;
      Index best = -1;
      for (Index j = 0; j < points.rows(); ++j) {
        if (of.fit.labels[at(j)] != k) continue;
        const double own = std::max(core(j), square(j)), m = std::max(own, square(neighbour));
        if (m < least || (m == least && own < near)) {
          least = m;
          near = own;
          best = j;
        }
      }
      o.push_back(least);
      member.push_back(best);
      birth.push_back(of.fit.birth_square(k));
    }
  }
  double square(Index j) const {
    double sum = 0;
    for (Index i = 0; i < x.size(); ++i) sum += part(j, i);
    return sum;
  }
  double part(Index j, Index i) const { return (x(i) - of.x(j, i)) * (x(i) - of.x(j, i)); }
  double core(Index j) const {
    std::vector<double> squares;
    for (Index l = 0; l < of.x.rows(); ++l) squares.push_back(slow::squared_distance(of.x, j, of.x, l));
    std::sort(squares.begin(), squares.end());
    return squares[at(of.model.search.min_samples() - 1)];
  }

  Index nearest(Index but = -1) const {
    Index best = -1;
    for (Index k = 0; k < static_cast<Index>(o.size()); ++k)
      if (k != but && (best < 0 || o[at(k)] < o[at(best)])) best = k;
    return best;
  }
  /// The rule: the nearest member's cluster if it is inside of that.
  Index ruled() const { return o[at(nearest())] <= birth[at(nearest())] ? nearest() : of.model.noise(); }
  double logit(Index c) const {
    if (c < of.model.noise()) return std::min(o[at(nearest(c))], birth[at(c)]) - o[at(c)];
    double f = -infinity;
    for (Index k = 0; k < of.model.noise(); ++k) f = std::max(f, logit(k));
    return -f;
  }
  /// What the features and, last, the density have of o_k, by the active one of the three squares.
  Eigen::RowVectorXd parts(Index k) const {
    Eigen::RowVectorXd result = Eigen::RowVectorXd::Zero(x.size() + 1);
    const Index j = member[at(k)];
    const bool thin = square(neighbour) >= std::max(core(j), square(j));
    if (!thin && core(j) > square(j)) {
      result(x.size()) = core(j);
      return result;
    }
    for (Index i = 0; i < x.size(); ++i) result(i) = part(thin ? neighbour : j, i);
    return result;
  }
  Eigen::RowVectorXd birth_parts(Index k) const {
    Eigen::RowVectorXd result =
        Eigen::RowVectorXd::Constant(x.size() + 1, birth[at(k)] / static_cast<double>(x.size()));
    result(x.size()) = 0;
    return result;
  }
  /// The same of f_c.
  Eigen::RowVectorXd relevance(Index c) const {
    if (c < of.model.noise()) {
      const Index other = nearest(c);
      return (birth[at(c)] <= o[at(other)] ? birth_parts(c) : parts(other)) - parts(c);
    }
    Index best = 0;
    for (Index k = 0; k < of.model.noise(); ++k)
      if (logit(k) > logit(best)) best = k;
    return -relevance(best);
  }
};

}  // namespace neon::slow_hdbscan
