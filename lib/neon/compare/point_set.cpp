#include <neon/clustering/assignment.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/compare/point_set.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/processor_time.hpp>
#include <neon/explain/network_evidence.hpp>

#include <algorithm>
#include <bit>

namespace neon {
namespace {

constexpr Index block_size = 64;

/// Calls body(b) for every block concurrently.  @return seconds spent inside, of all threads
template <class Body>
double for_each_block(std::size_t blocks, const Body& body) {
  std::vector<double> seconds(blocks);
  parallel_blocks(static_cast<Index>(blocks), 1, [&](Index b, Index) {
    const double start = thread_seconds();
    body(static_cast<std::size_t>(b));
    seconds[static_cast<std::size_t>(b)] = thread_seconds() - start;
  });
  double total = 0;
  for (const double s : seconds) total += s;
  return total;
}

Matrix checked(const Attributor& method, Attribution answer, const Matrix& x) {
  require(answer.relevance.rows() == x.rows() && answer.relevance.cols() == x.cols(),
          "{}: relevances [{}, {}] should be [{}, {}]", method.name, answer.relevance.rows(), answer.relevance.cols(),
          x.rows(), x.cols());
  require_finite(answer.relevance, method.name);
  return std::move(answer.relevance);
}

/// A number of its own for any point: a hash of its coordinates.
Index id_of(const MatrixView& x, Index row) {
  std::uint64_t hash = 0x9e3779b97f4a7c15ULL;
  for (Index i = 0; i < x.cols(); ++i) {
    hash ^= std::bit_cast<std::uint64_t>(x(row, i));
    hash *= 0xd6e8feb86659fd93ULL;
    hash ^= hash >> 32;
  }
  return static_cast<Index>(hash >> 1);
}

}  // namespace

PointSet::PointSet(const ComparedModel& model, const MatrixView& x, const Labels& id, const RootOptions& roots)
    : points(x.rows()), features(x.cols()), root_options(roots) {
  require(static_cast<Index>(id.size()) == points, "PointSet: {} numbers for {} points: there should be one each",
          id.size(), points);
  const std::vector<Labels> clusters = members(assign(model, x), model.clusters);
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    const Labels& rows = clusters[c];
    if (rows.empty()) continue;
    networks.push_back(neuralize(model, static_cast<Index>(c)));
    evidences.push_back(evidence(networks.back()));
    for (auto first = rows.begin(); first != rows.end();) {
      const auto last = first + std::min<std::ptrdiff_t>(block_size, rows.end() - first);
      PointBlock block{static_cast<Index>(networks.size()) - 1, Labels(first, last), {}, {}, {}};
      for (const Index row : block.row) block.id.push_back(id[static_cast<std::size_t>(row)]);
      block.x = x(block.row, Eigen::all);
      blocks.push_back(std::move(block));
      first = last;
    }
  }
  const double seconds = for_each_block(blocks.size(), [&](std::size_t b) {
    PointBlock& block = blocks[b];
    block.root = root_points(evidences[static_cast<std::size_t>(block.network)], block.x, root_options).root;
  });
  root_seconds = seconds / static_cast<double>(std::max<Index>(points, 1));
}

PointSet PointSet::subset(const Labels& rows) const {
  PointSet result = *this;
  result.points = static_cast<Index>(rows.size());
  result.blocks.clear();
  for (const PointBlock& block : blocks) {
    PointBlock kept{block.network, {}, {}, {}, {}};
    Labels inside;
    for (std::size_t i = 0; i < block.row.size(); ++i) {
      const auto found = std::lower_bound(rows.begin(), rows.end(), block.row[i]);
      if (found == rows.end() || *found != block.row[i]) continue;
      inside.push_back(static_cast<Index>(i));
      kept.row.push_back(found - rows.begin());
      kept.id.push_back(block.id[i]);
    }
    if (inside.empty()) continue;
    kept.x = block.x(inside, Eigen::all);
    kept.root = block.root(inside, Eigen::all);
    result.blocks.push_back(std::move(kept));
  }
  return result;
}

Question PointSet::question(const PointBlock& block, std::uint64_t seed, const Background& background) const {
  const auto network = static_cast<std::size_t>(block.network);
  return {evidences[network], block.x, block.root, block.id, seed, networks[network].cluster, &background};
}

Answer explain_points(const PointSet& set, const std::vector<Attributor>& methods, const Background& background,
                      std::uint64_t seed) {
  Answer answer{std::vector<Matrix>(set.blocks.size())};
  const double seconds = for_each_block(set.blocks.size(), [&](std::size_t b) {
    const PointBlock& block = set.blocks[b];
    const Attributor& method = methods[static_cast<std::size_t>(block.network)];
    answer.relevance[b] = checked(method, method.explain(set.question(block, seed, background)), block.x);
  });
  answer.seconds = seconds / static_cast<double>(std::max<Index>(set.points, 1));
  if (!methods.empty() && methods.front().uses_root) answer.seconds += set.root_seconds;
  return answer;
}

Matrix explain_instead(const PointSet& set, const PointBlock& block, const Matrix& x, const Attributor& method,
                       const Background& background, std::uint64_t seed) {
  const auto network = static_cast<std::size_t>(block.network);
  const Evidence& f = set.evidences[network];
  const Matrix root = method.uses_root ? root_points(f, x, set.root_options).root : x;
  Labels id;
  for (Index row = 0; row < x.rows(); ++row) id.push_back(id_of(x, row));
  return checked(method, method.explain({f, x, root, id, seed, set.networks[network].cluster, &background}), x);
}

}  // namespace neon
