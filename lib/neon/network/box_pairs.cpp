#include <neon/network/box_pairs.hpp>
#include <neon/network/detail/box_kernel.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace neon {

bool BoxPairs::reads(const Rule& rule) {
  if (rule.bias || rule.midpoint || rule.affine || rule.epsilon > 0 || rule.terms.size() != 3) return false;
  const auto has = [&rule](Input input, WeightMap map, double factor) {
    return std::any_of(rule.terms.begin(), rule.terms.end(), [&](const Term& term) {
      return term.input == input && term.map == map && term.factor == factor;
    });
  };
  return has(Input::activation, WeightMap::identity, 1) && has(Input::lower, WeightMap::positive, -1) &&
         has(Input::upper, WeightMap::negative, -1);
}

BoxPairs::BoxPairs(const PooledDistances& layer, const Rule& rule)
    : first_(layer.first(layer.cluster())),
      last_(first_ + layer.size(layer.cluster())),
      member_(&layer.member()),
      scale_(2 * (rule.upper - rule.lower)) {
  const Index own = last_ - first_, tiles = (own + BoxKernel::tile - 1) / BoxKernel::tile;
  own_ = Matrix::Constant(layer.inputs(), tiles * BoxKernel::tile, infinity);
  own_.leftCols(own) = member_->middleRows(first_, own).transpose();
  least_.resize(tiles, layer.inputs());
  for (Index t = 0; t < tiles; ++t)
    least_.row(t) = own_.middleCols(t * BoxKernel::tile, BoxKernel::tile).rowwise().minCoeff().transpose();
}

BoxPairs::Messages BoxPairs::operator()(const Matrix& share, const Matrix& toward, const Matrix& score,
                                        Condition* condition) const {
  Messages messages{Matrix::Zero(share.rows(), share.cols()), Matrix::Zero(share.rows(), own_.rows())};
  const Index packet = box_kernel().packet;
  for (Index row = 0; row < share.rows();) {
    const Index left = share.rows() - row;
    const int packets = left > 2 * packet ? 4 : left > packet ? 2 : 1;
    const Index count = std::min(left, packets * packet);
    cross(row, count, packets, share, toward, score, messages, condition);
    row += count;
  }
  return messages;
}

void BoxPairs::cross(Index row, Index count, int packets, const Matrix& share, const Matrix& toward,
                     const Matrix& score, Messages& messages, Condition* condition) const {
  const Index m = share.cols(), d = own_.rows(), own = last_ - first_, lanes = packets * box_kernel().packet;
  // Of all members in their order; then the others without the cluster's own, which stand last.
  const auto side_by_side = [&](const Matrix& values) {
    Matrix result = Matrix::Zero(m, lanes);
    const auto of = values.middleRows(row, count);
    result.topLeftCorner(first_, count) = of.leftCols(first_).transpose();
    result.block(first_, 0, m - last_, count) = of.rightCols(m - last_).transpose();
    result.block(m - own, 0, own, count) = of.middleCols(first_, own).transpose();
    return result;
  };
  const Matrix shares = side_by_side(share), towards = side_by_side(toward), scores = side_by_side(score);
  Matrix sums = Matrix::Zero(m, lanes), sum = Matrix::Zero(d + 1, lanes), account(3, lanes);
  Matrix difference(d + BoxKernel::spare, BoxKernel::tile);
  std::vector<std::int32_t> active(static_cast<std::size_t>(d + BoxKernel::spare));
  const Index after = (m - own) * lanes;
  const auto cross_others = [&](Index others_from, Index others_count, Index lane_from) {
    if (others_count == 0) return;
    box_kernel().cross(
        {own_.data(), least_.data(), member_->row(others_from).data(), own, own_.cols(), others_count, d, scale_},
        {shares.data() + after, scores.data() + after, towards.data() + lane_from * lanes,
         scores.data() + lane_from * lanes, sums.data() + after, sums.data() + lane_from * lanes, sum.data(),
         account.row(0).data(), account.row(1).data(), account.row(2).data(), difference.data(), active.data()},
        packets);
    if (condition == nullptr) return;
    for (Index n = 0; n < count; ++n) condition->add(row + n, {account(0, n), account(1, n), account(2, n)});
  };
  cross_others(0, first_, 0);
  cross_others(last_, m - last_, first_);
  auto coefficient = messages.coefficient.middleRows(row, count);
  coefficient.leftCols(first_) = -sums.topLeftCorner(first_, count).transpose();
  coefficient.rightCols(m - last_) = -sums.block(first_, 0, m - last_, count).transpose();
  coefficient.middleCols(first_, own) = sums.block(m - own, 0, own, count).transpose();
  messages.constant.middleRows(row, count) = scale_ * sum.topLeftCorner(d, count).transpose();
}

}  // namespace neon
