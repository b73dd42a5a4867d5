#include "experiments/newsgroups/variants.hpp"

#include <chrono>

#include "experiments/newsgroups/shown.hpp"

namespace neon::experiments::newsgroups {

void Variants::add(const std::string& name, const Data& data, const Points& points, const Clusters& clusters,
                   double seconds) {
  const auto cluster = [&](std::size_t message) {
    const Index row = points.row_of(data.corpus, std::string(messages_of_the_paper.at(message)), false);
    return row < 0 ? -1 - static_cast<Index>(message) : clusters.assigned[static_cast<std::size_t>(row)];
  };
  rows_.push_back({.name = name,
                   .ending = std::string(text(clusters.fit.ending)),
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
  const auto text_column = [&](const std::string& name, const auto& of) {
    std::vector<std::string> column;
    for (const Row& row : rows_) column.push_back(of(row));
    writer.write("variants/" + name, column);
  };
  const auto column = [&](const std::string& name, const auto& of) {
    std::vector<double> numbers;
    for (const Row& row : rows_) numbers.push_back(of(row));
    writer.write("variants/" + name, numbers);
  };
  text_column("name", [](const Row& row) { return row.name; });
  text_column("ending", [](const Row& row) { return row.ending; });
  column("purity_train", [](const Row& row) { return row.train.purity; });
  column("purity_test", [](const Row& row) { return row.test.purity; });
  column("nmi_train", [](const Row& row) { return row.train.nmi; });
  column("nmi_test", [](const Row& row) { return row.test.nmi; });
  column("gamma", [](const Row& row) { return row.gamma; });
  column("beta", [](const Row& row) { return row.beta; });
  column("seconds", [](const Row& row) { return row.seconds; });
  column("sweeps", [](const Row& row) { return static_cast<double>(row.sweeps); });
  column("politics_together", [](const Row& row) { return row.politics_together ? 1.0 : 0.0; });
  column("vehicles_together", [](const Row& row) { return row.vehicles_together ? 1.0 : 0.0; });
  column("period", [](const Row& row) { return static_cast<double>(row.period); });
  for (const bool test : {false, true}) {
    Matrix sizes = Matrix::Zero(static_cast<Index>(rows_.size()), 0);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Labels& of_row = test ? rows_[r].test.sizes : rows_[r].train.sizes;
      if (r == 0) sizes.setZero(sizes.rows(), static_cast<Index>(of_row.size()));
      for (std::size_t k = 0; k < of_row.size(); ++k)
        sizes(static_cast<Index>(r), static_cast<Index>(k)) = static_cast<double>(of_row[k]);
    }
    writer.write(test ? "variants/sizes_test" : "variants/sizes_train", sizes);
  }
}

}  // namespace neon::experiments::newsgroups
