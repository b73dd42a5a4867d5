#pragma once
#include <neon/text/corpus.hpp>
#include <neon/text/word_vectors.hpp>

#include <cstdint>
#include <string>

namespace neon::experiments::explain_text {

struct ChosenVectors {
  WordVectors vectors;
  std::string sha256;  ///< of the file; empty for vectors trained on the corpus
};

/// What --vectors means: "glove" is GloVe 6B, 100 dimensions (fetched once); "corpus" trains on the texts themselves;
/// anything else is a file that read_word_vectors takes. Each with its binary copy in the data cache.
/// @throws DataUnavailable if GloVe is asked for and no source has it
ChosenVectors choose_vectors(const std::string& choice, const Corpus& corpus, std::uint64_t seed);

}  // namespace neon::experiments::explain_text
