#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Distinct words, numbered in the order in which they were added.
class Vocabulary {
 public:
  /// The word's number; a new word gets the next one.
  Index add(std::string_view word);
  /// The word's number, or -1.
  Index find(std::string_view word) const;
  const std::string& word(Index number) const { return words_[static_cast<std::size_t>(number)]; }
  const std::vector<std::string>& words() const { return words_; }
  Index size() const { return static_cast<Index>(words_.size()); }

 private:
  std::size_t slot(std::string_view word, std::uint64_t hash) const;
  void grow();

  struct Slot {
    std::uint32_t hash = 0;
    std::int32_t number = -1;
  };
  std::vector<std::string> words_;
  std::vector<Slot> slots_;  ///< open addressing, a power of two
};

}  // namespace neon
