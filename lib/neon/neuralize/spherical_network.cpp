#include <neon/clustering/unit_rows.hpp>
#include <neon/neuralize/spherical_network.hpp>

namespace neon {

SphericalNetwork neuralize(const SphericalKMeans& model, Index c) {
  return {neuralize(KMeans{model.centroids, Vector::Zero(model.clusters()), model.beta}, c)};
}

Matrix SphericalNetwork::margins(const MatrixView& x) const { return head.margins(unit_rows(x)); }

Matrix SphericalNetwork::pullback(const MatrixView& x, const MatrixView& weight) const {
  Vector norm;
  const Matrix unit = unit_rows(x, &norm);
  Matrix gradient = head.pullback(unit, weight);
  const Vector radial = gradient.cwiseProduct(unit).rowwise().sum();
  for (Index n = 0; n < x.rows(); ++n) {
    if (norm[n] > 0)
      gradient.row(n) = (gradient.row(n) - radial[n] * unit.row(n)) / norm[n];
    else
      gradient.row(n).setZero();
  }
  return gradient;
}

}  // namespace neon
