#include <neon/network/neighbour_margins.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <memory>

namespace neon {
namespace {

using PointMargins = std::vector<NeighbourMargin>;

/// The margins of a point as a linear layer told about the point, with what the rules know of it.
LinearPropagation across(const Rule& rule, const Matrix& points, const PointMargins& margins,
                         const Eigen::RowVectorXd& x) {
  const auto count = static_cast<Index>(margins.size());
  Linear layer{Matrix::Zero(count, x.size()), Vector(count), x};
  InputReference reference{.at_root = Matrix::Zero(count, x.size()), .lower = {}, .upper = {}};
  for (Index column = 0; column < count; ++column) {
    const NeighbourMargin& margin = margins[static_cast<std::size_t>(column)];
    const Eigen::RowVectorXd near = points.row(margin.near), far = points.row(margin.far), apart = near - far;
    layer.weight.row(column) = 2 * apart;
    // What is left of the squares at the midpoint of the two: 1/2 w .* ((near - x) + (far - x)).
    reference.at_root.row(column) = apart.cwiseProduct((near - x) + (far - x));
  }
  layer.bias = -reference.at_root.rowwise().sum();
  return {rule, layer, reference};
}

}  // namespace

Pass NeighbourMargins::pass(const MatrixView& x) const {
  auto margins = std::make_shared<const std::vector<PointMargins>>(model_.margins(x, cluster_));
  Matrix output(x.rows(), model_.clusters() - 1);
  for (Index n = 0; n < output.rows(); ++n)
    for (Index column = 0; column < output.cols(); ++column)
      output(n, column) = (*margins)[static_cast<std::size_t>(n)][static_cast<std::size_t>(column)].value;
  return {std::move(output), std::move(margins)};
}

Matrix NeighbourMargins::pullback(const MatrixView& x, const MatrixView& gradient) const {
  const Matrix& points = model_.points.points();
  const std::vector<PointMargins> margins = model_.margins(x, cluster_);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  for (Index n = 0; n < x.rows(); ++n)
    for (Index column = 0; column < gradient.cols(); ++column) {
      const NeighbourMargin& margin = margins[static_cast<std::size_t>(n)][static_cast<std::size_t>(column)];
      const double by = 2 * gradient(n, column);
      if (by != 0) result.row(n) += by * (points.row(margin.near) - points.row(margin.far));
    }
  return result;
}

Propagation NeighbourMargins::propagation(const Rule& rule) const {
  return [this, rule](const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
    const auto& margins = *static_cast<const std::vector<PointMargins>*>(pass.memory.get());
    Matrix result(x.rows(), x.cols());
    for (Index n = 0; n < x.rows(); ++n) {
      const LinearPropagation down =
          across(rule, model_.points.points(), margins[static_cast<std::size_t>(n)], x.row(n));
      Condition own(1);
      result.row(n) =
          asked.per_unit ? down.per_unit(x.row(n), relevance.row(n), &own) : down(x.row(n), relevance.row(n), &own);
      if (asked.account) asked.account->add(n, {own.smallest(0), own.negative(0), own.total(0)});
    }
    return result;
  };
}

}  // namespace neon
