#pragma once
#include <neon/io/byte_stream.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace neon {

struct TextLine {
  std::size_t number;  ///< from 1, in the file
  std::string_view text;
};

/// The lines of a stream that are neither empty nor comments ('#'), some at a time. A byte-order mark is dropped.
class TextLines {
 public:
  explicit TextLines(ByteStream stream) : stream_(std::move(stream)) {}

  const std::string& name() const { return stream_.name(); }
  /// Some next lines (at least two at first, if there are two); none at the end. They stay until all are taken and more
  /// are asked for.
  std::span<const TextLine> ahead();
  void take(std::size_t count) { taken_ += count; }

 private:
  void read_more();
  void find_lines();

  ByteStream stream_;
  std::vector<char> text_;
  std::size_t begin_ = 0, end_ = 0;  // of what is not yet split into lines, in text_
  std::vector<TextLine> lines_;
  std::size_t taken_ = 0, number_ = 0;
  bool ended_ = false;
};

}  // namespace neon
