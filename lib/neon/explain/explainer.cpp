#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/explanation_rows.hpp>
#include <neon/explain/kernels/midpoint_tile.hpp>
#include <neon/explain/propagator.hpp>

#include <cmath>
#include <mutex>
#include <optional>

namespace neon {
namespace {

constexpr Index block = 64;

/// The points of each cluster.
std::vector<Labels> members_of(const ClusterModel& model, const MatrixView& x, const Labels& cluster) {
  const Index count = clusters(model);
  require(x.cols() == features(model), "explain: {} features should be {}", x.cols(), features(model));
  require(static_cast<Index>(cluster.size()) == x.rows(),
          "explain: {} clusters for {} points: there should be one each", cluster.size(), x.rows());
  std::vector<Labels> members(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < cluster.size(); ++i) {
    require(cluster[i] >= 0 && cluster[i] < count, "explain: cluster {} of point {} should be in [0, {})", cluster[i],
            i, count);
    members[static_cast<std::size_t>(cluster[i])].push_back(static_cast<Index>(i));
  }
  return members;
}

void explain_members(const Propagator& propagator, const MatrixView& x, const Labels& members, const Detail& detail,
                     Explanation& result) {
  parallel_blocks(static_cast<Index>(members.size()), block, [&](Index first, Index last) {
    const Labels rows(members.begin() + first, members.begin() + last);
    scatter(propagator(Matrix(x(rows, Eigen::all)), detail), rows, result);
  });
}

/// Whether centroids coincide, or are so near to each other, beside the distance of others, that expanded squares would
/// not tell them apart.
bool crowded(const Matrix& centroids) {
  constexpr double least = 1e-6;  // of the largest squared distance from their mean
  const Matrix z = frame_of(centroids).in(centroids);
  const Vector square = z.rowwise().squaredNorm();
  const double most = square.maxCoeff();
  for (Index k = 1; k < z.rows(); ++k) {
    const Vector apart = square.head(k) - 2 * z.topRows(k) * z.row(k).transpose();
    if (apart.minCoeff() + square(k) <= least * most) return true;
  }
  return false;
}

/// The quick way, for the models and composites that have it. Crowded centroids are left to the propagator, which takes
/// differences first, and knows that nothing crosses a weight of 0.
std::optional<MidpointTile> tile_of(const ClusterModel& model, const ExplainOptions& options) {
  const auto* const standard = model.as<KMeans>();
  if (standard == nullptr || !options.composite.detection_at_input.midpoint || options.composite.eta < 1 ||
      options.competitors || options.per_unit || standard->offset.size() != standard->clusters() ||
      !standard->offset.isZero(0) || crowded(standard->centroids))
    return std::nullopt;
  return MidpointTile(*standard);
}

Explanation explain_tiles(const MidpointTile& tile, const MatrixView& x, bool assign, Labels& cluster) {
  Explanation result = empty_explanation(x.rows(), x.cols(), 0);
  parallel_blocks(x.rows(), MidpointTile::rows, [&](Index first, Index last) {
    tile(x.middleRows(first, last - first), assign, cluster.data() + first, first, result);
  });
  return result;
}

}  // namespace

struct Explainer::Prepared {
  ClusterModel model;
  Assigner assign;
  ExplainOptions options;
  std::optional<MidpointTile> tile;
  /// Made when the first point of its cluster comes: with a tile none may be needed, and they take K times its memory.
  struct Lazy {
    std::once_flag once;
    std::optional<Propagator> propagator;
  };
  mutable std::vector<Lazy> lazy;  ///< [K]

  Prepared(ClusterModel cluster_model, ExplainOptions explain_options)
      : model(std::move(cluster_model)),
        assign(model),
        options(std::move(explain_options)),
        tile(tile_of(model, options)),
        lazy(static_cast<std::size_t>(clusters(model))) {
    if (!tile) propagator(0);
  }

  const Propagator& propagator(Index c) const {
    Lazy& entry = lazy[static_cast<std::size_t>(c)];
    std::call_once(entry.once, [&] { entry.propagator.emplace(neuralize(model, c), options.composite); });
    return *entry.propagator;
  }

