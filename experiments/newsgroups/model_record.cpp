#include "experiments/newsgroups/model_record.hpp"

#include <algorithm>

namespace neon::experiments::newsgroups {
namespace {

double median(Vector values) {
  double* const middle = values.data() + values.size() / 2;
  std::nth_element(values.data(), middle, values.data() + values.size());
  return *middle;
}

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
  writer.write("data/newsgroups", data.corpus.groups);
  writer.write("data/pca_mean", points.pca.mean);
  writer.write("data/pca_components", points.pca.components);
  writer.attribute("data", "train", static_cast<Index>(points.train.size()));
  writer.attribute("data", "test", static_cast<Index>(points.test.size()));
  writer.attribute("data", "empty_train", static_cast<Index>(points.embedding.empty.size()) - empty_test);
  writer.attribute("data", "empty_test", empty_test);
  writer.attribute("data", "words", occurrences);
  writer.attribute("data", "known_words", known);
  writer.attribute("data", "vocabulary", data.corpus.vocabulary.size());
  writer.attribute("data", "word_vectors", data.vectors.source);
  writer.attribute("data", "word_vectors_kind", data.vectors.kind);
  writer.attribute("data", "pca_explained", points.pca.explained_ratio.sum());
}

void write_model(const Study& study, ResultWriter& writer) {
  const auto& [data, points, clusters] = study;
  writer.write("model/support", clusters.model.support);
  writer.write("model/support_cluster", clusters.model.cluster_of());
  writer.write("model/log_norm", clusters.model.log_norm);
  writer.write("model/moves", std::vector<double>(clusters.fit.moves.begin(), clusters.fit.moves.end()));
  writer.attribute("model", "gamma", clusters.model.gamma);
  writer.attribute("model", "beta", clusters.model.beta);
  writer.attribute("model", "top_probability", clusters.top_probability);
  writer.attribute("model", "ending", text(clusters.fit.ending));
  writer.attribute("model", "sweeps", clusters.fit.sweeps());
  for (const bool test : {false, true}) {
    const Quality q = quality(points, clusters, test ? points.test : points.train);
    const std::string half = test ? "_test" : "_train";
    writer.attribute("model", "purity" + half, q.purity);
    writer.attribute("model", "nmi" + half, q.nmi);
    writer.write("model/sizes" + half, q.sizes);
  }
}

void write_documents(const Study& study, const Reading& reading, ResultWriter& writer) {
  std::vector<std::string> id;
  for (const Index row : reading.rows) id.push_back(study.document(row).id);
  writer.write("documents/id", id);
  writer.write("documents/newsgroup", study.points.newsgroups_of(reading.rows));
  writer.write("documents/cluster", study.clusters_of(reading.rows));
  writer.write("documents/logit", reading.slopes.logit);
  writer.write("documents/relevance", words_summed(reading));
}

void write_reading(const Reading& reading, ResultWriter& writer) {
  const std::string group = "readings/" + reading.composite;
  const Vector sum = words_summed(reading);
  writer.attribute(group, "documents", static_cast<Index>(reading.rows.size()));
  writer.attribute(group, "seconds_per_document", reading.seconds_per_document);
  writer.attribute(group, "mean_logit", reading.slopes.logit.mean());
  writer.attribute(group, "mean_sum", sum.mean());
  // Words carry what the layer's input carries: the PCA and the mean are exact.
  writer.attribute(group, "words_error", (sum - reading.slopes.logit - reading.slopes.residual).cwiseAbs().maxCoeff());
  writer.attribute(group, "median_gap", median((sum - reading.slopes.logit).cwiseAbs()));
  writer.attribute(group, "smallest_denominator", reading.slopes.smallest_denominator.minCoeff());
  writer.attribute(group, "median_smallest_denominator", median(reading.slopes.smallest_denominator));
  writer.attribute(group, "negative_share", reading.slopes.negative_share.mean());
}

}  // namespace neon::experiments::newsgroups
