#include <neon/core/packet.hpp>
#include <neon/network/lane_pools.hpp>
#include <neon/network/pool_path.hpp>

#include <algorithm>
#include <array>

namespace neon {
namespace {

/// Up to which |r| the Taylor polynomial of degree n is exp(r) to 1e-15.
constexpr double small_reach = 9e-3, medium_reach = 5e-2, large_reach = 0.14, largest_reach = 0.5;
constexpr int small_degree = 5, medium_degree = 7, large_degree = 9, largest_degree = 13;
constexpr int hard = 0;  // in place of a degree

constexpr auto inverse_factorials = [] {
  std::array<double, largest_degree + 1> result{1};
  double factorial = 1;
  for (std::size_t n = 1; n < result.size(); ++n) result[n] = 1 / (factorial *= static_cast<double>(n));
  return result;
}();

template <int degree>
Packet exponential(Packet r) {
  Packet p = r * inverse_factorials[degree] + inverse_factorials[degree - 1];
  for (int n = degree - 2; n >= 0; --n) p = p * r + inverse_factorials[static_cast<std::size_t>(n)];
  return p;
}

Packet greater(Packet a, Packet b) { return a > b ? a : b; }

Index columns_for(const std::vector<Index>& first, Index rows) {
  Index columns = 0;
  for (std::size_t g = 0; g + 1 < first.size(); ++g) columns += (first[g + 1] - first[g] + rows - 1) / rows;
  return (columns + packet_width - 1) / packet_width * packet_width;
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
      slot.push_back((column / packet_width * rows + row) * packet_width + column % packet_width);
    }
    first_column.push_back(first_column.back() + (first[g + 1] - first[g] + rows - 1) / rows);
  }
  for (Index j = 0; j < weight.rows(); ++j)
    shift.col(slot[static_cast<std::size_t>(j)]) = scale * weight.row(j).transpose();
  if (weight.rows() > 0) reach = shift.cwiseAbs().rowwise().maxCoeff();
}

