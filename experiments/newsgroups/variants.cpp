#include "experiments/newsgroups/variants.hpp"

#include <chrono>

#include "experiments/newsgroups/paper_messages.hpp"
#include "experiments/newsgroups/schema.hpp"

namespace neon::experiments::newsgroups {

void Variants::add(const std::string& name, const Data& data, const Points& points, const Clusters& clusters,
                   double seconds) {
  const auto cluster = [&](std::size_t message) {
    const Index row = points.row_of(data.corpus, std::string(messages_of_the_paper.at(message)), false);
    return row < 0 ? -1 - static_cast<Index>(message) : clusters.assigned[static_cast<std::size_t>(row)];
  };
  rows_.push_back({.name = name,
                   .termination = std::string(text(clusters.fit.ending)),
                   .train = quality(points, clusters, points.train),
                   .test = quality(points, clusters, points.test),
                   .gamma = clusters.model.gamma,
                   .beta = clusters.model.beta,
                   .seconds = seconds,
                   .sweeps = clusters.fit.sweeps(),
                   .period = clusters.fit.period,
                   .politics_together = cluster(0) == cluster(1),
                   .vehicles_together = cluster(2) == cluster(3)});
}

void Variants::fit_one(const std::string& name, const Data& data, const Points& points, const ClusterOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Clusters clusters = fit_clusters(points, options);
  add(name, data, points, clusters, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

void Variants::fit_all(const Data& data, const Points& points, const ProgressFn& progress) {
  const std::vector<std::pair<std::string, ClusterOptions>> changed{
      {"gamma x 3", {.gamma_factor = 3}},
      {"gamma x 5", {.gamma_factor = 5}},
      {"all documents move at once", {.batch = true}},
      {"kernel in double precision", {.double_precision = true}},
      {"started from k-means", {.start_from_kmeans = true}}};
  Index done = 0;
  const auto total = static_cast<Index>(changed.size()) + 1;
  for (const auto& [name, options] : changed) {
    fit_one(name, data, points, options);
    if (progress) progress(++done, total);
  }
  fit_one("documents of unit norm", data, embed_documents(data, {.unit_norm = true}));
  if (progress) progress(total, total);
}

void Variants::write(ResultWriter& writer) const {
  const schema::newsgroups::Variants stored;
  const auto text_column = [&](const schema::Dataset<schema::Strings>& dataset, const auto& of) {
    std::vector<std::string> column;
    for (const Row& row : rows_) column.push_back(of(row));
    dataset.write(writer, column);
  };
  const auto column = [&](const schema::Dataset<Vector>& dataset, const auto& of) {
    std::vector<double> numbers;
    for (const Row& row : rows_) numbers.push_back(of(row));
    dataset.write(writer, numbers);
  };
  text_column(stored.name, [](const Row& row) { return row.name; });
  text_column(stored.termination, [](const Row& row) { return row.termination; });
  column(stored.purity_train, [](const Row& row) { return row.train.purity; });
  column(stored.purity_test, [](const Row& row) { return row.test.purity; });
  column(stored.nmi_train, [](const Row& row) { return row.train.nmi; });
  column(stored.nmi_test, [](const Row& row) { return row.test.nmi; });
  column(stored.gamma, [](const Row& row) { return row.gamma; });
  column(stored.beta, [](const Row& row) { return row.beta; });
  column(stored.seconds, [](const Row& row) { return row.seconds; });
  column(stored.sweeps, [](const Row& row) { return static_cast<double>(row.sweeps); });
  column(stored.politics_together, [](const Row& row) { return row.politics_together ? 1.0 : 0.0; });
  column(stored.vehicles_together, [](const Row& row) { return row.vehicles_together ? 1.0 : 0.0; });
  column(stored.period, [](const Row& row) { return static_cast<double>(row.period); });
  for (const bool test : {false, true}) {
    Matrix sizes = Matrix::Zero(static_cast<Index>(rows_.size()), 0);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Labels& of_row = test ? rows_[r].test.sizes : rows_[r].train.sizes;
      if (r == 0) sizes.setZero(sizes.rows(), static_cast<Index>(of_row.size()));
      for (std::size_t k = 0; k < of_row.size(); ++k)
        sizes(static_cast<Index>(r), static_cast<Index>(k)) = static_cast<double>(of_row[k]);
    }
    (test ? stored.sizes_test : stored.sizes_train).write(writer, sizes);
  }
}

}  // namespace neon::experiments::newsgroups
