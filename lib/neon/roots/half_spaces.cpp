#include <neon/roots/concave_programme.hpp>
#include <neon/roots/half_spaces.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr Index first_rows = 4;  // more when they are needed
constexpr int max_steps = 50, max_halvings = 5;
constexpr double accuracy = 1e-10, close_enough = 1e-8;  // of an offset, relative to ‖normal‖ ‖z‖: sought, and accepted
constexpr double regularisation = 1e-12;                 // of the largest curvature: normals may be parallel

}  // namespace

HalfSpaces::HalfSpaces(Index features, Index most)
    : most_(most),
      normal_(std::min(most, first_rows), features),
      offset_(most),
      size_(most),
      lambda_(Vector::Zero(most)),
      excess_(most),
      curvature_(most, most),
      z_(features),
      inside_(features),
      counted_(Eigen::RowVectorXd::Ones(features)) {}

Index HalfSpaces::free_row() {
  Index row = 0;
  if (count() < most_) {
    if (count() == normal_.rows()) normal_.conservativeResize(std::min(most_, 2 * count()), Eigen::NoChange);
    while (std::find(held_.begin(), held_.end(), row) != held_.end()) ++row;
    return row;
  }
  auto last = std::find_if(held_.begin(), held_.end(), [this](Index k) { return lambda_[k] == 0; });
  if (last == held_.end()) last = held_.begin();
  row = *last;
  held_.erase(last);
  return row;
}

void HalfSpaces::add(const RowView& normal, double offset) {
  const Index row = free_row();
  normal_.row(row) = normal;
  offset_[row] = offset;
  size_[row] = normal.norm();
  lambda_[row] = 0;
  held_.push_back(row);
  const Eigen::RowVectorXd counted = normal.cwiseProduct(counted_);
  for (const Index k : held_) curvature_(row, k) = curvature_(k, row) = normal_.row(k).dot(counted);
}

void HalfSpaces::drop_violated(const RowView& z, double distance) {
  std::erase_if(held_, [&](Index k) { return !(normal_.row(k).dot(z) - offset_[k] <= distance * size_[k]); });
}

void HalfSpaces::move_to(const Vector& lambda, const RowView& lower, const RowView& upper) {
  z_.setZero();
  for (const Index k : held_)
    if (lambda[k] != 0) z_ -= lambda[k] * normal_.row(k);
  const double *const low = lower.data(), *const high = upper.data();
  double *const z = z_.data(), *const inside = inside_.data();
  for (Index i = 0; i < z_.size(); ++i) {
    const double raised = z[i] < low[i] ? low[i] : z[i], kept = raised > high[i] ? high[i] : raised;
    inside[i] = kept == z[i] ? 1 : 0;
    z[i] = kept;
  }
  value_ = 0.5 * z_.squaredNorm();
  for (const Index k : held_) {
    lambda_[k] = lambda[k];
    excess_[k] = normal_.row(k).dot(z_) - offset_[k];
    value_ += lambda[k] * excess_[k];
  }
}

/// Brings the curvature to the features that z follows now.
void HalfSpaces::follow_box() {
  Labels changed;
  for (Index i = 0; i < z_.size(); ++i)
    if (inside_[i] != counted_[i]) changed.push_back(i);
  if (changed.empty()) return;
  const auto few = static_cast<Index>(changed.size());
  if (8 * few > z_.size()) {
    counted_ = inside_;
    for (std::size_t a = 0; a < held_.size(); ++a) {
      const Eigen::RowVectorXd counted = normal_.row(held_[a]).cwiseProduct(counted_);
      for (std::size_t b = 0; b <= a; ++b)
        curvature_(held_[a], held_[b]) = curvature_(held_[b], held_[a]) = normal_.row(held_[b]).dot(counted);
    }
    return;
  }
  Matrix part(count(), few);  // of the normals
  for (Index a = 0; a < count(); ++a)
    for (Index c = 0; c < few; ++c)
      part(a, c) = normal_(held_[static_cast<std::size_t>(a)], changed[static_cast<std::size_t>(c)]);
  Eigen::RowVectorXd sign(few);
  for (Index c = 0; c < few; ++c) {
    const Index i = changed[static_cast<std::size_t>(c)];
    sign[c] = inside_[i] - counted_[i];
    counted_[i] = inside_[i];
  }
  for (Index a = 0; a < count(); ++a) {
    const Eigen::RowVectorXd signed_part = part.row(a).cwiseProduct(sign);
    const Index k = held_[static_cast<std::size_t>(a)];
    for (Index b = 0; b <= a; ++b) {
      const Index l = held_[static_cast<std::size_t>(b)];
      curvature_(k, l) += part.row(b).dot(signed_part);
      curvature_(l, k) = curvature_(k, l);
    }
  }
}

