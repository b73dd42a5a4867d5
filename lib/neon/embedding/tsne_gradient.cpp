#include <neon/core/parallel.hpp>
#include <neon/embedding/quadtree.hpp>
#include <neon/embedding/tsne_gradient.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// A run of points that are neighbours in Morton order walks the tree together, one point per vector lane.
constexpr Index lanes = 8;
using Lane = Eigen::Array<double, lanes, 1>;

struct Run {
  Lane x, y;
  Lane force_x = Lane::Zero(), force_y = Lane::Zero(), z = Lane::Zero();

  /// `count` points at offsets (dx, dy), `squared` away, push every point of the run.
  void push(double count, const Lane& dx, const Lane& dy, const Lane& squared) {
    const Lane q = (1 + squared).inverse();
    const Lane weighted = count * q;
    z += weighted;
    const Lane strength = weighted * q;
    force_x += strength * dx;
    force_y += strength * dy;
  }
};

/// The run's own cells are opened down to their points; a point's push on itself adds 1 to z and nothing to the force.
void walk(const Quadtree& tree, double squared_theta, std::int32_t first, std::int32_t last, Run& run) {
  const auto cells = static_cast<std::int32_t>(tree.cells.size());
  for (std::int32_t number = 0; number < cells;) {
    const Quadtree::Cell& cell = tree.cells[static_cast<std::size_t>(number)];
    const Lane dx = run.x - cell.x, dy = run.y - cell.y, squared = dx * dx + dy * dy;
    const bool apart = cell.last <= first || cell.first >= last;
    if (apart && squared.minCoeff() * squared_theta > cell.squared_size) {
      run.push(cell.count, dx, dy, squared);
      number = cell.end;
    } else if (cell.end == number + 1) {
      for (auto j = static_cast<std::size_t>(cell.first); j < static_cast<std::size_t>(cell.last); ++j) {
        const Lane to_x = run.x - tree.x[j], to_y = run.y - tree.y[j];
        run.push(1, to_x, to_y, to_x * to_x + to_y * to_y);
      }
      number = cell.end;
    } else {
      ++number;
    }
  }
}

}  // namespace

Matrix tsne_attraction(const Affinities& p, const Matrix& y) {
  Matrix force(y.rows(), 2);
  parallel_blocks(y.rows(), 256, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) {
      const double x_i = y(i, 0), y_i = y(i, 1);
      double force_x = 0, force_y = 0;
      for (Affinities::InnerIterator entry(p, i); entry; ++entry) {
        const double dx = x_i - y(entry.col(), 0), dy = y_i - y(entry.col(), 1);
        const double strength = entry.value() / (1 + dx * dx + dy * dy);
        force_x += strength * dx;
        force_y += strength * dy;
      }
      force.row(i) << force_x, force_y;
    }
  });
  return force;
}

Repulsion tsne_repulsion(const Matrix& y, double theta) {
  const Index n = y.rows();
  const Quadtree tree = build_quadtree(y);
  Repulsion result{Matrix(n, 2), 0};
  Vector z(n);
  parallel_blocks(n, 32 * lanes, [&](Index block_first, Index block_last) {
    for (Index first = block_first; first < block_last; first += lanes) {
      const Index last = std::min(first + lanes, block_last);
      Run run;
      for (Index lane = 0; lane < lanes; ++lane) {
        const auto point = static_cast<std::size_t>(std::min(first + lane, last - 1));
        run.x(lane) = tree.x[point];
        run.y(lane) = tree.y[point];
      }
      walk(tree, theta * theta, static_cast<std::int32_t>(first), static_cast<std::int32_t>(last), run);
      for (Index lane = 0; lane < last - first; ++lane) {
        const Index point = tree.order[static_cast<std::size_t>(first + lane)];
        result.force.row(point) << run.force_x(lane), run.force_y(lane);
        z(point) = run.z(lane) - 1;
      }
    }
  });
  result.z = z.sum();
  return result;
}

double tsne_divergence(const Affinities& p, const Matrix& y, double z) {
  double sum = 0;
  for (Index i = 0; i < p.rows(); ++i)
    for (Affinities::InnerIterator entry(p, i); entry; ++entry)
      if (entry.value() > 0)
        sum += entry.value() * std::log(entry.value() * z * (1 + (y.row(i) - y.row(entry.col())).squaredNorm()));
  return sum;
}

}  // namespace neon
