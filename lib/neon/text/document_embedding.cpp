#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/text/document_embedding.hpp>
#include <neon/text/stop_words.hpp>

namespace neon {
namespace {

constexpr Index block = 64;

/// The sum of the vectors of a document's known words, and their number.
Index add_vectors(const Document& document, const WordVectors& vectors, const Labels& vector_row,
                  Eigen::Ref<Eigen::RowVectorXd> sum) {
  Index known = 0;
  for (const Occurrence& occurrence : document.occurrences) {
    const Index row = vector_row[static_cast<std::size_t>(occurrence.word)];
    if (row < 0) continue;
    sum += vectors.values.row(row).cast<double>();
    ++known;
  }
  return known;
}

}  // namespace

DocumentEmbedding embed(const Corpus& corpus, const WordVectors& vectors, const EmbeddingOptions& options) {
  DocumentEmbedding embedding;
  for (const std::string& word : corpus.vocabulary.words()) {
    const bool stop = is_stop_word(word);
    const Index row = stop ? -1 : vectors.find(word);
    embedding.status.push_back(stop ? WordStatus::stop_word : row < 0 ? WordStatus::unknown : WordStatus::known);
    embedding.vector_row.push_back(row);
  }
  for (std::size_t n = 0; n < corpus.documents.size(); ++n) {
    const auto& occurrences = corpus.documents[n].occurrences;
    const bool known = std::any_of(occurrences.begin(), occurrences.end(), [&](const Occurrence& occurrence) {
      return embedding.vector_row[static_cast<std::size_t>(occurrence.word)] >= 0;
    });
    (known ? embedding.document : embedding.empty).push_back(static_cast<Index>(n));
  }
  require(!embedding.document.empty(), "embedding: none of the {} documents has a word that the vectors ({}) know",
          corpus.documents.size(), vectors.source);

  const auto count = static_cast<Index>(embedding.document.size());
  embedding.x.setZero(count, vectors.dimension());
  embedding.weight.resize(count);
  parallel_blocks(count, block, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) {
      const Index document = embedding.document[static_cast<std::size_t>(n)];
      const Index known = add_vectors(corpus.documents[static_cast<std::size_t>(document)], vectors,
                                      embedding.vector_row, embedding.x.row(n));
      const double norm = embedding.x.row(n).norm();
      embedding.weight(n) = options.unit_norm && norm > 0 ? 1 / norm : 1 / static_cast<double>(known);
      embedding.x.row(n) *= embedding.weight(n);
    }
  });
  return embedding;
}

Vector word_relevance(const Corpus& corpus, const WordVectors& vectors, const DocumentEmbedding& embedding, Index row,
                      const Eigen::Ref<const Vector>& slope) {
  require(row >= 0 && row < embedding.x.rows(), "word_relevance: row {} should be in 0 ... {}", row,
          embedding.x.rows() - 1);
  require(slope.size() == vectors.dimension(), "word_relevance: a slope of dimension {} should be {}", slope.size(),
          vectors.dimension());
  const auto document = static_cast<std::size_t>(embedding.document[static_cast<std::size_t>(row)]);
  const auto& occurrences = corpus.documents[document].occurrences;
  Vector relevance = Vector::Zero(static_cast<Index>(occurrences.size()));
  for (std::size_t t = 0; t < occurrences.size(); ++t) {
    const Index vector = embedding.vector_row[static_cast<std::size_t>(occurrences[t].word)];
    if (vector >= 0)
      relevance(static_cast<Index>(t)) =
          embedding.weight(row) * vectors.values.row(vector).cast<double>().dot(slope.transpose());
  }
  return relevance;
}

}  // namespace neon
