#pragma once
#include <neon/text/detail/vector_table.hpp>

namespace fasttext {
class FastText;
}

namespace neon {

/// Adds the vectors that a model has, or makes of sub-words, for each word; words that it can say nothing about are
/// left out.
void add_vectors_of(const fasttext::FastText& model, const std::vector<std::string>& words, VectorTable& table);

}  // namespace neon
