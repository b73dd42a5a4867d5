#include "affine_explainer.hpp"

#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/explanation_rows.hpp>

#include <utility>

namespace neonxai {
namespace {

using neon::Explanation;
using neon::Index;
using neon::Labels;
using neon::Matrix;
using neon::MatrixView;
using neon::require;
using neon::Vector;

constexpr Index block = 64;

/// Told about the mean of its root points, so that data far from 0 lose no digits.
neon::StandardNetwork network_of(const AffineMargins& margins, Index c, double beta) {
  const Eigen::RowVectorXd origin = neon::column_means(margins.root);
  const Matrix root = margins.root.rowwise() - origin;
  const Vector at_origin = margins.bias - margins.weight.cwiseProduct(root).rowwise().sum();
  return {.cluster = c, .detection = {margins.weight, at_origin, origin}, .root = root, .pool = {beta}};
}

/// At most `block` points of one cluster.
struct Piece {
  Index cluster;
  Labels rows;
};

std::vector<Piece> pieces_of(const Labels& cluster, Index clusters) {
  std::vector<Labels> open(static_cast<std::size_t>(clusters));
  std::vector<Piece> pieces;
  for (std::size_t n = 0; n < cluster.size(); ++n) {
    Labels& rows = open[static_cast<std::size_t>(cluster[n])];
    rows.push_back(static_cast<Index>(n));
    if (static_cast<Index>(rows.size()) == block) pieces.push_back({cluster[n], std::exchange(rows, {})});
  }
  for (Index c = 0; c < clusters; ++c)
    if (Labels& rows = open[static_cast<std::size_t>(c)]; !rows.empty()) pieces.push_back({c, std::move(rows)});
  return pieces;
}

/// "Why c and not c": there is nothing to tell.
void clear(Explanation& part) {
  part.relevance.setZero();
  for (Vector* const zero : {&part.logit, &part.residual, &part.negative_share}) zero->setZero();
}

}  // namespace

AffineExplainer::AffineExplainer(const std::vector<AffineMargins>& margins, double beta,
                                 const neon::Composite& composite, bool competitors)
    : competitors_(competitors) {
  require(margins.size() >= 2, "affine model: {} clusters should be at least 2", margins.size());
  require(beta > 0, "affine model: beta {} should be positive", beta);
  for (const AffineMargins& m : margins) {
    const Index c = clusters(), rows = m.weight.rows(), d = margins.front().weight.cols();
    require(rows > 0 && m.weight.cols() == d && m.root.rows() == rows && m.root.cols() == d && m.bias.size() == rows,
            "affine model: cluster {} has weights [{}, {}], roots [{}, {}] and {} biases: they should agree, with {} "
            "features",
            c, rows, m.weight.cols(), m.root.rows(), m.root.cols(), m.bias.size(), d);
    require(m.weight.allFinite() && m.root.allFinite() && m.bias.allFinite(),
            "affine model: the numbers of cluster {} should be finite", c);
    require(!competitors || rows == static_cast<Index>(margins.size()) - 1,
            "affine model: cluster {} has {} margins; to be told apart by competitor there should be {}", c, rows,
            margins.size() - 1);
    networks_.push_back(network_of(m, c, beta));
    propagators_.emplace_back(networks_.back(), composite);
  }
}

Matrix AffineExplainer::logits(const MatrixView& x) const {
  require(x.cols() == features(), "affine model: {} features should be {}", x.cols(), features());
  Matrix result(x.rows(), clusters());
  neon::parallel_blocks(x.rows(), block, [&](Index first, Index last) {
    for (Index c = 0; c < clusters(); ++c)
      result.col(c).segment(first, last - first) =
          network(c).pool.forward(network(c).detection.forward(x.middleRows(first, last - first)));
  });
  return result;
}

Labels AffineExplainer::assign(const MatrixView& x) const {
  const Matrix f = logits(x);
  Labels result(static_cast<std::size_t>(f.rows()));
  for (Index n = 0; n < f.rows(); ++n) f.row(n).maxCoeff(&result[static_cast<std::size_t>(n)]);
  return result;
}

Explanation AffineExplainer::explain(const MatrixView& x, const Labels& cluster, Index against) const {
  const bool apart = competitors_ && against < 0;
  Explanation result = neon::empty_explanation(x.rows(), x.cols(), apart ? clusters() - 1 : 0);
  const std::vector<Piece> pieces = pieces_of(cluster, clusters());
  neon::parallel_blocks(static_cast<Index>(pieces.size()), 1, [&](Index piece, Index) {
    const auto& [c, rows] = pieces[static_cast<std::size_t>(piece)];
    neon::Detail detail{.competitors = apart};
    if (against >= 0 && against != c) detail.against = against < c ? against : against - 1;
    Explanation part = propagators_[static_cast<std::size_t>(c)](Matrix(x(rows, Eigen::all)), detail);
    if (against == c) clear(part);
    neon::scatter(part, rows, result);
  });
  return result;
}

}  // namespace neonxai
