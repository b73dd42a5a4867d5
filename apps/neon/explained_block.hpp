#pragma once
#include <neon/explain/explainer.hpp>
#include <neon/explain/self_check.hpp>
#include <neon/tables/table_stream.hpp>

#include <functional>
#include <optional>

#include "apps/neon/named_model.hpp"
#include "apps/neon/points.hpp"

namespace neon::cli {

/// What is asked about every point.
struct PointQuestion {
  std::optional<Index> cluster = {};  ///< the cluster to explain; empty: each point's own
  std::optional<Index> why_not = {};  ///< "and why not this one?": the margin over it instead of the logit
};

/// Some consecutive points, explained.
struct ExplainedBlock {
  Index first = 0;          ///< number of the first point
  Matrix x;                 ///< [n, d] raw, in the model's order of features
  Labels row = {};          ///< [n] numbers of the points, where they do not follow one another; else empty
  Labels label = {};        ///< [n] as read, or empty without a label column
  Labels assigned = {};     ///< [n] its cluster: see Assigner
  Labels explained = {};    ///< [n] the cluster the explanation speaks of
  Vector probability = {};  ///< [n] of that cluster; asked why not k: of it against k alone
  Explanation why = {};
  Index differ = 0;      ///< see AssignedPoints
  SelfCheck check = {};  ///< of all this against the model's own scores
};

/// Reads, explains and hands over a table in blocks of a fixed size: memory does not depend on the number of points,
/// results do not depend on the threads. Blocks are explained at the same time, each on one thread, while others are
/// read or handed over one after the other.
/// @param take is given the blocks in order
/// @throws Error of the reader, the explainer or `take`; also if the table has no rows, or naming a point that has no
/// finite explanation, or no direction where the model asks for one
void explain_blocks(TableReader& points, const ColumnOrder& order, const Scaling& scaling, const Explainer& explainer,
                    const PointQuestion& question, const std::function<void(const ExplainedBlock&)>& take);

}  // namespace neon::cli
