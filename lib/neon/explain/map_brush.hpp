#pragma once
#include <neon/explain/composite.hpp>

namespace neon {

struct MapBrushOptions {
  double perplexity = 30;  ///< of the map; reduced to (n - 1) / 3 for few points, as fit_tsne does
  Composite composite = composites::find("paper-v2");
  /// [N] g of every point, where it is known (affinity_precisions); empty: found from the perplexity.
  Vector precision = {};
};

/// Why a map puts points among those that someone brushed, feature by feature.
struct MapBrushExplanation {
  Vector log_odds;   ///< f [n], in nats
  Matrix relevance;  ///< R [n, d], in nats; sums to f where the rules conserve
  Vector precision;  ///< g [n] of each point, in 1 / squared unit of the features
  Labels exemplar;   ///< [n] the nearest brushed point
};

/// The part S of a t-SNE map as a cluster: t-SNE places x by p_{j|x}, in proportion to exp(-g ‖x - x_j‖^2), with the
/// width at which the 3 * perplexity nearest neighbours have the perplexity. Its log-odds of S are kernel NEON with the
/// point's own width, without x itself:
///   f(x) = log( sum_{j in S} p_{j|x} / sum_{j not in S} p_{j|x} )
///        = g ( softmin^g_{j not in S} ‖x - x_j‖^2 - softmin^g_{j in S} ‖x - x_j‖^2 )
/// over all points; what is below 1e-26 of its side's largest affinity is left out.
/// @param points [N, d] of the map, finite, as t-SNE saw them; principal components: as inverse_transform gives them
/// back, which are as far from each other  @param brushed [N] whether a point is in S
/// @param rows which points are explained
/// @throws Error if shapes differ, a row is out of range, S without a point or the rest without it is empty, or all
/// neighbours of a point are equally far from it (names the row)
/// Source: van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 2008; Kauffmann et al., "From clustering to
/// cluster explanations via neural networks", Sec. 3.3.
MapBrushExplanation explain_map_brush(const MatrixView& points, const std::vector<bool>& brushed, const Labels& rows,
                                      const MapBrushOptions& options = {});

/// The affinities themselves, over all points and from their differences: what an explanation can be held against.
///   o(x) = -log( sum_j exp(-g ‖x - x_j‖^2) )  over the brushed points, and over the others, x itself left out; f is
///   the
/// second less the first.
/// @param points, brushed, rows as explain_map_brush  @param precision g [n] of the rows  @return [n, 2], in nats
Matrix map_brush_scores(const MatrixView& points, const std::vector<bool>& brushed, const Labels& rows,
                        const Vector& precision);

}  // namespace neon
