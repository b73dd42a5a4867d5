#include "apps/neon/explained_block.hpp"

#include <neon/clustering/assigner.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/thread_count.hpp>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <future>
#include <limits>
#include <mutex>
#include <system_error>

#include "command_line/complaint.hpp"

namespace neon::cli {
namespace {

constexpr Index block_rows = 4096;

/// Rows in which every feature is 0 have no direction.
void require_directions(const ClusterModel& model, const Matrix& z, Index first) {
  if (!model.as<SphericalKMeans>()) return;
  for (Index n = 0; n < z.rows(); ++n)
    require(!z.row(n).isZero(0), "point {}: it is 0 in every feature, and has no direction; {}", first + n,
            "spherical k-means cannot say its cluster: leave the row out, or use another --model");
}

ExplainedBlock explain_block(TableBlock block, const ColumnOrder& order, const Scaling& scaling,
                             const Explainer& explainer, const Assigner& assigner, const PointQuestion& question) {
  ExplainedBlock result{.first = block.first, .x = order.of(std::move(block.values)), .label = std::move(block.labels)};
  Matrix scaled;
  if (!scaling.empty()) {
    scaled = result.x;
    scaling.apply(scaled);
  }
  const Matrix& z = scaling.empty() ? result.x : scaled;
  require_directions(explainer.model(), z, result.first);
  const double stiffness = beta(explainer.model());
  const Matrix outlier = outlier_scores(explainer.model(), z);
  AssignedPoints assigned = assigner(z, outlier);
  result.assigned = std::move(assigned.cluster);
  result.differ = result.check.differ = assigned.differ;
  result.explained = question.cluster ? Labels(result.assigned.size(), *question.cluster) : result.assigned;
  result.why =
      question.why_not ? explainer.against(*question.why_not, z, result.explained) : explainer(z, result.explained);
  result.check.add({.outlier = outlier,
                    .beta = stiffness,
                    .assigned = result.assigned,
                    .explained = result.explained,
                    .why = result.why,
                    .against = question.why_not,
                    .first = result.first,
                    .logits = explainer.model()->has_logits() ? logits(explainer.model(), z) : Matrix()});
  result.probability = membership_probability(result.why.logit, stiffness);
  return result;
}

/// Blocks go round: read, worked on, handed over, each on the thread that read it. Reading and handing over happen one
/// at a time and in order (HDF5 is not thread-safe), while other threads work on their blocks.
class BlockRing {
 public:
  using Read = std::function<TableBlock()>;
  using Work = std::function<ExplainedBlock(TableBlock)>;
  using Take = std::function<void(const ExplainedBlock&)>;

  BlockRing(Read read, Work work, Take take) : read_(std::move(read)), work_(std::move(work)), take_(std::move(take)) {}

  /// @return the number of blocks  @throws what was thrown for the first block that failed
  Index run(int workers) {
    std::vector<std::future<void>> others;
    try {
      for (int i = 1; i < workers; ++i) others.push_back(std::async(std::launch::async, [this] { go_round(); }));
    } catch (const std::system_error&) {  // the machine has no room for another: there are fewer
    }
    go_round();
    for (auto& other : others) other.get();
    if (error_) std::rethrow_exception(error_);
    return taken_;
  }

 private:
  void go_round() {
    std::unique_lock alone(one_at_a_time_);
    while (!ended_ && !error_) {
      const Index number = started_++;
      try {
        TableBlock block = read_();
        if (block.values.rows() == 0) {
          ended_ = true;
          return;
        }
        alone.unlock();
        const ExplainedBlock result = work_(std::move(block));
        alone.lock();
        turn_.wait(alone, [&] { return taken_ == number || failed_ < number; });
        if (failed_ < number) return;
        take_(result);
      } catch (...) {
        if (!alone) alone.lock();
        if (number < failed_) {
          failed_ = number;
          error_ = std::current_exception();
        }
        turn_.notify_all();
        return;
      }
      ++taken_;
      turn_.notify_all();
    }
  }

  Read read_;
  Work work_;
  Take take_;
  std::mutex one_at_a_time_;
  std::condition_variable turn_;
  Index started_ = 0, taken_ = 0, failed_ = std::numeric_limits<Index>::max();
  bool ended_ = false;
  std::exception_ptr error_;
};

}  // namespace

void explain_blocks(TableReader& points, const ColumnOrder& order, const Scaling& scaling, const Explainer& explainer,
                    const PointQuestion& question, const std::function<void(const ExplainedBlock&)>& take) {
  constexpr int most_workers = 8;  // each holds a block of input and one of output
  const int workers = std::clamp(threads(), 1, most_workers);
  // Whole blocks run in parallel, each on one thread: what waits between the loops of small blocks would be missing
  // when reading and writing.
  const ThreadCount one(1);
  const Assigner assigner(explainer.model());
  BlockRing ring([&] { return points.next(block_rows); },
                 [&](TableBlock block) {
                   try {
                     return explain_block(std::move(block), order, scaling, explainer, assigner, question);
                   } catch (const Error& error) {
                     throw Error(fmt::format("{}: {}", points.name(), command_line::in_words(error.what())));
                   }
                 },
                 take);
  require(ring.run(workers) > 0, "{}: no rows, should have at least 1", points.name());
}

}  // namespace neon::cli
