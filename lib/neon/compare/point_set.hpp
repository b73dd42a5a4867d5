#pragma once
#include <neon/compare/compared_model.hpp>
#include <neon/roots/root_point.hpp>

#include <vector>

namespace neon {

/// Some points of one cluster: what a thread works on.
struct PointBlock {
  Index network;  ///< position in PointSet::networks
  Labels row;     ///< rows of the point set
  Labels id;      ///< their numbers in the data set
  Matrix x, root;
};

/// The points of a cluster model, each asked about the cluster that it is assigned to, with its root point.
struct PointSet {
  Index points = 0, features = 0;
  RootOptions root_options;
  std::vector<Network> networks;  ///< of the clusters that have points
  std::vector<Evidence> evidences;
  std::vector<PointBlock> blocks;
  double root_seconds = 0;  ///< per point on one core

  /// @param id [n] the points' numbers in the data set  @throws Error as assign, neuralize and root_points
  PointSet(const ComparedModel& model, const MatrixView& x, const Labels& id, const RootOptions& roots = {});

  /// Some of its points, renumbered in the order of `rows`.  @param rows increasing
  PointSet subset(const Labels& rows) const;

  Question question(const PointBlock& block, std::uint64_t seed, const Background& background) const;
};

/// What a method says of a point set.
struct Answer {
  std::vector<Matrix> relevance;  ///< of each block
  double seconds = 0;             ///< per point on one core, root points included where the method uses them
};

/// @param methods one per network  @throws Error if an answer has the wrong shape or is not finite
Answer explain_points(const PointSet& set, const std::vector<Attributor>& methods, const Background& background,
                      std::uint64_t seed);

/// Asks about other points of a block's cluster, each in place of one of the block's: with root points of their own
/// where the method uses them, and random numbers of their own.
Matrix explain_instead(const PointSet& set, const PointBlock& block, const Matrix& x, const Attributor& method,
                       const Background& background, std::uint64_t seed);

}  // namespace neon
