#include "experiments/newsgroups/model_record.hpp"

#include "experiments/newsgroups/schema.hpp"
#include "experiments/support/median.hpp"

namespace neon::experiments::newsgroups {
namespace {

double median_of(const Vector& values) { return median({values.begin(), values.end()}); }

Vector words_summed(const Reading& reading) {
  Vector sum(static_cast<Index>(reading.words.size()));
  for (std::size_t n = 0; n < reading.words.size(); ++n) sum(static_cast<Index>(n)) = reading.words[n].sum();
  return sum;
}

}  // namespace

void write_data(const Study& study, ResultWriter& writer) {
  const auto& [data, points, clusters] = study;
  Index occurrences = 0, known = 0, empty_test = 0;
  for (const Document& document : data.corpus.documents)
    for (const Occurrence& occurrence : document.occurrences) {
      ++occurrences;
      known += points.embedding.vector_row[static_cast<std::size_t>(occurrence.word)] >= 0 ? 1 : 0;
    }
  for (const Index document : points.embedding.empty)
    empty_test += data.corpus.documents[static_cast<std::size_t>(document)].test ? 1 : 0;
  const schema::newsgroups::Data stored;
  stored.newsgroups.write(writer, data.corpus.groups);
  stored.pca_mean.write(writer, points.pca.mean);
  stored.pca_components.write(writer, points.pca.components);
  stored.train.write(writer, static_cast<Index>(points.train.size()));
  stored.test.write(writer, static_cast<Index>(points.test.size()));
  stored.empty_train.write(writer, static_cast<Index>(points.embedding.empty.size()) - empty_test);
  stored.empty_test.write(writer, empty_test);
  stored.words.write(writer, occurrences);
  stored.known_words.write(writer, known);
  stored.vocabulary.write(writer, data.corpus.vocabulary.size());
  stored.word_vectors.write(writer, data.vectors.source);
  stored.word_vectors_kind.write(writer, data.vectors.kind);
  stored.pca_explained.write(writer, points.pca.explained_ratio.sum());
}

void write_model(const Study& study, ResultWriter& writer) {
  const auto& [data, points, clusters] = study;
  const schema::newsgroups::Model stored;
  stored.support.write(writer, clusters.model.support);
  stored.support_cluster.write(writer, clusters.model.cluster_of());
  stored.log_norm.write(writer, clusters.model.log_norm);
  stored.moves.write(writer, std::vector<double>(clusters.fit.moves.begin(), clusters.fit.moves.end()));
  stored.gamma.write(writer, clusters.model.gamma);
  stored.beta.write(writer, clusters.model.beta);
  stored.top_probability.write(writer, clusters.top_probability);
  stored.termination.write(writer, text(clusters.fit.ending));
  stored.sweeps.write(writer, clusters.fit.sweeps());
  for (const bool test : {false, true}) {
    const Quality q = quality(points, clusters, test ? points.test : points.train);
    const schema::newsgroups::Half& half = test ? stored.test : stored.train;
    half.purity.write(writer, q.purity);
    half.nmi.write(writer, q.nmi);
    half.sizes.write(writer, q.sizes);
  }
}

void write_documents(const Study& study, const Reading& reading, ResultWriter& writer) {
  std::vector<std::string> id;
  for (const Index row : reading.rows) id.push_back(study.document(row).id);
  const schema::newsgroups::Documents stored;
  stored.id.write(writer, id);
  stored.newsgroup.write(writer, study.points.newsgroups_of(reading.rows));
  stored.cluster.write(writer, study.clusters_of(reading.rows));
  stored.logit.write(writer, reading.slopes.logit);
  stored.relevance.write(writer, words_summed(reading));
}

void write_reading(const Reading& reading, ResultWriter& writer) {
  const schema::newsgroups::Reading stored{reading.composite};
  const Vector sum = words_summed(reading);
  stored.documents.write(writer, static_cast<Index>(reading.rows.size()));
  stored.seconds_per_document.write(writer, reading.seconds_per_document);
  stored.mean_logit.write(writer, reading.slopes.logit.mean());
  stored.mean_sum.write(writer, sum.mean());
  // Words carry what the layer's input carries: the PCA and the mean are exact.
  stored.words_error.write(writer, (sum - reading.slopes.logit - reading.slopes.residual).cwiseAbs().maxCoeff());
  stored.median_gap.write(writer, median_of((sum - reading.slopes.logit).cwiseAbs()));
  stored.smallest_denominator.write(writer, reading.slopes.smallest_denominator.minCoeff());
  stored.median_smallest_denominator.write(writer, median_of(reading.slopes.smallest_denominator));
  stored.negative_share.write(writer, reading.slopes.negative_share.mean());
}

}  // namespace neon::experiments::newsgroups
