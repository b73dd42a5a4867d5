#include <neon/network/detail/pool_kernel.hpp>
#include <neon/network/pool_path.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Numbers in a vector: how wide the grid is decided by what its kernel runs on.
Index width() { return pool_kernel().width; }

Index columns_for(const std::vector<Index>& first, Index rows) {
  Index columns = 0;
  for (std::size_t g = 0; g + 1 < first.size(); ++g) columns += (first[g + 1] - first[g] + rows - 1) / rows;
  return (columns + width() - 1) / width() * width();
}

/// The depth of the grid with the fewest slots; a column costs about half a slot more, because pools add theirs up.
Index best_rows(const std::vector<Index>& first) {
  Index most = 1, best = 1;
  for (std::size_t g = 0; g + 1 < first.size(); ++g) most = std::max(most, first[g + 1] - first[g]);
  const auto cost = [&](Index rows) { return (2 * rows + 1) * columns_for(first, rows); };
  for (Index rows = 2; rows <= most; ++rows)
    if (cost(rows) < cost(best)) best = rows;
  return best;
}

}  // namespace

PoolPath::PoolPath(const Matrix& weight, const std::vector<Index>& first, double s)
    : stiffness(s),
      scale(std::isinf(s) ? -1 : -s),
      rows(best_rows(first)),
      columns(columns_for(first, rows)),
      first_column{0},
      shift(Matrix::Zero(weight.cols(), slots())),
      reach(Vector::Zero(weight.cols())) {
  for (std::size_t g = 0; g + 1 < first.size(); ++g) {
    for (Index j = 0; j < first[g + 1] - first[g]; ++j) {
      const Index column = first_column.back() + j / rows, row = j % rows;
      slot.push_back((column / width() * rows + row) * width() + column % width());
    }
    first_column.push_back(first_column.back() + (first[g + 1] - first[g] + rows - 1) / rows);
  }
  for (Index j = 0; j < weight.rows(); ++j)
    shift.col(slot[static_cast<std::size_t>(j)]) = scale * weight.row(j).transpose();
  if (weight.rows() > 0) reach = shift.cwiseAbs().rowwise().maxCoeff();
}

PoolPath PoolPath::of_one_pool(const Matrix& weight, double s) {
  const Index m = weight.rows(), d = weight.cols();
  if (m % width() != 1 || m == 1 || std::isinf(s)) return {weight, {0, m}, s};
  // The most central of the weights: the differences are smallest.
  Index central = 0;
  (weight.rowwise() - weight.colwise().mean()).rowwise().squaredNorm().minCoeff(&central);
  Matrix others(m - 1, d);
  others << weight.topRows(central), weight.bottomRows(m - 1 - central);
  others.rowwise() -= weight.row(central);
  PoolPath path(others, {0, m - 1}, s);
  path.origin = central;
  path.origin_shift = weight.row(central);
  return path;
}

PoolWalk::PoolWalk(const PoolPath& path)
    : path_(path),
      scaled_(path.slots()),
      weight_(path.slots()),
      reference_(path.columns),
      sum_(Matrix::Ones(static_cast<Index>(lanes), path.columns)),
      column_(path.columns, width()),
      references_(static_cast<std::size_t>(path.pools())) {
  origin_weights_.at.fill(1);
}

void PoolWalk::start(const double* scores) {
  scaled_.setConstant(-infinity);
  origin_ = path_.origin < 0 ? 0 : scores[path_.origin];
  for (std::size_t j = 0; j < path_.slot.size(); ++j) {
    const std::size_t beyond = path_.origin >= 0 && static_cast<Index>(j) >= path_.origin ? 1 : 0;
    scaled_(path_.slot[j]) = path_.scale * (scores[j + beyond] - origin_);
  }
}

void PoolWalk::advance(const std::int32_t* feature, const double* change, Index count, Lanes* value) {
  const PoolGrid grid{.stiffness = path_.stiffness,
                      .scale = path_.scale,
                      .rows = path_.rows,
                      .columns = path_.columns,
                      .pools = path_.pools(),
                      .first_column = path_.first_column.data(),
                      .shift = path_.shift.data(),
                      .reach = path_.reach.data(),
                      .origin_shift = path_.origin < 0 ? nullptr : path_.origin_shift.data()};
  PoolState state{.scaled = scaled_.data(),
                  .weight = weight_.data(),
                  .reference = reference_.data(),
                  .sum = sum_.data(),
                  .column = column_.data(),
                  .reaches = reaches_.at.data(),
                  .origins = origins_.at.data(),
                  .origin_weights = origin_weights_.at.data(),
                  .references = references_.data()->at.data(),
                  .reach = 0,
                  .origin = origin_};
  pool_kernel().advance(grid, state, feature, change, count, value->at.data());
  origin_ = state.origin;
}

}  // namespace neon
