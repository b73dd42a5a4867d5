#include "apps/neon/report.hpp"

#include <neon/core/error.hpp>
#include <neon/tables/atomic_file.hpp>

#include <algorithm>

namespace neon::cli {
namespace {

constexpr std::size_t most_typical = 3, most_doubtful = 3;

/// Points of the sample: no more than t-SNE places in some seconds, and no more numbers than fit into 64 MiB.
Index sample_size(Index features) {
  constexpr Index most_points = 1500, most_numbers = Index(1) << 23;
  return std::clamp<Index>(most_numbers / std::max<Index>(features, 1), 1, most_points);
}

/// The other cluster of smallest outlier score.
Index next_cluster(const Eigen::RowVectorXd& outlier, Index own) {
  Index next = own == 0 ? 1 : 0;
  for (Index k = 0; k < outlier.size(); ++k)
    if (k != own && outlier(k) < outlier(next)) next = k;
  return next;
}

/// Keeps the first `most` in the order of `before`; of equals those that came first.
template <class Before>
void keep_first(std::vector<ReportedPoint>& kept, std::size_t most, const Before& before, const auto& make,
                const ReportedPoint& candidate) {
  if (kept.size() == most && !before(candidate, kept.back())) return;
  kept.insert(std::upper_bound(kept.begin(), kept.end(), candidate, before), make());
  if (kept.size() > most) kept.pop_back();
}

}  // namespace

Report::Report(const NamedModel& model, std::uint64_t seed)
    : model_(model), random_(seed), clusters_(static_cast<std::size_t>(neon::clusters(model.model))) {
  const Index d = features(model.model);
  for (ClusterReport& cluster : clusters_) {
    cluster.mean = Eigen::RowVectorXd::Zero(d);
    cluster.competitor.assign(clusters_.size(), 0);
  }
  mean_ = squares_ = Eigen::RowVectorXd::Zero(d);
  sample_.resize(sample_size(d), d);
}

void Report::add_to_means(const Eigen::RowVectorXd& x, ClusterReport& cluster) {
  ++points_;
  ++cluster.size;
  const Eigen::RowVectorXd before = x - mean_;
  mean_ += before / static_cast<double>(points_);
  squares_ += before.cwiseProduct(x - mean_);
  cluster.mean += (x - cluster.mean) / static_cast<double>(cluster.size);
}

void Report::offer(const ExplainedBlock& block, Index row, const Eigen::RowVectorXd& outlier) {
  const Index own = block.assigned[static_cast<std::size_t>(row)];
  ClusterReport& cluster = clusters_[static_cast<std::size_t>(own)];
  ReportedPoint candidate{{}, next_cluster(outlier, own), outlier(own)};
  ++cluster.competitor[static_cast<std::size_t>(candidate.competitor)];
  candidate.point.logit = block.why.logit(row);
  const auto whole = [&] {
    ReportedPoint point = candidate;
    point.point = point_of(block, row);
    return point;
  };
  const auto nearer = [](const ReportedPoint& a, const ReportedPoint& b) {
    return a.outlier != b.outlier ? a.outlier < b.outlier : a.point.logit > b.point.logit;
  };
  const auto weaker = [](const ReportedPoint& a, const ReportedPoint& b) { return a.point.logit < b.point.logit; };
  keep_first(cluster.typical, most_typical, nearer, whole, candidate);
  keep_first(cluster.doubtful, most_doubtful, weaker, whole, candidate);
}

void Report::draw(const ExplainedBlock& block, Index row, const Eigen::RowVectorXd& z) {
  const auto at = static_cast<std::size_t>(row);
  SampledPoint point{block.first + row, block.assigned[at]};
  if (!block.label.empty()) point.label = block.label[at];
  auto place = static_cast<Index>(sampled_.size());
  if (place < sample_.rows()) {
    sampled_.push_back(point);
  } else {
    place = random_.below(points_);
    if (place >= sample_.rows()) return;
    sampled_[static_cast<std::size_t>(place)] = point;
  }
  sample_.row(place) = z;
}

void Report::add(const ExplainedBlock& block) {
  Matrix z = block.x;
  model_.scaling.apply(z);
  const Matrix outlier = outlier_scores(model_.model, z);
  for (Index row = 0; row < z.rows(); ++row) {
    add_to_means(block.x.row(row), clusters_[static_cast<std::size_t>(block.assigned[static_cast<std::size_t>(row)])]);
    offer(block, row, outlier.row(row));
    draw(block, row, z.row(row));
  }
}

Eigen::RowVectorXd Report::deviation() const {
  return (squares_ / static_cast<double>(std::max<Index>(points_, 1))).cwiseSqrt();
}

void require_page(const std::filesystem::path& html) {
  require(html.extension() == ".html", "--report: {} should end in .html", html.string());
}

void write_report(const std::filesystem::path& html, const Told& told, const Report& report) {
  AtomicFile file(html);
  file.append(report_html(told, report));
  file.commit();
}

}  // namespace neon::cli
