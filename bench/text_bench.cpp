#include <neon/core/random.hpp>
#include <neon/text/document_embedding.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace {

using namespace neon;

constexpr Index documents = 2000, words_per_document = 150, vocabulary = 30000, dimension = 100;

std::string word(Index number) {
  std::string letters;
  for (int i = 0; i < 5; ++i, number /= 26) letters += static_cast<char>('a' + number % 26);
  return letters;
}

/// Messages with headers, quotes and a footer.
std::vector<Message> messages() {
  Random random(1);
  std::vector<Message> result;
  for (Index n = 0; n < documents; ++n) {
    std::string text = "From: someone\nSubject: something\n\nsomeone writes:\n> quoted line of another message\n";
    for (Index t = 0; t < words_per_document; ++t) text += word(random.below(vocabulary)) + (t % 12 == 11 ? '\n' : ' ');
    result.push_back({fmt::format("{}", n), "group", false, text + "\n--\nsigned"});
  }
  return result;
}

WordVectors vectors() {
  Random random(2);
  WordVectors result;
  result.source = "random";
  for (Index number = 0; number < vocabulary; ++number) result.words.add(word(number));
  result.values.resize(vocabulary, dimension);
  for (Index i = 0; i < result.values.size(); ++i) result.values.data()[i] = static_cast<float>(random.normal());
  return result;
}

/// Cleaning, splitting into words, numbering them.
void corpus(benchmark::State& state) {
  const std::vector<Message> input = messages();
  for (auto _ : state) benchmark::DoNotOptimize(make_corpus(input));
  state.SetItemsProcessed(state.iterations() * documents);
}
BENCHMARK(corpus)->Unit(benchmark::kMillisecond)->UseRealTime();

void embedding(benchmark::State& state) {
  const Corpus texts = make_corpus(messages());
  const WordVectors words = vectors();
  for (auto _ : state) benchmark::DoNotOptimize(embed(texts, words));
  state.SetItemsProcessed(state.iterations() * documents);
}
BENCHMARK(embedding)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Pooling the relevance of one document to its words, against embedding it: one pass over its word vectors each.
void pooling(benchmark::State& state) {
  const Corpus texts = make_corpus(messages());
  const WordVectors words = vectors();
  const DocumentEmbedding points = embed(texts, words);
  const Vector slope = Vector::LinSpaced(dimension, -1, 1);
  for (auto _ : state)
    for (Index row = 0; row < points.x.rows(); ++row)
      benchmark::DoNotOptimize(word_relevance(texts, words, points, row, slope));
  state.SetItemsProcessed(state.iterations() * documents);
}
BENCHMARK(pooling)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
