#include "experiments/newsgroups/summaries.hpp"

#include <neon/metrics/clustering_quality.hpp>

#include <algorithm>

#include "experiments/newsgroups/schema.hpp"

namespace neon::experiments::newsgroups {
namespace {

constexpr Index words_shown = 15;

}  // namespace

void write_cluster_summaries(const Study& study, const Reading& reading, ResultWriter& writer) {
  const Index clusters = study.clusters.count(), words = study.data.corpus.vocabulary.size();
  Matrix total = Matrix::Zero(clusters, words);
  Vector documents = Vector::Zero(clusters);
  for (std::size_t n = 0; n < reading.rows.size(); ++n) {
    const Index row = reading.rows[n], cluster = study.cluster_of(row);
    const auto& occurrences = study.document(row).occurrences;
    for (std::size_t t = 0; t < occurrences.size(); ++t)
      total(cluster, occurrences[t].word) += reading.words[n](static_cast<Index>(t));
    documents(cluster) += 1;
  }
  const Index shown = std::min(words_shown, words);
  std::vector<std::string> top;
  Matrix relevance(clusters, shown);
  Labels order(static_cast<std::size_t>(words));
  for (Index k = 0; k < clusters; ++k) {
    for (Index w = 0; w < words; ++w) order[static_cast<std::size_t>(w)] = w;
    std::partial_sort(order.begin(), order.begin() + shown, order.end(),
                      [&](Index a, Index b) { return total(k, a) != total(k, b) ? total(k, a) > total(k, b) : a < b; });
    for (Index i = 0; i < shown; ++i) {
      const Index word = order[static_cast<std::size_t>(i)];
      top.push_back(study.data.corpus.vocabulary.word(word));
      relevance(k, i) = total(k, word) / std::max(documents(k), 1.0);
    }
  }
  const schema::newsgroups::Clusters stored;
  stored.word.write(writer, top);
  stored.relevance.write(writer, relevance);
  for (const bool test : {false, true}) {
    const Labels& rows = test ? study.points.test : study.points.train;
    Contingency counts = Contingency::Zero(clusters, static_cast<Index>(study.data.corpus.groups.size()));
    for (const Index row : rows) ++counts(study.cluster_of(row), study.points.newsgroup[static_cast<std::size_t>(row)]);
    (test ? stored.newsgroups_test : stored.newsgroups_train).write(writer, Matrix(counts.cast<double>()));
  }
}

}  // namespace neon::experiments::newsgroups
