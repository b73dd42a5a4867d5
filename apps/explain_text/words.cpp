#include "apps/explain_text/words.hpp"

#include <neon/core/parallel.hpp>
#include <neon/explain/explainer.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace neon::experiments::explain_text {

WordRelevance explain_words(const Corpus& corpus, const WordVectors& vectors, const DocumentEmbedding& embedding,
                            const Clusters& clusters, Index count) {
  const Index all = embedding.x.rows(), explained = count > 0 ? std::min(count, all) : all;
  WordRelevance result;
  result.rows.resize(static_cast<std::size_t>(explained));
  std::iota(result.rows.begin(), result.rows.end(), 0);
  const Labels cluster(clusters.cluster.begin(), clusters.cluster.begin() + explained);
  const Composite affine = composites::find("affine");
  const Explanation slopes =
      explain(clusters.model, embedding.x.topRows(explained), cluster, {.composite = affine, .per_unit = true});
  result.logit = slopes.logit;
  Explanation why;
  why.relevance = slopes.relevance.cwiseProduct(embedding.x.topRows(explained));
  why.logit = slopes.logit;
  result.check.conserving = conserves(affine, clusters.model);
  result.check.add({.outlier = outlier_scores(clusters.model, embedding.x.topRows(explained)),
                    .beta = beta(clusters.model),
                    .assigned = cluster,
                    .explained = cluster,
                    .why = why});
  const double stiffness = beta(clusters.model);
  result.probability = result.logit.unaryExpr([&](double f) { return 1 / (1 + std::exp(-stiffness * f)); });
  result.of_occurrences.resize(result.rows.size());
  constexpr Index block = 64;
  parallel_blocks(explained, block, [&](Index first, Index last) {
    for (Index row = first; row < last; ++row)
      result.of_occurrences[static_cast<std::size_t>(row)] =
          word_relevance(corpus, vectors, embedding, row, slopes.relevance.row(row).transpose());
  });
  return result;
}

std::vector<std::vector<ClusterWord>> strongest_words(const Corpus& corpus, const DocumentEmbedding& embedding,
                                                      const Clusters& clusters, const WordRelevance& relevance,
                                                      std::size_t count) {
  const auto clusters_count = static_cast<Index>(clusters.sizes.size());
  Matrix sum = Matrix::Zero(clusters_count, corpus.vocabulary.size());
  Vector texts = Vector::Zero(clusters_count);
  for (std::size_t n = 0; n < relevance.rows.size(); ++n) {
    const auto row = static_cast<std::size_t>(relevance.rows[n]);
    const Index cluster = clusters.cluster[row];
    const Document& document = corpus.documents[static_cast<std::size_t>(embedding.document[row])];
    const double total = relevance.of_occurrences[n].cwiseAbs().sum();
    if (total == 0) continue;
    texts(cluster) += 1;
    for (std::size_t t = 0; t < document.occurrences.size(); ++t)
      sum(cluster, document.occurrences[t].word) += relevance.of_occurrences[n](static_cast<Index>(t)) / total;
  }

  std::vector<std::vector<ClusterWord>> strongest;
  for (Index cluster = 0; cluster < clusters_count; ++cluster) {
    std::vector<ClusterWord> words;
    for (Index word = 0; word < corpus.vocabulary.size(); ++word)
      if (sum(cluster, word) > 0) words.push_back({corpus.vocabulary.word(word), sum(cluster, word) / texts(cluster)});
    std::sort(words.begin(), words.end(), [](const ClusterWord& a, const ClusterWord& b) {
      return std::tie(b.share, a.word) < std::tie(a.share, b.word);
    });
    words.resize(std::min(words.size(), count));
    strongest.push_back(std::move(words));
  }
  return strongest;
}

}  // namespace neon::experiments::explain_text
