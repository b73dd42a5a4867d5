#include <neon/roots/half_spaces.hpp>

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr int max_steps = 50, max_halvings = 5;
constexpr double accuracy = 1e-10;        // of an offset, relative to ‖normal‖ ‖xi - x‖
constexpr double regularisation = 1e-12;  // of the largest curvature: normals may be parallel

/// The dual of the projection, at one lambda.
class Dual {
 public:
  Dual(const RowView& x, const std::vector<HalfSpace>& half_spaces, const Box& box)
      : x_(x), box_(box), normal_(half_spaces.size(), x.size()), offset_(half_spaces.size()) {
    for (Index k = 0; k < normal_.rows(); ++k) {
      normal_.row(k) = half_spaces[static_cast<std::size_t>(k)].normal;
      offset_[k] = half_spaces[static_cast<std::size_t>(k)].offset;
    }
    size_ = normal_.rowwise().norm();
    move_to(Vector::Zero(offset_.size()));
  }

  const Eigen::RowVectorXd& xi() const { return xi_; }
  double value() const { return value_; }

  void move_to(const Vector& lambda) {
    lambda_ = lambda;
    const Eigen::RowVectorXd free = x_ - lambda.transpose() * normal_;
    xi_ = free.cwiseMax(box_.lower).cwiseMin(box_.upper);
    inside_ = (free.array() == xi_.array()).cast<double>();
    excess_ = normal_ * xi_.transpose() - offset_;
    value_ = 0.5 * (xi_ - x_).squaredNorm() + lambda.dot(excess_);
  }

  bool solved() const {
    const double length = (xi_ - x_).norm();
    for (Index k = 0; k < offset_.size(); ++k) {
      const double off = lambda_[k] > 0 ? std::abs(excess_[k]) : excess_[k];
      if (!(off <= accuracy * size_[k] * length)) return false;
    }
    return true;
  }

  /// Raises the dual along each multiplier in turn, then along all that are not 0 at once.
  void step() {
    for (Index k = 0; k < offset_.size(); ++k) {
      if (size_[k] == 0 || (lambda_[k] == 0 && excess_[k] <= 0)) continue;
      Vector lambda = lambda_;
      lambda[k] = std::max(0.0, lambda[k] + excess_[k] / (size_[k] * size_[k]));
      move_to(lambda);
    }
    Labels active;
    for (Index k = 0; k < offset_.size(); ++k)
      if (lambda_[k] > 0) active.push_back(k);
    if (active.size() > 1 && !solved()) newton_step(active);
  }

 private:
  void newton_step(const Labels& active) {
    const Matrix normal = normal_(active, Eigen::all);
    Matrix curvature = normal * inside_.asDiagonal() * normal.transpose();
    curvature.diagonal().array() += regularisation * size_.squaredNorm();
    const Vector newton = curvature.llt().solve(Vector(excess_(active)));
    Vector direction = Vector::Zero(offset_.size());
    direction(active) = newton;

    const Vector from = lambda_;
    const double before = value_;
    double share = 1;
    for (int halving = 0; halving < max_halvings; ++halving, share /= 2) {
      move_to((from + share * direction).cwiseMax(0));
      if (value_ > before) return;
    }
    move_to(from);
  }

  Eigen::RowVectorXd x_;
  Box box_;
  Matrix normal_;                           // [K, d]
  Vector offset_, size_, lambda_, excess_;  // [K]
  Eigen::RowVectorXd xi_;                   // [d]
  Vector inside_;                           // [d] 1 where xi follows lambda, 0 where the box holds it
  double value_ = 0;
};

}  // namespace

bool project_on_half_spaces(const RowView& x, const std::vector<HalfSpace>& half_spaces, const Box& box, double reach,
                            Eigen::Ref<Eigen::RowVectorXd> xi) {
  if (half_spaces.size() == 1)
    return project_on_half_space(x, half_spaces.front().normal, half_spaces.front().offset, box, xi) < infinity &&
           (xi - x).norm() < reach;
  Dual dual(x, half_spaces, box);
  for (int step = 0; step < max_steps && !dual.solved(); ++step) {
    dual.step();
    if (!(dual.value() < reach * reach / 2)) return false;
  }
  xi = dual.xi();
  return dual.solved();
}

}  // namespace neon
