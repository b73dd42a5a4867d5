#pragma once
#include <neon/tables/atomic_file.hpp>
#include <neon/text/word_vectors.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace neon {

/// Where the binary copy of a table of word vectors is, and what it should be a copy of.
struct VectorCache {
  std::filesystem::path file;
  std::string identity;  ///< a copy with another identity is of no use
};

/// The words of the vocabulary from the copy; empty if there is none, or it is stale or damaged (checksums of the words
/// and of every vector used).
std::optional<WordVectors> load(const VectorCache& cache, const Vocabulary& vocabulary, const std::string& source);

/// Writes a copy, vector after vector. A cache is a convenience: what goes wrong is told to options.notice, not thrown.
class VectorCopy {
 public:
  VectorCopy(VectorCache cache, const WordVectorOptions& options);

  /// @param vector of the same length each time
  void add(std::string_view word, std::span<const float> vector);
  /// Completes the file.  @param words all that were added, in order
  void finish(const std::string& kind, const Vocabulary& words);

 private:
  /// What may fail; the copy is given up if it does.
  template <class Step>
  void attempt(const Step& step);
  void write_waiting();

  VectorCache cache_;
  std::function<void(const std::string&)> notice_;
  std::optional<AtomicFile> file_;  ///< none: given up
  std::string waiting_;
  std::vector<std::uint32_t> ends_, checksums_;
  std::size_t dimension_ = 0, letters_ = 0;
};

}  // namespace neon
