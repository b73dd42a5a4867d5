#pragma once
#include <neon/core/types.hpp>

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace neon {

/// The integer that a cell holds ("3", "3.0"), if it does.
std::optional<Index> parse_integer(std::string_view cell);

/// Numbers for the labels of a column: integers as they are where the first one is, else texts, numbered in the order
/// in which they appear.
class LabelNumbers {
 public:
  /// @param most texts that are told apart: all further ones are numbered `most`
  /// @param texts the integers are texts, too, as others of the column are
  /// @param advice what to do, at the end of messages
  explicit LabelNumbers(Index most = std::numeric_limits<Index>::max(), bool texts = false, std::string advice = {})
      : kind_(texts ? Kind::texts : Kind::unknown), most_(most), advice_(std::move(advice)) {}

  /// @param where the file, line and column, for messages
  /// @throws Error if the cell is missing, a number but no integer, or a text among integers
  Index number(const std::string& cell, const std::string& where);

  /// The texts in order of number; empty for integers.
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  enum class Kind { unknown, integers, texts } kind_;
  Index most_;
  std::string advice_;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, Index> numbers_;
};

/// Numbers texts in alphabetical order instead: labels and texts as LabelNumbers made them are changed in place;
/// integers (no texts) and the number of texts that are not told apart stay.
void sort_label_texts(Labels& labels, std::vector<std::string>& texts);

}  // namespace neon
