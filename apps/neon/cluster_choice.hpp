#pragma once
#include <neon/clustering/fit.hpp>

#include <optional>
#include <string>
#include <vector>

#include "apps/neon/terminal.hpp"
#include "command_line/parser.hpp"

namespace neon::cli {

/// Numbers of clusters to choose from.
struct ClusterRange {
  Index least = 2, most = 10;
};

/// What --clusters may be: a number, "auto" (2-10), or a range such as "2-6".
command_line::Check cluster_numbers();

/// The range that a text which passed the validator stands for; empty: it is a number.
std::optional<ClusterRange> range_of(const std::string& clusters);

/// A number of clusters, judged. NaN where a criterion does not apply.
struct ClusterCandidate {
  Index clusters = 0;
  double silhouette = 0;         ///< of directions for spherical k-means
  double calinski_harabasz = 0;  ///< likewise
  double stability = 0;          ///< mean adjusted Rand index between fits on subsamples
  double bic = 0;                ///< of mixtures
  std::string missing = {};      ///< why it could not be fitted; empty: it was
};

/// How many clusters there are, and why.
struct ClusterChoice {
  Index clusters = 0;
  std::string criterion = {};  ///< "silhouette" or "BIC"
  std::string reason = {};     ///< a sentence or more
  std::vector<ClusterCandidate> candidates = {};
  Index judged = 0, points = 0;  ///< on so many of the points
};

/// Fits every number of clusters of the range and chooses one: a mixture by the smallest BIC, any other model by the
/// largest silhouette, of equal ones the fewest. Large tables are judged on a random sample (seeded) of 2,000 points.
/// Stability: the model is fitted to six random subsamples of 80 %, each fit assigns all points, and every two of them
/// are compared (Ben-Hur, Elisseeff and Guyon, "A stability based method for discovering structure in clustered data",
/// Pacific Symposium on Biocomputing, 2002).
/// @param x [n, d], scaled as for the fit  @throws Error if no number of clusters can be fitted
ClusterChoice choose_clusters(const std::string& kind, const Matrix& x, FitOptions options, const ClusterRange& range);

/// One line per candidate with a bar of the criterion, then the choice and its reason.
std::string as_table(const ClusterChoice& choice, const Style& style);

}  // namespace neon::cli
