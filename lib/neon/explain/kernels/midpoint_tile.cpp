#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/product.hpp>
#include <neon/core/transpose.hpp>
#include <neon/explain/detail/tile_kernel.hpp>
#include <neon/explain/kernels/midpoint_tile.hpp>
#include <neon/network/lanes.hpp>

namespace neon {
static_assert(MidpointTile::rows == static_cast<Index>(lanes), "one lane for each point of a tile");

MidpointTile::MidpointTile(const KMeans& model) : origin_(frame_of(model.centroids).origin), beta_(model.beta) {
  const Index clusters = model.clusters(), d = model.features();
  require(clusters >= 2, "explain: {} clusters should be at least 2", clusters);
  require(beta_ > 0, "explain: beta {} should be positive", beta_);
  centroids_ = model.centroids.rowwise() - origin_;
  minus_two_ = -2 * centroids_;
  squared_norm_ = centroids_.rowwise().squaredNorm();
  centroids_squares_.resize(clusters, 2 * d);
  centroids_squares_ << 2 * centroids_, -centroids_.cwiseAbs2();
}

void MidpointTile::operator()(const MatrixView& x, bool assign, Index* cluster, Index first,
                              Explanation& result) const {
  const Index n = x.rows(), d = x.cols(), clusters = centroids_.rows();
  const TileKernel& kernel = tile_kernel();
  Matrix centred(n, d), across = Matrix::Zero(d, rows), outlier(clusters, rows), share(rows, clusters);
  kernel.centre(x.data(), x.outerStride(), n, d, origin_.data(), centred.data());
  transpose(centred.data(), d, n, d, across.data(), rows);
  outlier.colwise() = squared_norm_;
  add_product(minus_two_, across, outlier);

  Lanes own{};
  if (assign)
    kernel.nearest(outlier.data(), clusters, own.at.data());
  else
    for (Index r = 0; r < n; ++r) own[static_cast<std::size_t>(r)] = static_cast<double>(cluster[r]);
  Lanes logit, smallest, negative, total;
  {
    Matrix weight(clusters, rows);  // gone before the next matrices come: the allocator uses its place again
    kernel.shares(outlier.data(), clusters, own.at.data(), beta_, weight.data(),
                  {logit.at.data(), smallest.at.data(), negative.at.data(), total.at.data()});
  }

  transpose(outlier.data(), rows, clusters, rows, share.data(), clusters);
  Matrix parts = Matrix::Zero(n, 2 * d);
  add_product(share.topRows(n), centroids_squares_, parts);
  for (Index r = 0; r < n; ++r) {
    const auto lane = static_cast<std::size_t>(r);
    const Index row = first + r;
    const double sum =
        kernel.relevance(centred.row(r).data(), parts.row(r).data(), d, result.relevance.row(row).data());
    if (assign) cluster[r] = static_cast<Index>(own[lane]);
    result.logit(row) = logit[lane];
    result.residual(row) = sum - logit[lane];
    result.smallest_denominator(row) = smallest[lane];
    result.negative_share(row) = total[lane] > 0 ? negative[lane] / total[lane] : 0;
  }
}

}  // namespace neon
