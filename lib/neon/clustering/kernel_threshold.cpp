#include <neon/clustering/distances.hpp>
#include <neon/clustering/kernel_threshold.hpp>
#include <neon/clustering/outlier_threshold.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>

#include <cmath>

namespace neon {

Matrix KernelThreshold::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "kernel threshold: {} features should be {}", x.cols(), features());
  const SoftMin pool{gamma};
  Matrix outlier(x.rows(), 2);
  outlier.col(1).setConstant(threshold);
  parallel_blocks(x.rows(), 64, [&](Index first, Index last) {
    Matrix distance = squared_distances(x.middleRows(first, last - first), support);
    distance.rowwise() += offset.transpose();
    outlier.col(0).segment(first, last - first) = pool.forward(distance);
  });
  return outlier;
}

Vector KernelThreshold::own_share(const MatrixView& x) const {
  require(x.cols() == features(), "kernel threshold: {} features should be {}", x.cols(), features());
  const SoftMin pool{gamma};
  Vector own = Vector::Zero(x.rows());
  parallel_blocks(x.rows(), 64, [&](Index first, Index last) {
    Matrix distance = squared_distances(x.middleRows(first, last - first), support);
    distance.rowwise() += offset.transpose();
    const Matrix share = pool.shares(distance);
    for (Index n = first; n < last; ++n)
      for (Index j = 0; j < support.rows(); ++j)
        if (x.row(n) == support.row(j)) own(n) += share(n - first, j);
  });
  return own;
}

Network KernelThreshold::neuralize(Index c) const {
  return threshold_network(c, support, offset, threshold, {.favours = {}, .stiffness = gamma}, beta);
}

void KernelThreshold::parameters(ParameterVisitor& visit) {
  visit.matrix("support", support, Unit::place);
  visit.vector("offset", offset, Unit::square);
  visit.number("gamma", gamma, Unit::inverse_square);
  visit.number("threshold", threshold, Unit::square);
  visit.stiffness(beta);
}

void KernelThreshold::check(const ModelCheck& check) const {
  require(support.rows() >= 1 && features() >= 1, "{}: {} support vectors of {} features should be at least 1 by 1",
          check.where, support.rows(), features());
  check.squares("support", support);
  check.length("offset", offset.size(), support.rows());
  check.finite("offset", offset);
  require(gamma > 0 && std::isfinite(gamma), "{}: the attribute gamma is {}, should be positive and finite",
          check.where, gamma);
  require(std::isfinite(threshold), "{}: the attribute threshold is {}, should be finite", check.where, threshold);
  check.stiffness(beta);
}

}  // namespace neon
