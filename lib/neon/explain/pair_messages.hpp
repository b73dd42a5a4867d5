#pragma once
#include <neon/core/packet.hpp>
#include <neon/core/types.hpp>
#include <neon/rules/rule.hpp>

#include <algorithm>
#include <array>

namespace neon {

/// Messages c_ij between members i of a cluster and support vectors j of its competitors, for as many j as stay in the
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
  }

  /// What `members` of the cluster send: c_ij = share_i toward_j / (score_j - score_i), stabilised.
  /// @param share, score [members]  @param total [members] sum_j c_ij is added
  template <int members>
  void divide(const double* share, const double* score, double epsilon, double* total) {
    Packet sums[members] = {};
    for (Index j = 0; j < filled_; j += packet_width) {
      const Packet toward = load(toward_.data() + j), scores = load(score_.data() + j);
      Packet sum = load(sum_.data() + j);
      for (int i = 0; i < members; ++i) {
        const Packet relevance = share[i] * toward, by = scores - score[i];
        const Packet magnitude = by < 0 ? -by : by, kept = magnitude + epsilon;
        const Packet floored = kept < denominator_floor ? denominator_floor + Packet{} : kept;
        const Packet c = relevance / (by < 0 ? -floored : floored);
        sum += c;
        sums[i] += c;
        const Packet divided = relevance == 0 ? infinity + Packet{} : magnitude;
        smallest_ = divided < smallest_ ? divided : smallest_;
        negative_ += by < 0 ? (relevance < 0 ? -relevance : relevance) : Packet{};
      }
      store(sum_.data() + j, sum);
    }
    for (int i = 0; i < members; ++i)
      for (int lane = 0; lane < packet_width; ++lane) total[i] += sums[i][lane];
  }

  /// sum_i c_ij of all members so far. [count]
  const double* sum() const { return sum_.data(); }
  /// Smallest |score_j - score_i| that carried relevance; infinity: none did.
  double smallest() const {
    double least = infinity;
    for (int lane = 0; lane < packet_width; ++lane) least = std::min(least, smallest_[lane]);
    return least;
  }
  /// sum of |share_i toward_j| over the pairs with score_j < score_i
  double through_negative() const {
    double result = 0;
    for (int lane = 0; lane < packet_width; ++lane) result += negative_[lane];
    return result;
  }

 private:
  using Values = std::array<double, most>;
  Index filled_;
  Values toward_, score_, sum_;
  Packet smallest_ = infinity + Packet{}, negative_ = {};
};

}  // namespace neon
