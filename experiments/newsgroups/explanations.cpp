#include "experiments/newsgroups/explanations.hpp"

#include <neon/core/parallel.hpp>
#include <neon/core/processor_time.hpp>

namespace neon::experiments::newsgroups {

const Document& Study::document(Index row) const {
  return data.corpus.documents[static_cast<std::size_t>(points.embedding.document[static_cast<std::size_t>(row)])];
}

Labels Study::clusters_of(const Labels& rows) const {
  Labels result;
  for (const Index row : rows) result.push_back(cluster_of(row));
  return result;
}

Vector word_relevance(const Study& study, Index row, const Eigen::RowVectorXd& slope) {
  const Vector along_words = slope * study.points.pca.components;
  return neon::word_relevance(study.data.corpus, study.data.vectors, study.points.embedding, row, along_words);
}

Reading explain_words(const Study& study, const Labels& rows, const std::string& composite, bool competitors) {
  const double start = process_seconds();
  Reading reading{.composite = composite, .rows = rows, .slopes = {}, .words = std::vector<Vector>(rows.size())};
  reading.slopes = explain(study.clusters.model, Matrix(study.points.z(rows, Eigen::all)), study.clusters_of(rows),
                           {.composite = composites::find(composite), .competitors = competitors, .per_unit = true});
  parallel_blocks(static_cast<Index>(rows.size()), 64, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n)
      reading.words[static_cast<std::size_t>(n)] =
          word_relevance(study, rows[static_cast<std::size_t>(n)], reading.slopes.relevance.row(n));
  });
  reading.seconds_per_document = (process_seconds() - start) / static_cast<double>(rows.size());
  return reading;
}

SelfCheck check_reading(const Study& study, const Reading& reading) {
  const Matrix z = study.points.z(reading.rows, Eigen::all);
  const Labels cluster = study.clusters_of(reading.rows);
  Explanation why;
  why.relevance = reading.slopes.relevance.cwiseProduct(z);
  why.logit = reading.slopes.logit;
  SelfCheck check{.conserving = conserves(composites::find(reading.composite), study.clusters.model)};
  check.add({.outlier = outlier_scores(study.clusters.model, z),
             .beta = study.clusters.model.beta,
             .assigned = cluster,
             .explained = cluster,
             .why = why});
  return check;
}

}  // namespace neon::experiments::newsgroups
