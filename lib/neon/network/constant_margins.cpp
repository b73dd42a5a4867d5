#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>
#include <neon/network/constant_margins.hpp>
#include <neon/network/expanded_affine.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neon {

ConstantMargins::ConstantMargins(PooledMembers members, Vector constant, ConstantMarginOptions options)
    : members_(std::move(members)),
      offset_(members_.offset.size() ? members_.offset : Vector::Zero(members_.member.rows())),
      constant_(std::move(constant)),
      options_(std::move(options)) {
  const Index count = members_.member.rows();
  require(constant_.size() + 1 == static_cast<Index>(members_.begin.size()),
          "constant margins: {} constants should be {}, one per cluster", constant_.size(), members_.begin.size() - 1);
  require(offset_.size() == count, "constant margins: {} offsets should be {}, one per member", offset_.size(), count);
  require(options_.stiffness > 0, "constant margins: the pools' stiffness {} should be positive", options_.stiffness);
  require(options_.rank == 1 || std::isinf(options_.stiffness),
          "constant margins: pools of stiffness {} should be hard, to take rank {}", options_.stiffness, options_.rank);
  for (Index k = 0; k < clusters(); ++k)
    require(options_.rank >= 1 && options_.rank <= size(k),
            "constant margins: rank {} should be at least 1 and at most {}, "
            "the members of cluster {}",
            options_.rank, size(k), k);
  if (members_.variance.size()) offset_ += members_.variance.rowwise().sum();
  Eigen::RowVectorXd& part = options_.part;
  if (part.size() == 0) part = Eigen::RowVectorXd::Constant(inputs(), 1.0 / static_cast<double>(inputs()));
  require(part.size() == inputs(), "constant margins: {} parts should be {}, one per feature", part.size(), inputs());
}

Vector ConstantMargins::outlier(const MatrixView& distance) const {
  if (options_.rank == 1) return SoftMin{options_.stiffness}.forward(distance);
  Vector result(distance.rows());
  for (Index n = 0; n < distance.rows(); ++n) {
    Eigen::RowVectorXd row = distance.row(n);
    std::nth_element(row.begin(), row.begin() + (options_.rank - 1), row.end());
    result(n) = row(options_.rank - 1);
  }
  return result;
}

Matrix ConstantMargins::shares(const MatrixView& distance, const Vector& outlier) const {
  if (options_.rank == 1) return SoftMin{options_.stiffness}.shares(distance);
  Matrix share = (distance.array() == outlier.replicate(1, distance.cols()).array()).cast<double>();
  const Vector total = share.rowwise().sum();
  share.array().colwise() /= total.array();
  return share;
}

ConstantMargins::Pools ConstantMargins::pools(const MatrixView& x) const {
  require(x.cols() == inputs(), "constant margins: {} features should be {}", x.cols(), inputs());
  Matrix distance = squared_distances(x.rowwise() - members_.origin, members_.member);
  distance.rowwise() += offset_.transpose();
  Pools result{Matrix(x.rows(), clusters()), Matrix(x.rows(), distance.cols())};
  for (Index k = 0; k < clusters(); ++k) {
    const auto own = distance.middleCols(first(k), size(k));
    result.outlier.col(k) = outlier(own);
    result.share.middleCols(first(k), size(k)) = shares(own, result.outlier.col(k));
  }
  return result;
}

Pass ConstantMargins::pass(const MatrixView& x) const {
  auto pooled = std::make_shared<const Pools>(pools(x));
  return {sign() * (pooled->outlier.rowwise() - constant_.transpose()), pooled};
}

Eigen::RowVectorXd ConstantMargins::centre_from(const Eigen::RowVectorXd& z, const Eigen::RowVectorXd& share,
                                                Index k) const {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(inputs());
  for (Index j = first(k); j < first(k + 1); ++j)
    if (share(j) > 0) sum += share(j) * (members_.member.row(j) - z);
  return sum;
}

