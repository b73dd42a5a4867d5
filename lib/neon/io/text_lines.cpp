#include <neon/io/delimited_lines.hpp>
#include <neon/io/text_lines.hpp>

#include <algorithm>
#include <cstring>

namespace neon {
namespace {

constexpr std::size_t piece = std::size_t{4} << 20U;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

std::span<const TextLine> TextLines::ahead() {
  if (taken_ == lines_.size()) read_more();
  return std::span<const TextLine>(lines_).subspan(taken_);
}

void TextLines::read_more() {
  const std::size_t wanted = number_ == 0 ? 2 : 1;  // a header and a row of numbers, to look at both
  lines_.clear();
  taken_ = 0;
  while (lines_.size() < wanted && !ended_) {
    if (!lines_.empty()) begin_ = static_cast<std::size_t>(lines_.front().text.data() - text_.data());
    number_ = lines_.empty() ? number_ : lines_.front().number - 1;
    lines_.clear();
    std::copy(text_.begin() + static_cast<std::ptrdiff_t>(begin_), text_.begin() + static_cast<std::ptrdiff_t>(end_),
              text_.begin());
    end_ -= begin_;
    begin_ = 0;
    // Twice what there is, should a single line fill it.
    text_.resize(std::max({text_.size(), piece, 2 * end_}));
    const std::size_t room = text_.size() - end_;
    const bool first = stream_.position() == 0;
    const std::size_t got = stream_.read(text_.data() + end_, room);
    end_ += got;
    ended_ = got < room;
    if (first && std::string_view(text_.data(), end_).starts_with(byte_order_mark)) begin_ = byte_order_mark.size();
    find_lines();
  }
}

void TextLines::find_lines() {
  while (begin_ < end_) {
    const char* const start = text_.data() + begin_;
    const auto* stop = static_cast<const char*>(std::memchr(start, '\n', end_ - begin_));
    if (stop == nullptr && !ended_) return;
    const std::string_view line(start, stop != nullptr ? static_cast<std::size_t>(stop - start) : end_ - begin_);
    begin_ = std::min(end_, begin_ + line.size() + 1);
    ++number_;
    const std::size_t content = line.find_first_not_of(blank_characters);
    if (content != std::string_view::npos && line[content] != '#') lines_.push_back({number_, line});
  }
}

}  // namespace neon
