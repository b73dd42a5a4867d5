#include <neon/core/error.hpp>
#include <neon/text/vector_table.hpp>

#include <algorithm>
#include <cmath>

namespace neon {

void VectorTable::add(std::string_view word, const double* vector, const std::string& where) {
  const Index before = words.size();
  require(words.add(word) == before, "{}: the word '{}' occurs twice", where, word);
  for (Index i = 0; i < dimension; ++i) {
    const auto value = static_cast<float>(vector[i]);
    require(std::isfinite(value), "{}: value {} of '{}' should be finite in single precision, got {}", where, i + 1,
            word, vector[i]);
    values.push_back(value);
  }
}

WordVectors restricted(const VectorTable& table, const Vocabulary& vocabulary, const std::string& source) {
  WordVectors vectors;
  vectors.source = source;
  vectors.kind = table.kind;
  std::vector<Index> rows;
  for (Index row = 0; row < table.words.size(); ++row) {
    if (vocabulary.find(table.words.word(row)) < 0) continue;
    vectors.words.add(table.words.word(row));
    rows.push_back(row);
  }
  require(!rows.empty(), "{}: knows none of the {} words of the texts", source, vocabulary.size());
  vectors.values.resize(static_cast<Index>(rows.size()), table.dimension);
  for (std::size_t r = 0; r < rows.size(); ++r)
    std::copy_n(table.values.data() + rows[r] * table.dimension, table.dimension,
                vectors.values.data() + static_cast<Index>(r) * table.dimension);
  return vectors;
}

}  // namespace neon
