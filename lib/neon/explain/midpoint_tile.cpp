#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/packet.hpp>
#include <neon/core/product.hpp>
#include <neon/core/transpose.hpp>
#include <neon/core/vector_math.hpp>
#include <neon/explain/midpoint_tile.hpp>
#include <neon/network/lanes.hpp>
#include <neon/rules/stabilised_division.hpp>

#include <array>
#include <cmath>

namespace neon {
namespace {

static_assert(MidpointTile::rows == static_cast<Index>(lanes), "one lane for each point of a tile");

Lanes filled(double value) {
  Lanes result;
  result.at.fill(value);
  return result;
}

/// The nearest centroid of each point.
Lanes nearest(const Matrix& outlier) {
  Lanes least = filled(infinity), cluster = filled(0);
  for (Index k = 0; k < outlier.rows(); ++k) {
    const double* const o = outlier.row(k).data();
    const auto number = static_cast<double>(k);
    for (std::size_t n = 0; n < lanes; ++n) {
      const bool nearer = o[n] < least[n];
      least[n] = nearer ? o[n] : least[n];
      cluster[n] = nearer ? number : cluster[n];
    }
  }
  return cluster;
}

/// What the pool and the detection layer's denominators make of a tile.
struct Shares {
  Lanes logit, smallest, negative, total;

  /// @param outlier [K, lanes] becomes s
  Shares(Matrix& outlier, const Lanes& cluster, double beta) {
    const Lanes floor = take_margins(outlier, cluster);
    Lanes least = filled(infinity), weights = filled(0), opposite = filled(0);
    for (Index k = 0; k < outlier.rows(); ++k) {
      const double* const h = outlier.row(k).data();
      for (std::size_t n = 0; n < lanes; ++n) least[n] = h[n] < least[n] ? h[n] : least[n];
    }
    Matrix weight(outlier.rows(), MidpointTile::rows);
    for (Index k = 0; k < outlier.rows(); ++k) {
      const double* const h = outlier.row(k).data();
      double* const w = weight.row(k).data();
      if (std::isfinite(beta))
        for (std::size_t n = 0; n < lanes; ++n) w[n] = h[n] < infinity ? vector_exp(-beta * (h[n] - least[n])) : 0;
      else
        for (std::size_t n = 0; n < lanes; ++n) w[n] = h[n] == least[n] ? 1 : 0;
      for (std::size_t n = 0; n < lanes; ++n) weights[n] += w[n];
    }
    for (std::size_t n = 0; n < lanes; ++n)
      logit[n] = std::isfinite(beta) ? least[n] - vector_log(weights[n]) / beta : least[n];
    std::array<DivisionAccount<Packet>, lanes / packet_width> accounts;
    for (Index k = 0; k < outlier.rows(); ++k)
      for (std::size_t n = 0; n < lanes; n += packet_width) {
        double* const h = outlier.row(k).data() + n;
        const Packet margin = load(h), relevance = load(weight.row(k).data() + n) / load(&weights[n]) * load(&logit[n]),
                     share = stabilised_share(relevance, margin, Packet{}, load(&floor[n]));
        accounts[n / packet_width].note(relevance, margin);
        store(&opposite[n], load(&opposite[n]) + share);
        store(h, -share);
      }
    for (std::size_t n = 0; n < lanes; n += packet_width) {
      const DivisionAccount<Packet>& account = accounts[n / packet_width];
      store(&smallest[n], account.smallest);
      store(&negative[n], account.negative);
      store(&total[n], account.total);
    }
    for (std::size_t n = 0; n < lanes; ++n)
      outlier(static_cast<Index>(cluster[n]), static_cast<Index>(n)) = opposite[n];
  }

 private:
  /// o -> h = o - o_c, infinite at c itself.  @return the rounding of margins next to 0, whose two scores are o_c
  static Lanes take_margins(Matrix& outlier, const Lanes& cluster) {
    Lanes own, rounding;
    for (std::size_t n = 0; n < lanes; ++n) own[n] = outlier(static_cast<Index>(cluster[n]), static_cast<Index>(n));
    for (Index k = 0; k < outlier.rows(); ++k) {
      double* const o = outlier.row(k).data();
      const auto number = static_cast<double>(k);
      for (std::size_t n = 0; n < lanes; ++n) o[n] = cluster[n] == number ? infinity : o[n] - own[n];
    }
    for (std::size_t n = 0; n < lanes; ++n) rounding[n] = 2 * denominator_floor * std::abs(own[n]);
    return rounding;
  }
};

}  // namespace

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
  const Matrix centred = x.rowwise() - origin_;
  Matrix across = Matrix::Zero(d, rows), outlier(clusters, rows), share(rows, clusters);
  transpose(centred.data(), d, n, d, across.data(), rows);
  outlier.colwise() = squared_norm_;
  add_product(minus_two_, across, outlier);

  Lanes own = filled(0);
  if (assign)
    own = nearest(outlier);
  else
    for (Index r = 0; r < n; ++r) own[static_cast<std::size_t>(r)] = static_cast<double>(cluster[r]);
  const Shares shares(outlier, own, beta_);

  transpose(outlier.data(), rows, clusters, rows, share.data(), clusters);
  Matrix parts = Matrix::Zero(n, 2 * d);
  add_product(share.topRows(n), centroids_squares_, parts);
  for (Index r = 0; r < n; ++r) {
    const auto lane = static_cast<std::size_t>(r);
    const Index row = first + r;
    double* const relevance = result.relevance.row(row).data();
    const double *const at = centred.row(r).data(), *const part = parts.row(r).data();
    for (Index i = 0; i < d; ++i) relevance[i] = at[i] * part[i] + part[d + i];
    const double sum = result.relevance.row(row).sum();
    if (assign) cluster[r] = static_cast<Index>(own[lane]);
    result.logit(row) = shares.logit[lane];
    result.residual(row) = sum - shares.logit[lane];
    result.smallest_denominator(row) = shares.smallest[lane];
    result.negative_share(row) = shares.total[lane] > 0 ? shares.negative[lane] / shares.total[lane] : 0;
  }
}

}  // namespace neon
