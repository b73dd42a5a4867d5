#include <neon/clustering/assignment.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/increasing_root.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>

#include <cmath>

namespace neon {
namespace {

constexpr Index block = 1024;

void require_outlier_scores(const MatrixView& outlier, std::string_view where) {
  require(outlier.cols() >= 2, "{}: {} clusters should be at least 2", where, outlier.cols());
  require_finite(outlier, where);
}

/// The largest probability of each point, 1 / sum_k exp(-beta (o_k - min o)), averaged over all points.
double mean_of_top(const MatrixView& outlier, double beta) {
  Vector top(outlier.rows());
  parallel_blocks(outlier.rows(), block, [&](Index first, Index last) {
    top.segment(first, last - first) =
        SoftMin{beta}.shares(outlier.middleRows(first, last - first)).rowwise().maxCoeff();
  });
  return top.mean();
}

}  // namespace

Labels assign(const MatrixView& outlier) { return row_argmin(outlier); }

Matrix soft_assign(const MatrixView& outlier, double beta) {
  require(beta > 0, "soft_assign: beta {} should be positive", beta);
  require_outlier_scores(outlier, "soft_assign");
  Matrix probability(outlier.rows(), outlier.cols());
  parallel_blocks(outlier.rows(), block, [&](Index first, Index last) {
    probability.middleRows(first, last - first) = SoftMin{beta}.shares(outlier.middleRows(first, last - first));
  });
  return probability;
}

Matrix logits(const MatrixView& outlier, double beta) {
  require(beta > 0, "logits: beta {} should be positive", beta);
  require_outlier_scores(outlier, "logits");
  Matrix logit(outlier.rows(), outlier.cols());
  parallel_blocks(outlier.rows(), block, [&](Index first, Index last) {
    const Index clusters = outlier.cols();
    const auto o = outlier.middleRows(first, last - first);
    Matrix margin(last - first, clusters - 1);
    for (Index c = 0; c < clusters; ++c) {
      margin.leftCols(c) = o.leftCols(c).colwise() - o.col(c);
      margin.rightCols(clusters - 1 - c) = o.rightCols(clusters - 1 - c).colwise() - o.col(c);
      logit.col(c).segment(first, last - first) = SoftMin{beta}.forward(margin);
    }
  });
  return logit;
}

double mean_top_probability(const MatrixView& outlier, double beta) {
  require(beta > 0, "mean_top_probability: beta {} should be positive", beta);
  require(outlier.rows() > 0, "mean_top_probability: 0 points should be at least 1");
  require_outlier_scores(outlier, "mean_top_probability");
  return mean_of_top(outlier, beta);
}

double beta_for_top_probability(const MatrixView& outlier, double target) {
  require(outlier.rows() > 0, "beta_for_top_probability: 0 points should be at least 1");
  require_outlier_scores(outlier, "beta_for_top_probability");
  const double least = 1 / static_cast<double>(outlier.cols());
  require(target > least && target < 1, "beta_for_top_probability: target {} should be in ({}, 1)", target, least);
  const double most = mean_of_top(outlier, infinity);
  require(target < most,
          "beta_for_top_probability: target {} should be below {}, the limit set by points that tie exactly", target,
          most);

  // The search takes beta in units of the typical margin, whatever the unit of the scores.
  const Vector margin = outlier.rowwise().maxCoeff() - outlier.rowwise().minCoeff();
  const double largest = margin.maxCoeff(), typical = largest * (margin / largest).mean();
  const auto beta = increasing_root([&](double b) { return mean_of_top(outlier, b / typical); }, target, 1);
  require(beta.has_value() && std::isfinite(*beta / typical), "beta_for_top_probability: no beta reaches the target {}",
          target);
  return *beta / typical;
}

}  // namespace neon
