#pragma once
#include <neon/core/types.hpp>
#include <neon/network/lanes.hpp>

#include <cstdint>
#include <vector>

namespace neon {

/// Soft pools over affine scores s(x) = x W^T + b, to be followed along flips of single features:
///   value_g = softmin^s_{j in pool g} s_j
/// A flip of feature i by u multiplies exp(-s s_j) by exp(-s u W_ji). Along most flips that exponent is small and a
/// short polynomial serves instead of an exponential; the exact exponentials are taken afresh at the first of every
/// `lanes` flips and at every flip that is not small, so that rounding errors of at most `lanes` factors meet.
/// Each pool owns whole columns of a grid of `rows` x `columns` slots: summing a pool is adding rows.
struct PoolPath {
  /// @param weight W [m, d]  @param first [G + 1] scores first[g] ... first[g + 1] - 1 are those of pool g
  /// @param stiffness s > 0, infinity for hard pools
  PoolPath(const Matrix& weight, const std::vector<Index>& first, double stiffness);
  /// One pool over all scores, which are followed as differences from one of them, the origin: eight differences fill a
  /// packet where nine scores would need two.
  ///   softmin_j s_j = s_o + softmin_j (s_j - s_o)
  static PoolPath of_one_pool(const Matrix& weight, double stiffness);

  Index pools() const { return static_cast<Index>(first_column.size()) - 1; }
  Index slots() const { return rows * columns; }

  double stiffness;
  double scale;                     ///< of scores in the grid: -s, or -1 where s is infinite
  Index rows = 0, columns = 0;      ///< of the grid; columns are filled up to whole packets
  std::vector<Index> first_column;  ///< [G + 1]
  std::vector<Index> slot;          ///< [m] where score j lives
  Matrix shift;                     ///< [d, slots] what a unit of feature i adds to the scaled scores
  Vector reach;                     ///< [d] max_j |shift_ij|
  Index origin = -1;                ///< the score that the others are told from; -1: none
  Vector origin_shift = {};         ///< [d] what a unit of feature i adds to it, not scaled
};

/// One point on its way along a PoolPath.
class PoolWalk {
 public:
  explicit PoolWalk(const PoolPath& path);

  /// @param scores [m] at the start
  void start(const double* scores);
  /// Makes `count` <= `lanes` flips; flip t adds change[t] to feature[t].
  /// @param feature, change [lanes]; those beyond `count` change nothing, by 0
  /// @param value [G] written: lane t has the pools after flip t; lanes beyond `count` are of no use
  void advance(const std::int32_t* feature, const double* change, Index count, Lanes* value);

 private:
  const PoolPath& path_;
  Vector scaled_;     // [slots] scale * score; -infinity in slots that no score fills
  Vector weight_;     // [slots] exp(scaled - reference of the pool)
  Vector reference_;  // [columns]
  Matrix sum_;        // [lanes, columns] of the weights over the rows; the largest scaled score for hard pools
  Matrix column_;     // [columns, numbers in a vector] those of one vector of lanes
  Lanes reaches_, origins_, origin_weights_;  // of the flips of one advance
  double origin_ = 0;                         // the score itself after the last flip
  std::vector<Lanes> references_;             // [G]
};

}  // namespace neon
