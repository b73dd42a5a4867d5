#pragma once
#include <neon/explain/attributor.hpp>

#include <string_view>

namespace neon::baselines {

/// The background of a question, for a method that cannot do without.
/// @throws Error naming the method if there is none, or its shape does not fit the question
const Background& required_background(const Question& question, std::string_view method);

/// The means of those clusters that the background has points of.
struct BackgroundMeans {
  Matrix mean;     ///< [K', d]
  Labels cluster;  ///< [K'] ascending: the cluster of each row
  std::string method;

  /// @throws Error naming the method if the background has no point of the cluster
  Index row_of(Index c) const;
};

/// @throws Error naming the method if a label is no cluster, or there is not one per point
BackgroundMeans background_means(const Background& background, std::string_view method);

/// At most `most` points of the background, drawn with the seed: the same for all points that are explained.
Matrix background_sample(const Background& background, Index most, std::uint64_t seed);

}  // namespace neon::baselines
