#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>
#include <neon/network/student_margins.hpp>
#include <neon/rules/stabilised_division.hpp>
#include <neon/surrogate/class_margins.hpp>

#include <cmath>

namespace neon {

ClassMargins::ClassMargins(Matrix centroids, double degrees, double factor, const Vector& probability)
    : centroids_(std::move(centroids)), degrees_(degrees), factor_(factor) {
  require(probability.size() == centroids_.rows(), "class margins: {} probabilities should be {}, one per cluster",
          probability.size(), centroids_.rows());
  std::vector<double> theta, other;
  for (Index k = 0; k < probability.size(); ++k) {
    const double p = probability[k];
    require(p >= 0 && p <= 1, "class margins: probability {} of cluster {} should be in [0, 1]", p, k);
    if (p > 0) {
      own_.push_back(k);
      theta.push_back(-std::log(p));
    }
    if (p < 1) {
      other_.push_back(k);
      other.push_back(-std::log1p(-p));
    }
  }
  require(!own_.empty(), "class margins: the class has probability 0 in every cluster, should have more in one");
  require(!other_.empty(), "class margins: the class has probability 1 in every cluster, should have less in one");
  own_offset_ = Eigen::Map<const Vector>(theta.data(), static_cast<Index>(theta.size()));
  other_offset_ = Eigen::Map<const Vector>(other.data(), static_cast<Index>(other.size()));
}

ClassMargins::Scores ClassMargins::scores(const MatrixView& x) const {
  Scores result{.distance = squared_distances(x, centroids_), .score = {}, .pooled = {}, .share = {}};
  result.score = factor_ * (result.distance / degrees_).array().log1p();
  const Matrix own = result.score(Eigen::all, own_).rowwise() + own_offset_.transpose();
  const SoftMin pool{1};
  result.pooled = pool.forward(own);
  result.share = pool.shares(own);
  return result;
}

Matrix ClassMargins::forward(const MatrixView& x) const {
  const Scores s = scores(x);
  Matrix h = s.score(Eigen::all, other_).rowwise() + other_offset_.transpose();
  h.colwise() -= s.pooled;
  return h;
}

/// do_k/dx = 2 factor (x - mu_k) / (alpha + d_k)
Matrix ClassMargins::pullback(const MatrixView& x, const MatrixView& gradient) const {
  const Scores s = scores(x);
  Matrix by_score = Matrix::Zero(x.rows(), centroids_.rows());
  for (std::size_t j = 0; j < other_.size(); ++j) by_score.col(other_[j]) += gradient.col(static_cast<Index>(j));
  const Vector total = gradient.rowwise().sum();
  for (std::size_t k = 0; k < own_.size(); ++k)
    by_score.col(own_[k]) -= total.cwiseProduct(s.share.col(static_cast<Index>(k)));
  const Matrix by_distance = factor_ * by_score.array() / (s.distance.array() + degrees_);
  return 2 * (Matrix(x.array().colwise() * by_distance.rowwise().sum().array()) - by_distance * centroids_);
}

Matrix ClassMargins::relevance(const MatrixView& x, const Pass&, const MatrixView& relevance,
                               const LayerDetail& asked) const {
  require(!asked.per_unit, "class margins: relevance per unit should not be asked of the midpoint rule");
  const Scores s = scores(x);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  const double equal = 1 / static_cast<double>(x.cols());
  for (Index n = 0; n < x.rows(); ++n) {
    DivisionAccount<double> account;
    for (std::size_t j = 0; j < other_.size(); ++j)
      for (std::size_t k = 0; k < own_.size(); ++k) {
        const auto at_j = static_cast<Index>(j), at_k = static_cast<Index>(k);
        const double message = relevance(n, at_j) * s.share(n, at_k);
        if (own_[k] == other_[j]) {
          result.row(n).array() += message * equal;
          continue;
        }
        const double a = degrees_ + s.distance(n, other_[j]), b = degrees_ + s.distance(n, own_[k]);
        const double offset = (other_offset_[at_j] - own_offset_[at_k]) * logarithmic_mean(a, b) / factor_;
        const Eigen::RowVectorXd w = 2 * (centroids_.row(own_[k]) - centroids_.row(other_[j]));
        const Eigen::RowVectorXd root =
            0.5 * (centroids_.row(own_[k]) + centroids_.row(other_[j])) - offset / w.squaredNorm() * w;
        const Eigen::RowVectorXd q = (x.row(n) - root).cwiseProduct(w);
        const double by = q.sum();
        result.row(n) += stabilised_share(message, by, 0.0, denominator_floor * q.cwiseAbs().sum()) * q;
        account.note(message, by);
      }
    if (asked.account != nullptr) asked.account->add(n, account);
  }
  return result;
}

}  // namespace neon
