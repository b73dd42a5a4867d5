#include "experiments/neon/explained_block.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
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
  constexpr int most_workers = 8;  // each holds a block of input and one of output
  const int workers = std::clamp(threads(), 1, most_workers);
  // Whole blocks run in parallel, each on one thread: OpenMP's threads would spin between the loops of small blocks, at
  // the expense of reading and writing.
  set_threads(1);
  const auto read = [&] {
    std::vector<TableBlock> blocks;
    while (static_cast<int>(blocks.size()) < workers) {
      blocks.push_back(points.next(block_rows));
      if (blocks.back().values.rows() == 0) {
        blocks.pop_back();
        break;
      }
    }
    return blocks;
  };
  std::vector<TableBlock> current = read();
  require(!current.empty(), "{}: no rows, should have at least 1", points.name());
  std::vector<ExplainedBlock> done;
  while (!current.empty()) {
    // HDF5 is not thread-safe: whatever is read and written is so by this one thread, one thing after the other.
    auto next = std::async(std::launch::async, [&] {
      for (const ExplainedBlock& block : done) take(block);
      return read();
    });
    std::vector<std::future<ExplainedBlock>> running;
    for (TableBlock& block : current)
      running.push_back(std::async(
          std::launch::async, [&] { return explain_block(std::move(block), order, scaling, explainer, question); }));
    std::vector<ExplainedBlock> explained;
    for (auto& block : running) explained.push_back(block.get());
    current = next.get();
    done = std::move(explained);
  }
  for (const ExplainedBlock& block : done) take(block);
}

}  // namespace neon::cli
