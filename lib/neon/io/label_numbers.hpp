#pragma once
#include <neon/core/types.hpp>

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
  /// @param where the file, line and column, for messages
  /// @throws Error if the cell is empty, a number but no integer, or a text among integers
  Index number(const std::string& cell, const std::string& where);

  /// The texts in order of number; empty for integers.
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  enum class Kind { unknown, integers, texts } kind_ = Kind::unknown;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, Index> numbers_;
};

/// Numbers texts in alphabetical order instead: labels and texts as LabelNumbers made them are changed in place;
/// integers (no texts) stay.
void sort_label_texts(Labels& labels, std::vector<std::string>& texts);

}  // namespace neon