  /// @param competitor the cluster that c is told from; nothing: all of them
  Explanation explain(const MatrixView& x, const std::vector<Labels>& members, std::optional<Index> competitor) const {
    const bool apart = options.competitors && !competitor;
    Explanation result = empty_explanation(x.rows(), x.cols(), apart ? clusters(model) - 1 : 0);
    std::vector<std::pair<Index, Labels>> pieces;  // points of one cluster
    for (std::size_t c = 0; c < members.size(); ++c)
      for (auto first = members[c].begin(); first != members[c].end();) {
        const auto last = first + std::min<Index>(block, members[c].end() - first);
        pieces.emplace_back(static_cast<Index>(c), Labels(first, last));
        first = last;
      }
    parallel_blocks(static_cast<Index>(pieces.size()), 1, [&](Index piece, Index) {
      const auto& [c, rows] = pieces[static_cast<std::size_t>(piece)];
      const Matrix points = x(rows, Eigen::all);
      Detail detail{.competitors = apart, .per_unit = options.per_unit};
      if (competitor && *competitor != c) detail.against = competitor_column(c, *competitor);
      Explanation part = propagator(c)(points, detail);
      if (competitor == c) {
        part.relevance.setZero();
        for (Vector* zero : {&part.logit, &part.residual, &part.negative_share, &part.constant}) zero->setZero();
        part.smallest_denominator.setConstant(infinity);
      }
      scatter(part, rows, result);
    });
    return result;
  }
};

Explainer::Explainer(ClusterModel model, ExplainOptions options)
    : prepared_(std::make_shared<const Prepared>(std::move(model), std::move(options))) {}

const ClusterModel& Explainer::model() const { return prepared_->model; }

AssignedPoints Explainer::assign(const MatrixView& x) const { return prepared_->assign(x); }

AssignedExplanation Explainer::operator()(const MatrixView& x) const {
  if (prepared_->tile) {
    require(x.cols() == features(model()), "explain: {} features should be {}", x.cols(), features(model()));
    AssignedExplanation result{Labels(static_cast<std::size_t>(x.rows())), {}};
    result.why = explain_tiles(*prepared_->tile, x, true, result.cluster);
    return result;
  }
  AssignedPoints assigned = assign(x);
  Explanation why = (*this)(x, assigned.cluster);
  return {std::move(assigned.cluster), std::move(why), assigned.differ};
}

Explanation Explainer::operator()(const MatrixView& x, const Labels& cluster) const {
  const std::vector<Labels> members = members_of(model(), x, cluster);
  if (!prepared_->tile) return prepared_->explain(x, members, std::nullopt);
  Labels given = cluster;
  return explain_tiles(*prepared_->tile, x, false, given);
}

Explanation Explainer::against(Index competitor, const MatrixView& x, const Labels& cluster) const {
  require(competitor >= 0 && competitor < clusters(model()), "explain: competitor {} should be in [0, {})", competitor,
          clusters(model()));
  return prepared_->explain(x, members_of(model(), x, cluster), competitor);
}

Explanation explain(const ClusterModel& model, const MatrixView& x, const Labels& cluster,
                    const ExplainOptions& options) {
  const std::vector<Labels> members = members_of(model, x, cluster);
  if (const auto tile = tile_of(model, options)) {
    Labels given = cluster;
    return explain_tiles(*tile, x, false, given);
  }
  Explanation result = empty_explanation(x.rows(), x.cols(), options.competitors ? clusters(model) - 1 : 0);
  for (std::size_t c = 0; c < members.size(); ++c)
    if (!members[c].empty())
      explain_members(Propagator(neuralize(model, static_cast<Index>(c)), options.composite), x, members[c],
                      {.competitors = options.competitors, .per_unit = options.per_unit}, result);
  return result;
}

Vector membership_probability(const Vector& logit, double beta) {
  // Hard assignment of a point on the boundary: infinity times zero.
  return logit.unaryExpr([beta](double f) { return f == 0 ? 0.5 : 1 / (1 + std::exp(-beta * f)); });
}

}  // namespace neon
