#pragma once
#include <neon/network/pooled_distances.hpp>
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// What zB needs of the pair layer of PooledDistances beyond sums of messages. About the lower bound l its terms are
///   x w - l w+ - h w- = (x - l) w + 2 (h - l) max(0, z_j - z_i),   w = 2 (z_i - z_j),
/// whose second part is a difference of members, feature by feature. It is formed again for each member j of the
/// competitors and a tile of the cluster's own, at the features where z_j exceeds the least of the tile, and shared by
/// up to four vector registers of points: no table is kept, O(pairs d) a point at most, less where members have zeros
/// in common. Memory: a copy of the cluster's own members, and about 32 (4 m + 2 d) numbers while up to 32 points are
/// crossed; nothing grows with the number of pairs.  Source: docs/method.md, Sec. 2.
class BoxPairs {
 public:
  BoxPairs() = default;  ///< of other rules
  BoxPairs(const PooledDistances& layer, const Rule& rule);
  /// Up to so many numbers, 8 MiB, a table of the pairs stays in the caches, and is faster, above all for one point.
  static constexpr Index few = Index{1} << 20;
  /// Whether the rule's terms are those of zB, and its denominators of these alone.
  static bool reads(const Rule& rule);

  bool empty() const { return own_.size() == 0; }

  /// At n points.
  struct Messages {
    Matrix coefficient;  ///< [n, m] sum_j c_ij of the cluster's own, -sum_i c_ij of the others
    Matrix constant;     ///< [n, d] 2 (h - l) sum_ij c_ij max(0, z_j - z_i)
  };
  /// c_ij = r_i toward_j / D_ij with the denominator D_ij of the terms above.
  /// @param share [n, m] r_i  @param toward [n, m] R_k q_{j|k}, relevance on its way to j; 0: nothing is
  /// @param score [n, m] whose differences score_j - score_i are the part (x - l) w of D_ij
  /// @param condition updated if given
  Messages operator()(const Matrix& share, const Matrix& toward, const Matrix& score, Condition* condition) const;

 private:
  void cross(Index row, Index count, int packets, const Matrix& share, const Matrix& toward, const Matrix& score,
             Messages& messages, Condition* condition) const;

  Index first_ = 0, last_ = 0;  // the cluster's own members
  const Matrix* member_ = nullptr;
  Matrix own_, least_;  // as BoxMembers
  double scale_ = 0;
};

}  // namespace neon
