#pragma once
#include <Eigen/Core>

#include <limits>
#include <vector>

namespace neon {

using Index = Eigen::Index;
using Vector = Eigen::VectorXd;
/// Row-major: one sample, centroid or neuron per row (the order of HDF5, CSV and NumPy).
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// Read-only view of consecutive rows and / or columns of a Matrix: pass a Matrix or a block of one, without a copy.
using MatrixView = Eigen::Ref<const Matrix, 0, Eigen::OuterStride<>>;
/// One integer per sample: class labels, cluster assignments.
using Labels = std::vector<Index>;

inline constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace neon
