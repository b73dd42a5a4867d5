#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/location_evidence.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr Index block = 128;

/// Calls body(c, locations) for blocks of locations with positive evidence for cluster c.
template <class Body>
void for_each_block(const Matrix& evidence, Index c, const Body& body) {
  Labels locations;
  for (Index l = 0; l < evidence.rows(); ++l)
    if (evidence(l, c) > 0) locations.push_back(l);
  parallel_blocks(static_cast<Index>(locations.size()), block,
                  [&](Index first, Index last) { body(Labels(locations.begin() + first, locations.begin() + last)); });
}

}  // namespace

Matrix positive_evidence(const KMeans& model, const MatrixView& unit) {
  if (model.clusters() < 2) return Matrix::Zero(unit.rows(), model.clusters());
  return logits(model.outlier_scores(unit), model.beta).cwiseMax(0);
}

Vector pooled_evidence(const KMeans& model, const MatrixView& activations) {
  return positive_evidence(model, unit_locations(activations)).colwise().sum();
}

std::vector<Matrix> pooled_gradients(const KMeans& model, const MatrixView& activations) {
  std::vector<Matrix> gradients(static_cast<std::size_t>(model.clusters()),
                                Matrix::Zero(activations.rows(), activations.cols()));
  if (model.clusters() < 2) return gradients;
  const Matrix positive = positive_evidence(model, unit_locations(activations));
  for (Index c = 0; c < model.clusters(); ++c) {
    const Evidence f = evidence(on_directions(neuralize(model, c)));
    Matrix& gradient = gradients[static_cast<std::size_t>(c)];
    for_each_block(positive, c, [&](const Labels& locations) {
      gradient(locations, Eigen::all) = f.gradient(activations(locations, Eigen::all));
    });
  }
  return gradients;
}

LocationRelevance explain_locations(const LocationClusters& clusters, const Rule& rule) {
  const Index count = clusters.clusters();
  LocationRelevance result;
  result.evidence = positive_evidence(clusters.model, clusters.unit);
  result.relevance.assign(static_cast<std::size_t>(count), Matrix::Zero(clusters.unit.rows(), clusters.unit.cols()));
  result.sum = Vector::Zero(count);
  if (count < 2) return result;
  const Vector none = Vector::Constant(clusters.unit.rows(), infinity);
  double negative = 0, total = 0;
  for (Index c = 0; c < count; ++c) {
    const Propagator propagate(neuralize(clusters.model, c), {rule.name, "", rule, rule, rule, rule});
    Matrix& relevance = result.relevance[static_cast<std::size_t>(c)];
    Vector smallest = none, through_negative = Vector::Zero(none.size()), sum = Vector::Zero(none.size());
    for_each_block(result.evidence, c, [&](const Labels& locations) {
      const Matrix u = clusters.unit(locations, Eigen::all);
      Explanation part = propagate(u);
      if (rule.midpoint) part.relevance = (u.array() > 0).select(part.relevance, 0);
      for (Index row = 0; row < u.rows(); ++row) {
        const Index l = locations[static_cast<std::size_t>(row)];
        relevance.row(l) = part.relevance.row(row);
        sum(l) = part.relevance.row(row).sum();
        smallest(l) = part.smallest_denominator(row);
        through_negative(l) = part.negative_share(row) * result.evidence(l, c);
      }
    });
    result.sum(c) = sum.sum();
    result.smallest_denominator = std::min(result.smallest_denominator, smallest.minCoeff());
    negative += through_negative.sum();
    total += result.evidence.col(c).sum();
  }
  result.negative_share = total > 0 ? negative / total : 0;
  return result;
}

}  // namespace neon