bool HalfSpaces::solved(double within) const {
  const double length = z_.norm();
  return std::all_of(held_.begin(), held_.end(), [&](Index k) {
    const double off = lambda_[k] > 0 ? std::abs(excess_[k]) : excess_[k];
    return off <= within * size_[k] * length;
  });
}

/// @return whether it gained something
bool HalfSpaces::newton_step(const RowView& lower, const RowView& upper) {
  follow_box();
  Labels steep;  // a normal of 0 has no multiplier
  for (const Index k : held_)
    if (size_[k] > 0) steep.push_back(k);
  Matrix curvature = curvature_(steep, steep);
  curvature.diagonal().array() += regularisation * size_(steep).squaredNorm();
  const Vector from = lambda_, level = 0.1 * accuracy * z_.norm() * size_(steep);
  const Vector best = maximise_concave(curvature, excess_(steep), from(steep), level);
  Vector step = Vector::Zero(from.size());
  step(steep) = best - from(steep);
  const double before = value_;
  double share = 1;
  for (int halving = 0; halving < max_halvings; ++halving, share /= 2) {
    move_to(from + share * step, lower, upper);
    if (value_ > before) return true;
  }
  move_to(from, lower, upper);
  return false;
}

/// @return whether they gained something
bool HalfSpaces::coordinate_steps(const RowView& lower, const RowView& upper) {
  const double before = value_;
  for (const Index k : held_) {
    if (!(size_[k] > 0 && (lambda_[k] > 0 || excess_[k] > 0))) continue;
    Vector lambda = lambda_;
    lambda[k] = std::max(0.0, lambda[k] + excess_[k] / (size_[k] * size_[k]));
    move_to(lambda, lower, upper);
  }
  return value_ > before;
}

bool HalfSpaces::ascend(const RowView& lower, const RowView& upper, double reach) {
  move_to(lambda_, lower, upper);
  for (int step = 0; step < max_steps && !solved(accuracy); ++step) {
    if (!(value_ < reach * reach / 2)) return false;
    if (!newton_step(lower, upper) && !coordinate_steps(lower, upper)) break;
  }
  return solved(close_enough) && z_.norm() < reach;
}

bool HalfSpaces::project(const RowView& lower, const RowView& upper, double reach, Eigen::Ref<Eigen::RowVectorXd> z) {
  const Vector before = lambda_;
  if (count() == 1) {
    const Index only = held_.front();
    lambda_[only] = project_on_half_space(normal_.row(only), offset_[only], lower, upper, z);
    if (lambda_[only] < infinity && z.norm() < reach) return true;
  } else {
    if (ascend(lower, upper, reach)) {
      z = z_;
      return true;
    }
  }
  lambda_ = before;  // those of no solution lead nowhere
  return false;
}

bool project_on_half_spaces(const std::vector<HalfSpace>& half_spaces, const RowView& lower, const RowView& upper,
                            double reach, Eigen::Ref<Eigen::RowVectorXd> z) {
  HalfSpaces bundle(lower.size(), static_cast<Index>(half_spaces.size()));
  for (const HalfSpace& half_space : half_spaces) bundle.add(half_space.normal, half_space.offset);
  return bundle.project(lower, upper, reach, z);
}

}  // namespace neon
