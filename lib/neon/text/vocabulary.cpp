#include <neon/core/error.hpp>
#include <neon/text/vocabulary.hpp>

#include <limits>

namespace neon {
namespace {

/// FNV-1a with the bits mixed once more: its low bits choose the slot.
std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash ^ (hash >> 29);
}

}  // namespace

std::size_t Vocabulary::slot(std::string_view word, std::uint64_t hash) const {
  const auto short_hash = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.number < 0 || (slot.hash == short_hash && words_[static_cast<std::size_t>(slot.number)] == word))
      return at;
  }
}

void Vocabulary::grow() {
  constexpr std::size_t fewest = 64;
  slots_.assign(std::max(fewest, slots_.size() * 2), {});
  for (std::size_t number = 0; number < words_.size(); ++number) {
    const std::uint64_t hash = hash_of(words_[number]);
    slots_[slot(words_[number], hash)] = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::int32_t>(number)};
  }
}

Index Vocabulary::add(std::string_view word) {
  require(words_.size() < std::numeric_limits<std::int32_t>::max(), "vocabulary: {} words are too many", words_.size());
  if (slots_.size() < 2 * (words_.size() + 1)) grow();
  const std::uint64_t hash = hash_of(word);
  Slot& place = slots_[slot(word, hash)];
  if (place.number < 0) {
    place = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::int32_t>(words_.size())};
    words_.emplace_back(word);
  }
  return place.number;
}

Index Vocabulary::find(std::string_view word) const {
  return slots_.empty() ? -1 : slots_[slot(word, hash_of(word))].number;
}

}  // namespace neon
