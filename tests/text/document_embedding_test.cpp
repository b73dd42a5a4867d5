#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>
#include <neon/text/document_embedding.hpp>
#include <neon/text/stop_words.hpp>

#include <catch2/catch.hpp>

#include "support/scratch_folder.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

constexpr Index dimension = 5;

/// Texts of random words: known (kaa ... kaj), unknown (uaa ... uaj) and stop words.
Corpus random_corpus(std::uint64_t seed, Index documents) {
  Random random(seed);
  std::vector<Message> messages;
  for (Index n = 0; n < documents; ++n) {
    std::string text;
    for (Index t = random.below(12); t >= 0; --t) {
      const char start = "kut"[random.below(3)];
      text += start == 't' ? "the " : fmt::format("{}a{} ", start, static_cast<char>('a' + random.below(10)));
    }
    messages.push_back({fmt::format("{}", n), "", false, text});
  }
  return make_corpus(messages, {.clean = false});
}

WordVectors random_vectors(std::uint64_t seed) {
  Random random(seed, 1);
  WordVectors vectors;
  vectors.source = "random";
  vectors.words.add("the");
  for (char c = 'a'; c <= 'j'; ++c) vectors.words.add(fmt::format("ka{}", c));
  vectors.values.resize(vectors.words.size(), dimension);
  for (Index i = 0; i < vectors.values.size(); ++i) vectors.values.data()[i] = static_cast<float>(random.normal());
  return vectors;
}

}  // namespace

TEST_CASE("a document is the mean of the vectors of its known words, word by word") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  const bool unit_norm = GENERATE(false, true);
  const Corpus corpus = random_corpus(seed, 150);
  const WordVectors vectors = random_vectors(seed);
  const DocumentEmbedding embedding = embed(corpus, vectors, {.unit_norm = unit_norm});

  Labels with_words, without;
  for (std::size_t n = 0; n < corpus.documents.size(); ++n) {
    std::vector<double> sum(dimension, 0);
    int known = 0;
    for (const Occurrence& occurrence : corpus.documents[n].occurrences) {
      const std::string& word = corpus.vocabulary.word(occurrence.word);
      const auto status = embedding.status[static_cast<std::size_t>(occurrence.word)];
      if (is_stop_word(word)) {
        CHECK(status == WordStatus::stop_word);
      } else if (vectors.find(word) < 0) {
        CHECK(status == WordStatus::unknown);
      } else {
        CHECK(status == WordStatus::known);
        ++known;
        for (Index i = 0; i < dimension; ++i)
          sum[static_cast<std::size_t>(i)] += static_cast<double>(vectors.values(vectors.find(word), i));
      }
    }
    if (known == 0) {
      without.push_back(static_cast<Index>(n));
      continue;
    }
    double square = 0;
    for (const double value : sum) square += value * value;
    const double scale = unit_norm ? 1 / std::sqrt(square) : 1.0 / known;
    const auto row = static_cast<Index>(with_words.size());
    for (Index i = 0; i < dimension; ++i)
      CHECK(embedding.x(row, i) == Approx(scale * sum[static_cast<std::size_t>(i)]).margin(tolerance::rounding));
    CHECK(embedding.weight(row) == Approx(scale).epsilon(tolerance::rounding));
    with_words.push_back(static_cast<Index>(n));
  }
  CHECK(embedding.document == with_words);
  CHECK(embedding.empty == without);
  CHECK_FALSE(without.empty());
}

TEST_CASE("a linear readout of a document is the sum over its words") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  const Corpus corpus = random_corpus(seed, 60);
  const WordVectors vectors = random_vectors(seed);
  const DocumentEmbedding embedding = embed(corpus, vectors, {.unit_norm = seed == 2});
  Random random(seed, 2);
  Vector slope(dimension);
  for (Index i = 0; i < dimension; ++i) slope(i) = random.normal();
  for (Index row = 0; row < embedding.x.rows(); ++row) {
    const Vector relevance = word_relevance(corpus, vectors, embedding, row, slope);
    const auto& occurrences =
        corpus.documents[static_cast<std::size_t>(embedding.document[static_cast<std::size_t>(row)])].occurrences;
    REQUIRE(relevance.size() == static_cast<Index>(occurrences.size()));
    CHECK(relevance.sum() == Approx(embedding.x.row(row).dot(slope)).margin(tolerance::rounding));
    for (Index t = 0; t < relevance.size(); ++t) {
      const std::string& word = corpus.vocabulary.word(occurrences[static_cast<std::size_t>(t)].word);
      double expected = 0;
      if (word.front() == 'k')
        for (Index i = 0; i < dimension; ++i)
          expected += embedding.weight(row) * static_cast<double>(vectors.values(vectors.find(word), i)) * slope(i);
      CHECK(relevance(t) == Approx(expected).margin(tolerance::rounding));
    }
  }
}

TEST_CASE("an embedding does not depend on the number of threads") {
  const Corpus corpus = random_corpus(4, 300);
  const WordVectors vectors = random_vectors(4);
  set_threads(1);
  const Matrix one = embed(corpus, vectors).x;
  set_threads(2);
  const Matrix two = embed(corpus, vectors).x;
  set_threads(0);
  CHECK(one == two);
}

TEST_CASE("an embedding of nothing known, and readouts of other shapes, are refused") {
  const WordVectors vectors = random_vectors(1);
  const Corpus unknown = make_corpus({{"1", "", false, "some words the"}}, {.clean = false});
  CHECK_THAT(message_of([&] { embed(unknown, vectors); }), Contains("none of the 1 documents") && Contains("random"));
  const Corpus corpus = make_corpus({{"1", "", false, "kaa"}}, {.clean = false});
  const DocumentEmbedding embedding = embed(corpus, vectors);
  CHECK_THAT(message_of([&] { word_relevance(corpus, vectors, embedding, 1, Vector::Zero(dimension)); }),
             Contains("row 1 should be in 0 ... 0"));
  CHECK_THAT(message_of([&] { word_relevance(corpus, vectors, embedding, 0, Vector::Zero(3)); }),
             Contains("dimension 3 should be 5"));
}
