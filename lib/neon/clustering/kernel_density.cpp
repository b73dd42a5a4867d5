#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/kernel_density.hpp>
#include <neon/clustering/outlier_threshold.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>

#include <cmath>

namespace neon {
namespace {

/// sqrt(mean_i var x_i), in units of x.
double spread_of(const MatrixView& x) {
  require(x.rows() >= 2, "kernel density: {} points should be at least 2", x.rows());
  require_finite(x, "kernel density");
  const Frame frame = frame_of(x);
  const double spread = frame.unit * std::sqrt(frame.in(x).squaredNorm() / static_cast<double>(x.size()));
  require(spread > 0, "kernel density: all {} points are equal, and have no bandwidth: give one", x.rows());
  return spread;
}

double rule_of_thumb(const MatrixView& x, double points_per_unit) {
  return spread_of(x) * std::pow(points_per_unit, -1 / (static_cast<double>(x.cols()) + 4));
}

/// h^2 after a step. @param z points in their frame
double next_square(const Matrix& z, double square) {
  Vector mean(z.rows());
  parallel_blocks(z.rows(), 64, [&](Index first, Index last) {
    Matrix distance = squared_distances(z.middleRows(first, last - first), z);
    for (Index i = first; i < last; ++i) {
      auto row = distance.row(i - first).array();
      row(i) = infinity;
      const double least = row.minCoeff();
      const Eigen::Array<double, 1, Eigen::Dynamic> weight = (-(row - least) / (2 * square)).exp();
      row(i) = 0;  // of weight 0
      mean(i) = (weight * row).sum() / weight.sum();
    }
  });
  return mean.mean() / static_cast<double>(z.cols());
}

}  // namespace

double scott_bandwidth(const MatrixView& x) { return rule_of_thumb(x, static_cast<double>(x.rows())); }

double silverman_bandwidth(const MatrixView& x) {
  return rule_of_thumb(x, static_cast<double>(x.rows()) * (static_cast<double>(x.cols()) + 2) / 4);
}

double leave_one_out_bandwidth(const MatrixView& x) {
  const Frame frame = frame_of(x);
  const Matrix z = frame.in(x);
  const double start = scott_bandwidth(x) / frame.unit;
  double square = start * start;
  for (int step = 0; step < 1000; ++step) {
    const double next = next_square(z, square);
    require(next > 1e-20 * start * start,
            "kernel density: the leave-one-out bandwidth shrinks to 0, because points have duplicates: use another");
    const double change = std::abs(next - square);
    square = next;
    if (change <= 1e-10 * square) break;
  }
  return frame.unit * std::sqrt(square);
}

KernelDensity make_kernel_density(const MatrixView& x, double bandwidth, double share) {
  require(bandwidth > 0 && std::isfinite(bandwidth), "kernel density: bandwidth {} should be positive and finite",
          bandwidth);
  require(x.rows() >= 2, "kernel density: {} points should be at least 2", x.rows());
  require_finite(x, "kernel density");
  KernelDensity model;
  model.support = x;
  model.offset = Vector::Zero(x.rows());
  model.gamma = 0.5 / bandwidth / bandwidth;
  require(std::isfinite(model.gamma) && model.gamma > 0, "kernel density: bandwidth {} is out of range", bandwidth);
  model.threshold = outlier_threshold(model.outlier_scores(x).col(0), share);
  return model;
}

}  // namespace neon

namespace neon::models {

ModelKind kernel_density() {
  return {.name = std::string(KernelDensity::kind),
          .description = "kernel density: outliers are where it is below a threshold",
          .source =
              "Parzen, On estimation of a probability density function and mode, Ann. Math. Stat. 33(3), 1962; "
              "Silverman, Density estimation for statistics and data analysis, 1986",
          .blank = KernelDensity{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            const double bandwidth =
                options.number("bandwidth", {{"scott", [&] { return scott_bandwidth(x); }},
                                             {"silverman", [&] { return silverman_bandwidth(x); }},
                                             {"leave-one-out", [&] { return leave_one_out_bandwidth(x); }}});
            return make_kernel_density(x, bandwidth, options.number("outliers"));
          },
          .settings = {{.name = "bandwidth",
                        .description = "deviation of the kernels. scott, silverman, leave-one-out, or a number",
                        .standard = "scott"},
                       outlier_share_setting()},
          .clusters = ModelKind::Clusters::found,
          .softens = false};
}

}  // namespace neon::models
