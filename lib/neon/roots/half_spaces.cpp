#include <neon/roots/half_spaces.hpp>

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr int max_steps = 50, max_halvings = 5;
constexpr double accuracy = 1e-10;        // of an offset, relative to ‖normal‖ ‖z‖
constexpr double regularisation = 1e-12;  // of the largest curvature: normals may be parallel

/// The dual of the projection, at one lambda.
class Dual {
 public:
  Dual(const std::vector<HalfSpace>& half_spaces, const RowView& lower, const RowView& upper)
      : lower_(lower),
        upper_(upper),
        normal_(half_spaces.size(), lower.size()),
        offset_(half_spaces.size()),
        excess_(half_spaces.size()),
        z_(lower.size()),
        inside_(lower.size()) {
    for (Index k = 0; k < normal_.rows(); ++k) {
      normal_.row(k) = half_spaces[static_cast<std::size_t>(k)].normal;
      offset_[k] = half_spaces[static_cast<std::size_t>(k)].offset;
    }
    size_ = normal_.rowwise().norm();
    move_to(Vector::Zero(offset_.size()));
  }

  const Eigen::RowVectorXd& z() const { return z_; }
  double value() const { return value_; }

  void move_to(const Vector& lambda) {
    lambda_ = lambda;
    z_.setZero();
    for (Index k = 0; k < offset_.size(); ++k)
      if (lambda_[k] != 0) z_ -= lambda_[k] * normal_.row(k);
    clip();
    for (Index k = 0; k < offset_.size(); ++k) excess_[k] = normal_.row(k).dot(z_) - offset_[k];
    value_ = 0.5 * z_.squaredNorm() + lambda.dot(excess_);
  }

  bool solved() const {
    const double length = z_.norm();
    for (Index k = 0; k < offset_.size(); ++k) {
      const double off = lambda_[k] > 0 ? std::abs(excess_[k]) : excess_[k];
      if (!(off <= accuracy * size_[k] * length)) return false;
    }
    return true;
  }

  /// Raises the dual along all multipliers that matter at once, or, where that does not help, along each in turn.
  void step() {
    Labels active;
    for (Index k = 0; k < offset_.size(); ++k)
      if (size_[k] > 0 && (lambda_[k] > 0 || excess_[k] > 0)) active.push_back(k);
    if (newton_step(active)) return;
    for (const Index k : active) {
      Vector lambda = lambda_;
      lambda[k] = std::max(0.0, lambda[k] + excess_[k] / (size_[k] * size_[k]));
      move_to(lambda);
    }
  }

 private:
  /// z into the box, in one loop: most of the time is spent here.
  void clip() {
    const double *const lower = lower_.data(), *const upper = upper_.data();
    double *const z = z_.data(), *const inside = inside_.data();
    for (Index i = 0; i < z_.size(); ++i) {
      const double raised = z[i] < lower[i] ? lower[i] : z[i], kept = raised > upper[i] ? upper[i] : raised;
      inside[i] = kept == z[i] ? 1 : 0;
      z[i] = kept;
    }
  }

  /// sum_i inside_i n_ki n_li of all pairs: too few rows for a matrix product.
  Matrix curvature(const Labels& active) const {
    const auto count = static_cast<Index>(active.size());
    Matrix result(count, count);
    for (Index k = 0; k < count; ++k)
      for (Index l = 0; l <= k; ++l)
        result(k, l) = result(l, k) = (normal_.row(active[static_cast<std::size_t>(k)]).array() *
                                       normal_.row(active[static_cast<std::size_t>(l)]).array() * inside_.array())
                                          .sum();
    result.diagonal().array() += regularisation * size_.squaredNorm();
    return result;
  }

  /// @return whether it gained something
  bool newton_step(const Labels& active) {
    Vector direction = Vector::Zero(offset_.size());
    const Vector newton = curvature(active).llt().solve(Vector(excess_(active)));
    direction(active) = newton;

    const Vector from = lambda_;
    const double before = value_;
    double share = 1;
    for (int halving = 0; halving < max_halvings; ++halving, share /= 2) {
      move_to((from + share * direction).cwiseMax(0));
      if (value_ > before) return true;
    }
    move_to(from);
    return false;
  }

  RowView lower_, upper_;                   // [d]
  Matrix normal_;                           // [K, d]
  Vector offset_, size_, lambda_, excess_;  // [K]
  Eigen::RowVectorXd z_;                    // [d]
  Eigen::RowVectorXd inside_;               // [d] 1 where z follows lambda, 0 where the box holds it
  double value_ = 0;
};

}  // namespace

bool project_on_half_spaces(const std::vector<HalfSpace>& half_spaces, const RowView& lower, const RowView& upper,
                            double reach, Eigen::Ref<Eigen::RowVectorXd> z) {
  if (half_spaces.size() == 1) {
    const HalfSpace& only = half_spaces.front();
    return project_on_half_space(only.normal, only.offset, lower, upper, z) < infinity && z.norm() < reach;
  }
  Dual dual(half_spaces, lower, upper);
  for (int step = 0; step < max_steps && !dual.solved(); ++step) {
    dual.step();
    if (!(dual.value() < reach * reach / 2)) return false;
  }
  z = dual.z();
  return dual.solved();
}

}  // namespace neon
