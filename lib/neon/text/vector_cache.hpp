#pragma once
#include <neon/text/vector_table.hpp>

#include <optional>

namespace neon {

/// Where the binary copy of a table of word vectors is, and what it should be a copy of.
struct VectorCache {
  std::filesystem::path file;
  std::string identity;  ///< a copy with another identity is of no use
};

/// The words of the vocabulary from the copy; empty if there is none, or it is stale or damaged (checksums of the words
/// and of every vector used).
std::optional<WordVectors> load(const VectorCache& cache, const Vocabulary& vocabulary, const std::string& source);

/// @throws Error if the file cannot be written
void store(const VectorCache& cache, const VectorTable& table);

/// The same, but told to options.notice instead of thrown: a cache is a convenience.
void try_to_store(const VectorCache& cache, const VectorTable& table, const WordVectorOptions& options);

}  // namespace neon
