#include <neon/clustering/assignment.hpp>
#include <neon/clustering/model.hpp>
#include <neon/core/parallel.hpp>

#include <atomic>
#include <utility>

namespace neon {
namespace {

/// Blocks of points by themselves, in parallel.
template <class Answer>
Matrix over_blocks(const ClusterModel& model, const MatrixView& x, const Answer& answer) {
  require(x.cols() == features(model), "outlier_scores: {} features should be {}", x.cols(), features(model));
  model->require_points(x, "outlier_scores");  // here, because a block does not know the number of its rows
  Matrix result(x.rows(), clusters(model));
  parallel_blocks(x.rows(), 512, [&](Index first, Index last) {
    result.middleRows(first, last - first) = answer(x.middleRows(first, last - first));
  });
  return result;
}

}  // namespace

void ClusterModel::visit(ParameterVisitor& visitor) {
  if (!visitor.changes()) return std::as_const(*this).visit(visitor);
  std::shared_ptr<Interface> changed = (**this).copy();
  changed->parameters(visitor);
  self_ = std::move(changed);
}

void ClusterModel::visit(ParameterVisitor& visitor) const {
  require(!visitor.changes(), "model: what changes parameters should not visit a constant model");
  const_cast<Interface&>(**this).parameters(visitor);  // NOLINT: looked at, they do not change
}

void ClusterModel::set_beta(double beta) {
  if (self_.use_count() != 1) self_ = (**this).copy();
  std::atomic_thread_fence(std::memory_order_acquire);  // who shared it has read it
  const_cast<Interface&>(**this).set_beta(beta);        // NOLINT: nobody else looks at it
}

std::string_view kind(const ClusterModel& model) { return model->kind(); }
Index clusters(const ClusterModel& model) { return model->clusters(); }
Index features(const ClusterModel& model) { return model->features(); }
double beta(const ClusterModel& model) { return model->beta(); }

void set_beta(ClusterModel& model, double beta) {
  require(beta > 0, "set_beta: beta {} should be positive", beta);
  model.set_beta(beta);
}

Matrix outlier_scores(const ClusterModel& model, const MatrixView& x) { return over_blocks(model, x, model->scorer()); }

Matrix logits(const ClusterModel& model, const MatrixView& x) {
  if (!model->has_logits()) return logits(outlier_scores(model, x), beta(model));
  return over_blocks(model, x, [&](const MatrixView& block) { return model->logits(block); });
}

Network neuralize(const ClusterModel& model, Index c) { return model->neuralize(c); }

}  // namespace neon
