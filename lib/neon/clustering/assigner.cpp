#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>

#include <bit>

namespace neon {
namespace {

std::uint64_t hash_of(const Eigen::RowVectorXd& x) {
  std::uint64_t hash = 0;
  for (const double value : x) {
    const auto digits = std::bit_cast<std::uint64_t>(value + 0.0);  // -0 becomes 0
    hash = (std::rotl(hash, 23) ^ digits) * 0x9E3779B97F4A7C15;
  }
  return hash;
}

}  // namespace

Assigner::Assigner(const ClusterModel& model) : model_(model) {
  const auto* const tree = std::get_if<Agglomerative>(&model);
  if (tree == nullptr) return;
  cluster_ = tree->cluster_of();
  for (Index j = 0; j < tree->members.rows(); ++j) {
    const std::uint64_t hash = hash_of(tree->members.row(j));
    auto [entry, last] = members_.equal_range(hash);
    while (entry != last && tree->members.row(entry->second) != tree->members.row(j)) ++entry;
    if (entry == last) {
      members_.emplace(hash, j);
      continue;
    }
    Index& known = cluster_[static_cast<std::size_t>(entry->second)];
    if (known != cluster_[static_cast<std::size_t>(j)]) known = -1;
  }
}

Index Assigner::merged_into(const Eigen::RowVectorXd& x) const {
  const Matrix& members = std::get<Agglomerative>(model_).members;
  const auto [first, last] = members_.equal_range(hash_of(x));
  for (auto entry = first; entry != last; ++entry)
    if (members.row(entry->second) == x) return cluster_[static_cast<std::size_t>(entry->second)];
  return -1;
}

AssignedPoints Assigner::operator()(const MatrixView& x) const { return (*this)(x, outlier_scores(model_, x)); }

AssignedPoints Assigner::operator()(const MatrixView& x, const MatrixView& outlier) const {
  AssignedPoints result{assign(outlier)};
  if (members_.empty()) return result;
  for (Index n = 0; n < x.rows(); ++n) {
    const Index merged = merged_into(x.row(n));
    Index& cluster = result.cluster[static_cast<std::size_t>(n)];
    if (merged < 0 || merged == cluster) continue;
    cluster = merged;
    ++result.differ;
  }
  return result;
}

}  // namespace neon
