#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <cmath>

namespace neon {

Matrix Frame::in(const MatrixView& x) const {
  require(x.cols() == features(), "frame: {} features should be {}", x.cols(), features());
  return (x.rowwise() - origin) / unit;
}

Matrix Frame::out(const MatrixView& z) const {
  require(z.cols() == features(), "frame: {} features should be {}", z.cols(), features());
  return (unit * z).rowwise() + origin;
}

Eigen::RowVectorXd column_means(const MatrixView& x) {
  require(x.rows() > 0, "column_means: 0 points should be at least 1");
  // Told from the first point, nothing is lost to an origin far away, and a constant column leaves zeros.
  const Eigen::RowVectorXd first = x.row(0);
  const Eigen::RowVectorXd near = first + Eigen::RowVectorXd((x.rowwise() - first).colwise().mean());
  return near + Eigen::RowVectorXd((x.rowwise() - near).colwise().mean());
}

Frame frame_of(const MatrixView& points) {
  constexpr double least = 1e-152, most = 1e152;  // their squares, and sums of some, are ordinary doubles
  Frame frame{column_means(points), 1};
  const double spread = points.cols() > 0 ? (points.rowwise() - frame.origin).cwiseAbs().maxCoeff() : 0;
  if (spread == 0) return frame;
  require(spread >= least && spread <= most,
          "frame: points that differ by {:.3g} have squared distances outside the range of doubles; differences should "
          "be in [{:g}, {:g}]: scale the features",
          spread, least, most);
  frame.unit = std::ldexp(1.0, std::ilogb(spread));
  return frame;
}

}  // namespace neon
