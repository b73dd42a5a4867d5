#pragma once
#include <neon/core/packet.hpp>
#include <neon/core/types.hpp>
#include <neon/rules/stabilised_division.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace neon {

/// The account of all numbers of a packet.
inline DivisionAccount<double> reduced(const DivisionAccount<Packet>& account) {
  DivisionAccount<double> result;
  for (int lane = 0; lane < packet_width; ++lane) {
    result.smallest = std::min(result.smallest, account.smallest[lane]);
    result.negative += account.negative[lane];
    result.total += account.total[lane];
  }
  return result;
}

/// Messages c_ij between members i of a cluster and members j of its competitors, for as many j as stay in the
/// first-level cache; they are filled up to whole packets with ones that carry no relevance.
class PairMessages {
 public:
  static constexpr Index most = 512;

  /// @param toward [count] relevance on its way to each j  @param score [count]  @param count at most `most`
  PairMessages(const double* toward, const double* score, Index count)
      : filled_((count + packet_width - 1) / packet_width * packet_width) {
    std::copy_n(toward, count, toward_.begin());
    std::copy_n(score, count, score_.begin());
    std::fill(toward_.begin() + count, toward_.begin() + filled_, 0.0);
    std::fill(score_.begin() + count, score_.begin() + filled_, infinity);
    std::fill_n(sum_.begin(), filled_, 0.0);
    for (Index j = 0; j < filled_; ++j) at(floor_, j) = denominator_floor * std::abs(at(score_, j));
  }

  /// What `members` of the cluster send: c_ij = share_i toward_j / (score_j - score_i), stabilised; the floor is the
  /// rounding of the two scores.
  /// @param share, score [members]  @param total [members] sum_j c_ij is added
  template <int members>
  void divide(const double* share, const double* score, double epsilon, double* total) {
    Packet sums[members] = {};
    for (Index j = 0; j < filled_; j += packet_width) {
      const Packet toward = load(toward_.data() + j), scores = load(score_.data() + j), floor = load(floor_.data() + j);
      Packet sum = load(sum_.data() + j);
      for (int i = 0; i < members; ++i) {
        const Packet relevance = share[i] * toward, by = scores - score[i],
                     c = stabilised_share(relevance, by, epsilon + Packet{},
                                          floor + denominator_floor * std::abs(score[i]));
        sum += c;
        sums[i] += c;
        account_.note(relevance, by);
      }
      store(sum_.data() + j, sum);
    }
    for (int i = 0; i < members; ++i)
      for (int lane = 0; lane < packet_width; ++lane) total[i] += sums[i][lane];
  }

  /// sum_i c_ij of all members so far. [count]
  const double* sum() const { return sum_.data(); }
  DivisionAccount<double> account() const { return reduced(account_); }

 private:
  using Values = std::array<double, most>;
  static double& at(Values& values, Index j) { return values[static_cast<std::size_t>(j)]; }

  Index filled_;
  Values toward_, score_, floor_, sum_;
  DivisionAccount<Packet> account_;
};

}  // namespace neon
