#include <neon/core/detail/packet.hpp>
#include <neon/network/detail/pair_kernel.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr Index width = packet_width;
constexpr Index most = 512;  // members of the others at once: as many as stay in the first-level cache

template <class Number>
Number size(Number a) {
  return a < 0 ? -a : a;
}

double total_of(Packet values) {
  double total = 0;
  for (Index lane = 0; lane < width; ++lane) total += values[lane];
  return total;
}

/// Adds the account of all numbers of a packet.
void add(const DivisionAccount<Packet>& packets, DivisionAccount<double>& account) {
  for (Index lane = 0; lane < width; ++lane)
    account.smallest = packets.smallest[lane] < account.smallest ? packets.smallest[lane] : account.smallest;
  account.negative += total_of(packets.negative);
  account.total += total_of(packets.total);
}

/// Some members of the others, filled up to whole packets with ones that carry no relevance.
struct Others {
  double toward[most], score[most], floor[most], sum[most];
  Index filled;

  void take(const double* given_toward, const double* given_score, Index count) {
    filled = (count + width - 1) / width * width;
    for (Index j = 0; j < filled; ++j) {
      toward[j] = j < count ? given_toward[j] : 0;
      score[j] = j < count ? given_score[j] : infinity;
      floor[j] = denominator_floor * size(score[j]);
      sum[j] = 0;
    }
  }

  /// What `members` of the cluster send.
  template <int members>
  void divide(const double* share, const double* own_score, double epsilon, double* total,
              DivisionAccount<Packet>& account) {
    Packet sums[members] = {};
    for (Index j = 0; j < filled; j += width) {
      const Packet towards = load(toward + j), scores = load(score + j), floors = load(floor + j);
      Packet added = load(sum + j);
      for (int i = 0; i < members; ++i) {
        const Packet relevance = share[i] * towards, by = scores - own_score[i],
                     c = stabilised_share(relevance, by, epsilon + Packet{},
                                          Packet(floors + denominator_floor * size(own_score[i])));
        added += c;
        sums[i] += c;
        account.note(relevance, by);
      }
      store(sum + j, added);
    }
    for (int i = 0; i < members; ++i) total[i] += total_of(sums[i]);
  }
};

bool any(const double* values, Index count) {
  for (Index j = 0; j < count; ++j)
    if (values[j] != 0) return true;
  return false;
}

void divide(const PairOthers& others, const double* share, const double* score, Index own, double epsilon,
            double* coefficient, double* own_coefficient, DivisionAccount<double>& account) {
  constexpr int at_once = 4;
  Others some;
  for (Index first = 0; first < others.count; first += most) {
    const Index left = others.count - first, count = left < most ? left : most;
    if (!any(others.toward + first, count)) continue;
    some.take(others.toward + first, others.score + first, count);
    DivisionAccount<Packet> packets;
    Index i = 0;
    for (; i + at_once <= own; i += at_once)
      some.divide<at_once>(share + i, score + i, epsilon, own_coefficient + i, packets);
    for (; i < own; ++i) some.divide<1>(share + i, score + i, epsilon, own_coefficient + i, packets);
    for (Index j = 0; j < count; ++j) coefficient[first + j] -= some.sum[j];
    add(packets, account);
  }
}

template <class Number>
Number at(const double* values, Index j) {
  Number value;
  std::memcpy(&value, values + j, sizeof value);
  return value;
}

/// c_ij of the pairs from j on that one Number holds.
template <class Number>
Number divide_some(const TablePairs& pairs, Index j, double epsilon, DivisionAccount<Number>& account) {
  const Number message = at<Number>(pairs.message, j), score = at<Number>(pairs.scores, j),
               shift = at<Number>(pairs.shift, j), relevance = pairs.share * at<Number>(pairs.toward, j),
               by = message + (score - pairs.score) + shift,
               terms = size(message) + size(score) + size(shift) + size(pairs.score),
               c = stabilised_share(relevance, by, Number(Number{} + epsilon), Number(denominator_floor * terms)),
               rest = at<Number>(pairs.sum, j) - c;
  std::memcpy(pairs.message + j, &c, sizeof c);
  std::memcpy(pairs.sum + j, &rest, sizeof rest);
  account.note(relevance, by);
  return c;
}

double divide_table(const TablePairs& pairs, double epsilon, DivisionAccount<double>& account) {
  DivisionAccount<Packet> packets;
  Packet totals{};
  Index j = 0;
  for (; j + width <= pairs.count; j += width) totals += divide_some<Packet>(pairs, j, epsilon, packets);
  add(packets, account);
  double total = total_of(totals);
  for (; j < pairs.count; ++j) total += divide_some<double>(pairs, j, epsilon, account);
  return total;
}

}  // namespace

const PairKernel pair_kernel{divide, divide_table};

}  // namespace neon::NEON_INSTRUCTION_SET
