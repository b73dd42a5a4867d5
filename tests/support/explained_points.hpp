#pragma once
#include <neon/metrics/metric.hpp>

#include <numeric>
#include <utility>

/// Explained points for tests of metrics: the lifetime of everything that an Explained refers to.
namespace neon::samples {

/// f(x) = weight . x, whose root point at 0 makes weight .* x the contribution of every feature.
inline Evidence linear_evidence(const Vector& weight) {
  return make_evidence(
      weight.size(), [weight](const MatrixView& x) -> Vector { return x * weight; },
      [weight](const MatrixView& x) -> Matrix { return weight.transpose().replicate(x.rows(), 1); });
}

/// All points explained in parts of `part_size` rows.
class ExplainedPoints {
 public:
  std::function<Matrix(const Matrix& x)> explain;  ///< answers questions about other points
  std::vector<Matrix> randomised;                  ///< [n, d] each
  double lower = -infinity, upper = infinity;

  ExplainedPoints(Evidence f, const Matrix& x, const Matrix& root, const Matrix& relevance, Index part_size = 3)
      : f_(std::move(f)), points_(x.rows()), features_(x.cols()) {
    for (Index first = 0; first < points_; first += part_size) {
      const Index n = std::min(part_size, points_ - first);
      Part part{x.middleRows(first, n), root.middleRows(first, n), relevance.middleRows(first, n),
                Labels(static_cast<std::size_t>(n))};
      std::iota(part.row.begin(), part.row.end(), first);
      parts_.push_back(std::move(part));
    }
  }
  ExplainedPoints(const ExplainedPoints&) = delete;
  ExplainedPoints& operator=(const ExplainedPoints&) = delete;

  Explained explained() const {
    Explained all{{}, points_, features_, lower, upper};
    for (const Part& part : parts_) {
      ExplainedPart shown{{f_, part.x, part.root, part.row, 7}, part.relevance, part.row, explain};
      for (const Matrix& other : randomised) shown.randomised.emplace_back(other(part.row, Eigen::all));
      all.parts.push_back(std::move(shown));
    }
    return all;
  }

  double score(const char* metric) const { return neon::score(metrics::find(metric).score(explained())); }

 private:
  struct Part {
    Matrix x, root, relevance;
    Labels row;
  };
  Evidence f_;
  Index points_, features_;
  std::vector<Part> parts_;
};

}  // namespace neon::samples
