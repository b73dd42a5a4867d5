#pragma once
#include <neon/text/vector_table.hpp>

namespace fasttext {
class FastText;
}

namespace neon {

/// The vectors that a model has, or makes of sub-words, for each word; words that it can say nothing about are left
/// out.
VectorTable vectors_of(const fasttext::FastText& model, const std::vector<std::string>& words, std::string kind);

}  // namespace neon
