#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/followed_logit.hpp>
#include <neon/rules/linear_propagation.hpp>

namespace neon {

Matrix Affine::forward(const MatrixView& x) const {
  if (bands) {
    Matrix y = bands->forward(linear.origin.size() == 0 ? x : MatrixView(linear.centred(x)));
    y.rowwise() += linear.bias.transpose();
    return y;
  }
  if (transposed.size() == 0) return linear.forward(x);
  Matrix y = linear.bias.transpose().replicate(x.rows(), 1);
  add_product(x, transposed, y);
  return y;
}

Matrix Affine::backward(const MatrixView& gradient) const {
  return bands ? bands->backward(gradient) : linear.backward(gradient);
}

Propagation Affine::propagation(const Rule& rule) const {
  return [across = lower.size() > 0 ? LinearPropagation(rule, linear, InputReference{.lower = lower, .upper = upper})
                                    : LinearPropagation(rule, linear, root)](
             const MatrixView& x, const Pass&, const MatrixView& relevance, const LayerDetail& asked) {
    return asked.per_unit ? across.per_unit(x, relevance, asked.account) : across(x, relevance, asked.account);
  };
}

/// Shares instead of gradients: no scores are copied.
Matrix Affine::mean_score_gradient(const Matrix& start, const Matrix& end, Index steps, const SoftMin& pool) const {
  const auto count = static_cast<double>(steps);
  Matrix share = Matrix::Zero(start.rows(), start.cols());
  for (Index s = 0; s < steps; ++s)
    share += pool.shares(start + (static_cast<double>(s) + 0.5) / count * (end - start));
  return share / count;
}

std::shared_ptr<const FollowedLogit> Affine::followed(const SoftMin& pool) const {
  return std::make_shared<const FollowedLogit>(
      FollowedLogit{PoolPath::of_one_pool(linear.weight, pool.stiffness), [](const Lanes* pools) { return pools[0]; }});
}

}  // namespace neon
