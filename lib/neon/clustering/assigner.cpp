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

Assigner::Assigner(const ClusterModel& model) : model_(model), kept_(model->kept_points()) {
  if (kept_.x == nullptr) return;
  for (Index j = 0; j < kept_.x->rows(); ++j) {
    const std::uint64_t hash = hash_of(kept_.x->row(j));
    auto [entry, last] = rows_.equal_range(hash);
    while (entry != last && kept_.x->row(entry->second) != kept_.x->row(j)) ++entry;
    if (entry == last) {
      rows_.emplace(hash, j);
      continue;
    }
    Index& known = kept_.cluster[static_cast<std::size_t>(entry->second)];
    if (known != kept_.cluster[static_cast<std::size_t>(j)]) known = -1;
  }
}

Index Assigner::kept_in(const Eigen::RowVectorXd& x) const {
  const auto [first, last] = rows_.equal_range(hash_of(x));
  for (auto entry = first; entry != last; ++entry)
    if (kept_.x->row(entry->second) == x) return kept_.cluster[static_cast<std::size_t>(entry->second)];
  return -1;
}

AssignedPoints Assigner::operator()(const MatrixView& x) const { return (*this)(x, outlier_scores(model_, x)); }

AssignedPoints Assigner::operator()(const MatrixView& x, const MatrixView& outlier) const {
  AssignedPoints result{assign(outlier)};
  if (rows_.empty()) return result;
  for (Index n = 0; n < x.rows(); ++n) {
    const Index kept = kept_in(x.row(n));
    Index& cluster = result.cluster[static_cast<std::size_t>(n)];
    if (kept < 0 || kept == cluster) continue;
    cluster = kept;
    ++result.differ;
  }
  return result;
}

}  // namespace neon
