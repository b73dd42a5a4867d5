#include <neon/clustering/spanning_tree.hpp>

#include <algorithm>
#include <array>

namespace neon {
namespace {

/// Points that are not in the tree yet, feature by feature, with their shortest edges into it.
class Outside {
 public:
  Outside(const MatrixView& x, const Vector& core_square)
      : left_(x.rows()), x_(x), core_(core_square), best_(Vector::Constant(x.rows(), infinity)) {
    for (Index i = 0; i < left_; ++i) point_.push_back(i);
    from_.assign(static_cast<std::size_t>(left_), -1);
  }
  Index left() const { return left_; }

  /// Takes the point at a place out; another one comes there.
  struct Taken {
    Index point, from;
    double square, core;
    Eigen::RowVectorXd x;
  };
  Taken take(Index place) {
    const auto at = static_cast<std::size_t>(place), last = static_cast<std::size_t>(--left_);
    Taken taken{point_[at], from_[at], best_(place), core_(place), x_.row(place)};
    point_[at] = point_[last];
    from_[at] = from_[last];
    best_(place) = best_(left_);
    core_(place) = core_(left_);
    x_.row(place) = x_.row(left_);
    return taken;
  }

  /// Tries the edges of a new point of the tree.  @return the place of the shortest edge into it
  Index reach(const Taken& centre) {
    Index nearest = 0;
    double least = infinity;
    for (Index first = 0; first < left_; first += block) {
      const Index count = std::min(block, left_ - first);
      squares(centre.x, first, count);
      for (Index n = 0; n < count; ++n) {
        const double core = std::max(centre.core, core_(first + n)),
                     square = std::max(core, square_[static_cast<std::size_t>(n)]);
        if (square < best_(first + n)) {
          best_(first + n) = square;
          from_[static_cast<std::size_t>(first + n)] = centre.point;
        }
      }
      for (Index n = first; n < first + count; ++n) {
        if (best_(n) > least) continue;
        const Index point = point_[static_cast<std::size_t>(n)];
        if (best_(n) < least || point < point_[static_cast<std::size_t>(nearest)]) nearest = n;
        least = best_(n);
      }
    }
    return nearest;
  }

 private:
  static constexpr Index block = 512;

  void squares(const Eigen::RowVectorXd& centre, Index first, Index count) {
    square_.fill(0);
    double* const sum = square_.data();
    for (Index i = 0; i < x_.cols(); ++i) {
      const double at = centre(i);
      const double* const values = x_.col(i).data() + first;
#pragma omp simd
      for (Index n = 0; n < count; ++n) sum[n] += (values[n] - at) * (values[n] - at);
    }
  }

  Index left_;
  Eigen::MatrixXd x_;
  Vector core_, best_;
  Labels point_, from_;
  std::array<double, block> square_{};
};

}  // namespace

std::vector<TreeEdge> reachability_tree(const MatrixView& x, const Vector& core_square) {
  Outside outside(x, core_square);
  std::vector<TreeEdge> tree;
  for (Outside::Taken centre = outside.take(0); outside.left() > 0;) {
    const Index nearest = outside.reach(centre);
    centre = outside.take(nearest);
    tree.push_back({centre.from, centre.point, centre.square});
  }
  std::stable_sort(tree.begin(), tree.end(), [](const TreeEdge& a, const TreeEdge& b) { return a.square < b.square; });
  return tree;
}

}  // namespace neon