Matrix ConstantMargins::pullback(const MatrixView& x, const MatrixView& gradient) const {
  const Pools pooled = pools(x);
  Matrix result = Matrix::Zero(x.rows(), inputs());
  for (Index n = 0; n < x.rows(); ++n) {
    const Eigen::RowVectorXd z = x.row(n) - members_.origin, share = pooled.share.row(n);
    for (Index k = 0; k < clusters(); ++k)
      if (gradient(n, k) != 0) result.row(n) -= 2 * sign() * gradient(n, k) * centre_from(z, share, k);
  }
  return result;
}

Eigen::RowVectorXd ConstantMargins::terms(const Eigen::RowVectorXd& z, double outlier, const Eigen::RowVectorXd& share,
                                          Index k) const {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(inputs());
  for (Index j = first(k); j < first(k + 1); ++j) {
    if (share(j) == 0) continue;
    sum += share(j) * (z - members_.member.row(j)).cwiseAbs2();
    if (members_.variance.size()) sum += share(j) * members_.variance.row(j);
  }
  const double rest = outlier - sum.sum() - constant_(k);
  return sign() * (sum + rest * options_.part);
}

Eigen::RowVectorXd ConstantMargins::shares_of_distance(const Eigen::RowVectorXd& z, const Eigen::RowVectorXd& share,
                                                       Index k) const {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(inputs());
  for (Index j = first(k); j < first(k + 1); ++j) {
    if (share(j) == 0) continue;
    const Eigen::RowVectorXd apart = z - members_.member.row(j);
    const double largest = apart.lpNorm<Eigen::Infinity>();  // no square of a ratio leaves the
                                                             // range of doubles
    sum += share(j) * (largest > 0 ? Eigen::RowVectorXd((apart / largest).cwiseAbs2() / (apart / largest).squaredNorm())
                                   : options_.part);
  }
  return sum;
}

Propagation ConstantMargins::propagation(const Rule& rule) const {
  if (squares_weights(rule))
    return [this, rule](const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
      require(!asked.per_unit, "rule {}: its messages are not proportional to the inputs", rule.name);
      const auto& pooled = *static_cast<const Pools*>(pass.memory.get());
      Matrix features = Matrix::Zero(x.rows(), x.cols());
      for (Index n = 0; n < x.rows(); ++n)
        for (Index k = 0; k < clusters(); ++k)
          if (relevance(n, k) != 0)
            features.row(n) += relevance(n, k) * shares_of_distance(x.row(n) - members_.origin, pooled.share.row(n), k);
      return features;
    };
  return [this, rule](const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
    const auto& pooled = *static_cast<const Pools*>(pass.memory.get());
    const Index d = inputs();
    Matrix features(x.rows(), x.cols());
    for (Index n = 0; n < x.rows(); ++n) {
      const Eigen::RowVectorXd z = x.row(n) - members_.origin, share = pooled.share.row(n);
      // Under the pools' shares each margin is a quadratic function; told from
      // the point itself.
      ExpandedAffine margins{.centre = x.row(n),
                             .linear = {Matrix::Constant(clusters(), 2 * d, sign()), pass.output.row(n)},
                             .constant = Matrix(clusters(), d)};
      for (Index k = 0; k < clusters(); ++k) {
        if (!rule.midpoint)  // which asks the terms alone
          margins.linear.weight.row(k).head(d) = -2 * sign() * centre_from(z, share, k);
        margins.constant.row(k) = terms(z, pooled.outlier(n, k), share, k);
      }
      Condition own(1);
      features.row(n) = margins.propagation(rule)(x.row(n), {pass.output.row(n)}, relevance.row(n),
                                                  {.per_unit = asked.per_unit, .account = &own});
      if (asked.account) asked.account->add(n, {own.smallest(0), own.negative(0), own.total(0)});
    }
    return features;
  };
}

}  // namespace neon