PoolPath PoolPath::of_one_pool(const Matrix& weight, double s) {
  const Index m = weight.rows(), d = weight.cols();
  if (m % packet_width != 1 || m == 1 || std::isinf(s)) return {weight, {0, m}, s};
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
      column_(static_cast<std::size_t>(path.columns)),
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

/// The reach of every flip, the largest, and where the origin is after each.
void PoolWalk::measure(const std::int32_t* feature, const double* change) {
  Packet largest{}, origin = Packet{} + origin_;
  for (std::size_t t = 0; t < lanes; t += packet_width) {
    const Packet by = load(change + t), size = by < 0 ? -by : by,
                 reach = size * gather(path_.reach.data(), feature + t);
    store(reaches_.at.data() + t, reach);
    largest = greater(largest, reach);
    if (path_.origin < 0) continue;
    const Packet here = running_sum(by * gather(path_.origin_shift.data(), feature + t)) + origin;
    store(origins_.at.data() + t, here);
    origin = Packet{} + here[packet_width - 1];
  }
  origin_ = origin[0];
  reach_ = 0;
  for (int i = 0; i < packet_width; ++i) reach_ = std::max(reach_, largest[i]);
}

void PoolWalk::flip(std::int32_t feature, double change) {
  const double* const shift = path_.shift.row(feature).data();
  double* const scaled = scaled_.data();
  for (Index slot = 0; slot < path_.slots(); ++slot) scaled[slot] += change * shift[slot];
}

void PoolWalk::take_exponentials() {
  const Index rows = path_.rows;
  for (Index v = 0; v < path_.columns; v += packet_width) {
    Packet largest = load(scaled_.data() + v * rows);
    for (Index r = 1; r < rows; ++r) largest = greater(largest, load(scaled_.data() + v * rows + r * packet_width));
    store(reference_.data() + v, largest);
  }
  for (std::size_t g = 0; g < references_.size(); ++g) {
    const auto from = reference_.begin() + path_.first_column[g], to = reference_.begin() + path_.first_column[g + 1];
    const double largest = *std::max_element(from, to);
    std::fill(from, to, path_.origin < 0 ? largest : std::max(largest, 0.0));
  }
  std::fill(reference_.begin() + path_.first_column.back(), reference_.end(), 0.0);
  double* const weight = weight_.data();
  for (Index v = 0; v < path_.columns; v += packet_width) {
    const Packet reference = load(reference_.data() + v);
    for (Index slot = v * rows; slot < (v + packet_width) * rows; slot += packet_width)
      store(weight + slot, load(scaled_.data() + slot) - reference);
  }
  for (Index slot = 0; slot < path_.slots(); ++slot) weight[slot] = vector_exp(weight[slot]);
}

void PoolWalk::record(Index t) {
  for (Index v = 0; v < path_.columns; v += packet_width) {
    Packet sum = load(weight_.data() + v * path_.rows);
    for (Index r = 1; r < path_.rows; ++r) sum += load(weight_.data() + v * path_.rows + r * packet_width);
    store(sum_.row(t).data() + v, sum);
  }
}

void PoolWalk::total(Index t, Lanes* value) {
  const bool soft = std::isfinite(path_.stiffness);
  if (soft && path_.pools() == 1 && path_.columns == packet_width) {
    std::array<Packet, packet_width> row;
    for (int i = 0; i < packet_width; ++i) row[static_cast<std::size_t>(i)] = load(sum_.row(t + i).data());
    return store(value[0].at.data() + t, row_sums(row.data()));
  }
  for (Index v = 0; v < path_.columns; v += packet_width) {
    Packet* const block = column_.data() + v;
    for (int i = 0; i < packet_width; ++i) block[i] = load(sum_.row(t + i).data() + v);
    transpose(block);
  }
  for (std::size_t g = 0; g < references_.size(); ++g) {
    const Packet *column = column_.data() + path_.first_column[g], *last = column_.data() + path_.first_column[g + 1];
    Packet sum = *column;
    while (++column < last) sum = soft ? sum + *column : greater(sum, *column);
    store(value[g].at.data() + t, sum);
  }
}

template <int degree>
void PoolWalk::follow(const std::int32_t* feature, const double* change, Index first, Index last) {
  const Index slots = path_.slots(), stride = path_.columns;
  for (Index v = 0; v < path_.columns; v += packet_width)
    for (Index r = 0; r < path_.rows; ++r) {
      const Index slot = v * path_.rows + r * packet_width;
      const double* const shift = path_.shift.data() + slot;
      double* const sums = sum_.data() + v;
      Packet scaled = load(scaled_.data() + slot), weight = load(weight_.data() + slot);
      for (Index t = first; t < last; ++t) {
        const Packet exponent = change[t] * load(shift + feature[t] * slots);
        scaled += exponent;
        double* const sum = sums + t * stride;
        if constexpr (degree == hard) {
          store(sum, r == 0 ? scaled : greater(load(sum), scaled));
        } else {
          weight *= exponential<degree>(exponent);
          store(sum, r == 0 ? weight : load(sum) + weight);
        }
      }
      store(scaled_.data() + slot, scaled);
    }
}

void PoolWalk::follow(const std::int32_t* feature, const double* change, Index first, Index last, double reach) {
  if (reach <= small_reach) return follow<small_degree>(feature, change, first, last);
  if (reach <= medium_reach) return follow<medium_degree>(feature, change, first, last);
  if (reach <= large_reach) return follow<large_degree>(feature, change, first, last);
  follow<largest_degree>(feature, change, first, last);
}

void PoolWalk::advance(const std::int32_t* feature, const double* change, Index count, Lanes* value) {
  const bool soft = std::isfinite(path_.stiffness);
  const double unscale = 1 / path_.scale;
  if (!soft) follow<hard>(feature, change, 0, count);
  if (soft) measure(feature, change);
  for (Index first = 0; soft && first < count;) {
    flip(feature[first], change[first]);
    take_exponentials();
    record(first);
    Index last = count;
    double reach = reach_;
    if (reach > largest_reach)
      for (last = first + 1, reach = 0; last < count && reaches_[static_cast<std::size_t>(last)] <= largest_reach;
           ++last)
        reach = std::max(reach, reaches_[static_cast<std::size_t>(last)]);
    follow(feature, change, first + 1, last, reach);
    for (std::size_t g = 0; g < references_.size(); ++g)
      std::fill(references_[g].at.begin() + first, references_[g].at.begin() + last, reference_(path_.first_column[g]));
    if (path_.origin >= 0)
      std::fill(origin_weights_.at.begin() + first, origin_weights_.at.begin() + last, vector_exp(-reference_(0)));
    first = last;
  }

  for (Index t = 0; t < static_cast<Index>(lanes); t += packet_width) total(t, value);  // logarithms need numbers
  for (std::size_t g = 0; g < references_.size(); ++g) {
    Lanes& pool = value[g];
    const Lanes& reference = references_[g];
    if (!soft)
      for (std::size_t t = 0; t < lanes; ++t) pool[t] = -pool[t];
    else if (path_.origin < 0)
      for (std::size_t t = 0; t < lanes; ++t) pool[t] = (reference[t] + vector_log(pool[t])) * unscale;
    else
      for (std::size_t t = 0; t < lanes; ++t)
        pool[t] = origins_[t] + (reference[t] + vector_log(pool[t] + origin_weights_[t])) * unscale;
  }
}

}  // namespace neon
