#include <neon/core/detail/packet.hpp>
#include <neon/network/detail/box_kernel.hpp>
#include <neon/rules/stabilised_division.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr Index width = packet_width;
constexpr Index tile = BoxKernel::tile;
static_assert(tile % width == 0);
constexpr int sums_at_once = width == 8 ? 16 : 8;  // as many as stay in registers

Packet size(Packet a) { return a < 0 ? -a : a; }

bool any(const double* values, Index count) {
  for (Index n = 0; n < count; ++n)
    if (values[n] != 0) return true;
  return false;
}

/// One member j of the others and a tile of the cluster's own, for `packets` of points.
template <int packets>
class Tile {
 public:
  static constexpr Index lanes = packets * width;
  static constexpr int features = sums_at_once / packets;
  static_assert(features <= BoxKernel::spare);

  explicit Tile(const BoxPoints& points) : points_(points) {}

  /// Features that some own member of the tile has less of than j, their differences, and the sums of those.
  void compare(const BoxMembers& members, Index first, Index j) {
    const double *const other = members.others + j * members.inputs, *const least =
                                                                         members.least + first / tile * members.inputs;
    count_ = members.count - first < tile ? members.count - first : tile;
    const Index filled = (count_ + width - 1) / width * width;
    active_ = 0;
    for (Index f = 0; f < members.inputs; ++f) {
      points_.active[active_] = static_cast<std::int32_t>(f);
      active_ += other[f] > least[f];
    }
    Packet total[tile / width] = {};
    const Packet none{};
    for (Index a = 0; a < active_; ++a) {
      const Index f = points_.active[a];
      const double* const own = members.own + f * members.stride + first;
      double* const difference = points_.difference + a * tile;
      for (Index i = 0; i < filled; i += width) {
        const Packet by = other[f] - load(own + i), above = by > 0 ? by : none;
        store(difference + i, above);
        total[i / width] += above;
      }
    }
    for (Index i = 0; i < filled; i += width) store(shift_ + i, members.scale * total[i / width]);
    for (; active_ % features != 0; ++active_) {
      points_.active[active_] = static_cast<std::int32_t>(members.inputs);
      for (Index i = 0; i < filled; i += width) store(points_.difference + active_ * tile + i, none);
    }
  }

  /// The messages c_ij.
  void divide(Index first, Index j) {
    for (int p = 0; p < packets; ++p) {
      const Index lane = p * width;
      const Packet toward = load(points_.toward + j * lanes + lane), score = load(points_.score + j * lanes + lane);
      Packet sum{};
      for (Index i = 0; i < count_; ++i) {
        const Index own = (first + i) * lanes + lane;
        const Packet relevance = load(points_.share + own) * toward, own_score = load(points_.own_score + own),
                     by = (score - own_score) + shift_[i],
                     terms = size(score) + size(own_score) + (shift_[i] + Packet{}),
                     c = stabilised_share(relevance, by, Packet{}, Packet(denominator_floor * terms));
        store(message_ + i * lanes + lane, c);
        store(points_.own_sum + own, load(points_.own_sum + own) + c);
        sum += c;
        account_[p].note(relevance, by);
      }
      store(points_.other_sum + j * lanes + lane, load(points_.other_sum + j * lanes + lane) + sum);
    }
  }

  /// What they bring to the features.
  void collect() {
    for (Index a = 0; a < active_; a += features) {
      const double* const difference = points_.difference + a * tile;
      Packet sum[features][packets] = {};
      for (Index i = 0; i < count_; ++i) {
        const double* const message = message_ + i * lanes;
        for (int p = 0; p < packets; ++p) {
          const Packet c = load(message + p * width);
          for (int f = 0; f < features; ++f) sum[f][p] += difference[f * tile + i] * c;
        }
      }
      for (int f = 0; f < features; ++f) {
        double* const row = points_.sum + points_.active[a + f] * lanes;
        for (int p = 0; p < packets; ++p) store(row + p * width, load(row + p * width) + sum[f][p]);
      }
    }
  }

  void tell_account() const {
    for (int p = 0; p < packets; ++p) {
      store(points_.smallest + p * width, account_[p].smallest);
      store(points_.negative + p * width, account_[p].negative);
      store(points_.total + p * width, account_[p].total);
    }
  }

 private:
  alignas(64) double message_[tile * lanes];
  alignas(64) double shift_[tile];
  DivisionAccount<Packet> account_[packets];
  BoxPoints points_;
  Index count_ = 0, active_ = 0;
};

template <int packets>
void cross_packets(const BoxMembers& members, const BoxPoints& points) {
  constexpr Index lanes = packets * width;
  Tile<packets> some(points);
  for (Index first = 0; first < members.count; first += tile)
    for (Index j = 0; j < members.other_count; ++j) {
      if (!any(points.toward + j * lanes, lanes)) continue;
      some.compare(members, first, j);
      some.divide(first, j);
      some.collect();
    }
  some.tell_account();
}

void cross(const BoxMembers& members, const BoxPoints& points, int packets) {
  if (packets == 1)
    cross_packets<1>(members, points);
  else if (packets == 2)
    cross_packets<2>(members, points);
  else
    cross_packets<4>(members, points);
}

}  // namespace

const BoxKernel box_kernel{width, cross};

}  // namespace neon::NEON_INSTRUCTION_SET
