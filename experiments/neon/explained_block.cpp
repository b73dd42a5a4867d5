#include "experiments/neon/explained_block.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>

#include <future>

namespace neon::cli {
namespace {

constexpr Index block_rows = 4096;

ExplainedBlock explain_block(TableBlock block, const ColumnOrder& order, const Scaling& scaling,
                             const Explainer& explainer, const PointQuestion& question) {
  ExplainedBlock result{.first = block.first, .x = order.of(std::move(block.values))};
  Matrix scaled;
  if (!scaling.empty()) {
    scaled = result.x;
    scaling.apply(scaled);
  }
  const Matrix& z = scaling.empty() ? result.x : scaled;
  const double stiffness = beta(explainer.model());
  if (!question.cluster && !question.why_not) {
    AssignedExplanation own = explainer(z);
    result.why = std::move(own.why);
    result.assigned = std::move(own.cluster);
    result.explained = result.assigned;
  } else {
    result.assigned = assign(outlier_scores(explainer.model(), z));
    result.explained = question.cluster ? Labels(result.assigned.size(), *question.cluster) : result.assigned;
    result.why =
        question.why_not ? explainer.against(*question.why_not, z, result.explained) : explainer(z, result.explained);
  }
  result.probability = membership_probability(result.why.logit, stiffness);
  return result;
}

}  // namespace

void explain_blocks(TableReader& points, const ColumnOrder& order, const Scaling& scaling, const Explainer& explainer,
                    const PointQuestion& question, const std::function<void(const ExplainedBlock&)>& take) {
  TableBlock current = points.next(block_rows);
  require(current.values.rows() > 0, "{}: no rows, should have at least 1", points.name());
  std::optional<ExplainedBlock> done;
  while (current.values.rows() > 0) {
    // HDF5 is not thread-safe: whatever is read and written is so by this one thread, one thing after the other.
    auto next = std::async(std::launch::async, [&] {
      if (done) take(*done);
      return points.next(block_rows);
    });
    ExplainedBlock explained = explain_block(std::move(current), order, scaling, explainer, question);
    current = next.get();
    done = std::move(explained);
  }
  take(*done);
}

}  // namespace neon::cli
