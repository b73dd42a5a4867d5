#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr Index block = 256;

/// The mean of x - origin.
Eigen::RowVectorXd mean_from(const MatrixView& x, const Eigen::RowVectorXd& origin) {
  constexpr Index most_sums = 32;  // held at a time
  const Index size = (x.rows() + most_sums * block - 1) / (most_sums * block) * block;
  Matrix sums = Matrix::Zero((x.rows() + size - 1) / size, x.cols());
  parallel_blocks(x.rows(), size, [&](Index first, Index last) {
    auto sum = sums.row(first / size);
    for (Index n = first; n < last; ++n) sum += x.row(n) - origin;
  });
  Eigen::RowVectorXd total = Eigen::RowVectorXd::Zero(x.cols());
  for (Index part = 0; part < sums.rows(); ++part) total += sums.row(part);
  return total / static_cast<double>(x.rows());
}

/// The largest |x - origin|.
double largest_from(const MatrixView& x, const Eigen::RowVectorXd& origin) {
  Vector largest = Vector::Zero((x.rows() + block - 1) / block);
  if (x.cols() == 0) return 0;
  parallel_blocks(x.rows(), block, [&](Index first, Index last) {
    largest(first / block) = (x.middleRows(first, last - first).rowwise() - origin).cwiseAbs().maxCoeff();
  });
  return largest.maxCoeff();
}

}  // namespace

Matrix Frame::in(const MatrixView& x) const {
  require(x.cols() == features(), "frame: {} features should be {}", x.cols(), features());
  Matrix z(x.rows(), x.cols());
  parallel_blocks(x.rows(), block, [&](Index first, Index last) {
    z.middleRows(first, last - first) = (x.middleRows(first, last - first).rowwise() - origin) / unit;
  });
  return z;
}

Matrix Frame::out(const MatrixView& z) const {
  require(z.cols() == features(), "frame: {} features should be {}", z.cols(), features());
  return (unit * z).rowwise() + origin;
}

Eigen::RowVectorXd column_means(const MatrixView& x) {
  require(x.rows() > 0, "column_means: 0 points should be at least 1");
  // Told from the first point, nothing is lost to an origin far away, and a constant column leaves zeros.
  const Eigen::RowVectorXd near = x.row(0) + mean_from(x, x.row(0));
  return near + mean_from(x, near);
}

Eigen::RowVectorXd column_spans(const MatrixView& x) {
  require(x.rows() > 0, "column_spans: 0 points should be at least 1");
  constexpr double rounding = 0x1p-46;
  Eigen::RowVectorXd low = x.row(0), high = low;
  for (Index n = 1; n < x.rows(); ++n) {
    low = low.cwiseMin(x.row(n));
    high = high.cwiseMax(x.row(n));
  }
  const Eigen::RowVectorXd span = high - low, size = low.cwiseAbs().cwiseMax(high.cwiseAbs());
  return (span.array() > rounding * size.array()).select(span, 0);
}

Frame frame_of_any_size(const MatrixView& points) {
  Frame frame{column_means(points), 1};
  const double spread = largest_from(points, frame.origin);
  if (spread > 0) frame.unit = std::ldexp(1.0, std::ilogb(spread));
  return frame;
}

Frame frame_of(const MatrixView& points) {
  constexpr double least = 0x1p-506,
                   most = 0x1p505;  // the squares between them, and sums of some, are ordinary doubles
  Frame frame = frame_of_any_size(points);
  require(frame.unit >= least && frame.unit <= most,
          "frame: points that differ by {:.3g} have squared distances outside the range of doubles; differences should "
          "be in [{:.3g}, {:.3g}]: scale the features",
          largest_from(points, frame.origin), least, most);
  return frame;
}

}  // namespace neon
