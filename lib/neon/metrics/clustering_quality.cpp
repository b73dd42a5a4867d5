#include <neon/core/error.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

void require_paired(const Labels& a, const Labels& b, const char* where) {
  require(a.size() == b.size(), "{}: {} clusters and {} labels should be equally many", where, a.size(), b.size());
  require(!a.empty(), "{}: {} points should be at least 1", where, a.size());
}

Index points_of(const Contingency& counts, const char* where) {
  const Index n = counts.sum();
  require(n > 0, "{}: {} points should be at least 1", where, n);
  return n;
}

/// -sum_k p_k log p_k, p = counts / n.
template <class Counts>
double entropy(const Counts& counts, double n) {
  double sum = 0;
  for (const Index count : counts.reshaped())
    if (count > 0) sum -= static_cast<double>(count) / n * std::log(static_cast<double>(count) / n);
  return sum;
}

}  // namespace

double accuracy(const Labels& predicted, const Labels& truth) {
  require_paired(predicted, truth, "accuracy");
  Index correct = 0;
  for (std::size_t n = 0; n < truth.size(); ++n) correct += predicted[n] == truth[n] ? 1 : 0;
  return static_cast<double>(correct) / static_cast<double>(truth.size());
}

Contingency contingency(const Labels& cluster, const Labels& truth) {
  constexpr Index most = 100'000'000;
  require_paired(cluster, truth, "contingency");
  for (std::size_t n = 0; n < truth.size(); ++n)
    require(std::min(cluster[n], truth[n]) >= 0 && std::max(cluster[n], truth[n]) < most,
            "contingency: cluster {} and label {} of point {} should be between 0 and {}", cluster[n], truth[n], n,
            most - 1);
  const Index rows = *std::max_element(cluster.begin(), cluster.end()) + 1;
  const Index columns = *std::max_element(truth.begin(), truth.end()) + 1;
  require(rows * columns <= most, "contingency: a table of {} clusters by {} labels should have at most {} entries",
          rows, columns, most);

  Contingency counts = Contingency::Zero(rows, columns);
  for (std::size_t n = 0; n < truth.size(); ++n) ++counts(cluster[n], truth[n]);
  return counts;
}

double purity(const Contingency& counts) {
  const Index n = points_of(counts, "purity");
  return static_cast<double>(counts.rowwise().maxCoeff().sum()) / static_cast<double>(n);
}

double purity(const Labels& cluster, const Labels& truth) { return purity(contingency(cluster, truth)); }

double normalised_mutual_information(const Contingency& counts) {
  const auto n = static_cast<double>(points_of(counts, "normalised_mutual_information"));
  const double of_cluster = entropy(counts.rowwise().sum().eval(), n),
               of_truth = entropy(counts.colwise().sum().eval(), n);
  if (of_cluster + of_truth == 0) return 1;
  const double information = of_cluster + of_truth - entropy(counts, n);
  return std::clamp(2 * information / (of_cluster + of_truth), 0.0, 1.0);
}

double normalised_mutual_information(const Labels& cluster, const Labels& truth) {
  return normalised_mutual_information(contingency(cluster, truth));
}

}  // namespace neon
