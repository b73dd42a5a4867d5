#include <neon/core/radix_sort.hpp>
#include <neon/embedding/quadtree.hpp>

#include <algorithm>
#include <bit>
#include <cassert>

namespace neon {
namespace {

using Code = std::uint32_t;

/// The 16 bits of `value` at the even places.
Code spread(Code value) {
  value = (value | value << 8) & 0x00ff00ff;
  value = (value | value << 4) & 0x0f0f0f0f;
  value = (value | value << 2) & 0x33333333;
  return (value | value << 1) & 0x55555555;
}

/// Points by their place on the Z-shaped curve through the bounding square.
std::vector<Keyed<Code, std::int32_t>> morton_order(const Matrix& points) {
  const Eigen::RowVector2d corner = points.colwise().minCoeff();
  const double side = (points.colwise().maxCoeff() - corner).maxCoeff(), steps = side > 0 ? 65535 / side : 0;
  std::vector<Keyed<Code, std::int32_t>> order(static_cast<std::size_t>(points.rows())), scratch;
  for (Index i = 0; i < points.rows(); ++i) {
    const auto place = [&](Index axis) { return spread(static_cast<Code>((points(i, axis) - corner(axis)) * steps)); };
    order[static_cast<std::size_t>(i)] = {place(0) | place(1) << 1, static_cast<std::int32_t>(i)};
  }
  radix_sort<8>(order, scratch);
  return order;
}

struct Box {
  double low_x = infinity, low_y = infinity, high_x = -infinity, high_y = -infinity, sum_x = 0, sum_y = 0;

  void add(const Box& other) {
    low_x = std::min(low_x, other.low_x);
    low_y = std::min(low_y, other.low_y);
    high_x = std::max(high_x, other.high_x);
    high_y = std::max(high_y, other.high_y);
    sum_x += other.sum_x;
    sum_y += other.sum_y;
  }
};

class Builder {
 public:
  Builder(Quadtree& tree, const std::vector<Keyed<Code, std::int32_t>>& order) : tree_(tree), order_(order) {}

  /// Appends the cell of the points [first, last) and, after it, its descendants. Each level tells the codes apart by
  /// two more of their 32 bits, so the recursion is at most 16 deep.
  Box grow(std::size_t first, std::size_t last) {
    constexpr std::size_t leaf_points = 8;
    const std::size_t number = tree_.cells.size();
    tree_.cells.emplace_back();
    const Code differing = order_[first].key ^ order_[last - 1].key;
    Box box;
    if (last - first <= leaf_points || differing == 0) {
      for (std::size_t i = first; i < last; ++i) {
        const double x = tree_.x[i], y = tree_.y[i];
        box.add({x, y, x, y, x, y});
      }
    } else {
      const int shift = (static_cast<int>(std::bit_width(differing)) - 1) / 2 * 2;
      for (std::size_t child = first; child < last;) {
        const std::size_t next = child_end(child, last, shift);
        box.add(grow(child, next));
        child = next;
      }
    }
    const auto count = static_cast<double>(last - first);
    const double width = box.high_x - box.low_x, height = box.high_y - box.low_y;
    tree_.cells[number] = {box.sum_x / count,
                           box.sum_y / count,
                           count,
                           width * width + height * height,
                           static_cast<std::int32_t>(first),
                           static_cast<std::int32_t>(last),
                           static_cast<std::int32_t>(tree_.cells.size())};
    return box;
  }

 private:
  std::size_t child_end(std::size_t first, std::size_t last, int shift) const {
    const Code quadrant = order_[first].key >> shift;
    const auto begin = order_.begin();
    return static_cast<std::size_t>(
        std::partition_point(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last),
                             [&](const auto& item) { return item.key >> shift == quadrant; }) -
        begin);
  }

  Quadtree& tree_;
  const std::vector<Keyed<Code, std::int32_t>>& order_;
};

}  // namespace

Quadtree build_quadtree(const Matrix& points) {
  assert(points.cols() == 2 && points.allFinite());
  Quadtree tree;
  if (points.rows() == 0) return tree;
  const auto order = morton_order(points);
  for (const auto& item : order) {
    tree.order.push_back(item.value);
    tree.x.push_back(points(item.value, 0));
    tree.y.push_back(points(item.value, 1));
  }
  tree.cells.reserve(order.size());
  Builder(tree, order).grow(0, order.size());
  return tree;
}

}  // namespace neon
