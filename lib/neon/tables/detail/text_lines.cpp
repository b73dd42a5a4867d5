#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/text_encoding.hpp>
#include <neon/tables/detail/text_lines.hpp>

#include <algorithm>
#include <cstring>

namespace neon {
namespace {

constexpr std::size_t piece = std::size_t{4} << 20U, longest_quoted_row = std::size_t{64} << 20U;

/// Line ends in what was quoted: LF, CRLF or CR.
std::size_t line_ends(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n' || (text[i] == '\r' && text.substr(i + 1, 1) != "\n")) ++count;
  return count;
}

/// The delimiter that a first line "sep=;" names, as spreadsheets write it; else 0.
char named_delimiter(std::string_view line) {
  constexpr std::string_view start = "sep=";
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  return line.size() == start.size() + 1 && line.starts_with(start) ? line.back() : '\0';
}

}  // namespace

std::size_t TextLines::Finder::from(const std::vector<char>& text, std::size_t begin, std::size_t end) {
  if (known && at >= begin) return at;
  const auto* found = static_cast<const char*>(std::memchr(text.data() + begin, wanted, end - begin));
  at = found != nullptr ? static_cast<std::size_t>(found - text.data()) : end;
  known = true;
  return at;
}

TextLines::TextLines(ByteStream stream, const CsvOptions& options)
    : stream_(as_utf8(std::move(stream))), comment_(options.comment.value_or('#')) {
  skip_to_table(options);
  // Later a '#' is data: colours start with one.
  if (!options.comment) comment_ = '\0';
}

/// Past empty lines, remarks and "sep=;", until the first two rows are in the text or it ends.
void TextLines::skip_to_table(const CsvOptions& options) {
  char named = '\0';
  fill();
  while (begin_ < end_) {
    const std::string_view text(text_.data() + begin_, end_ - begin_);
    const std::size_t stop = text.find_first_of("\n\r"), content = text.find_first_not_of(blank_characters);
    if ((stop == std::string_view::npos || stop + 1 == text.size()) && !ended_) {
      fill();
      continue;
    }
    const std::string_view line = text.substr(0, stop);
    const bool remark = comment_ != '\0' && content < line.size() && line[content] == comment_;
    const bool names = named == '\0' && named_delimiter(line) != '\0';
    if (!remark && !names && content < line.size()) break;
    if (remark) ++remarks_;
    last_remark_ = remark ? line.substr(content + 1) : std::string_view();
    if (names) named = named_delimiter(line);
    ++number_;
    const bool both = text.substr(std::min(line.size(), text.size()), 2) == "\r\n";
    begin_ = std::min(end_, begin_ + line.size() + (both ? 2 : 1));
  }
  delimiter_ = options.delimiter != '\0' ? options.delimiter
               : named != '\0'           ? named
                                         : detect_delimiter({text_.data() + begin_, end_ - begin_}, options.decimal);
}

std::span<const TextLine> TextLines::ahead() {
  if (taken_ == lines_.size()) read_more();
  return std::span<const TextLine>(lines_).subspan(taken_);
}

void TextLines::fill() {
  std::copy(text_.begin() + static_cast<std::ptrdiff_t>(begin_), text_.begin() + static_cast<std::ptrdiff_t>(end_),
            text_.begin());
  end_ -= begin_;
  begin_ = 0;
  for (Finder* finder : {&line_feed_, &return_, &quote_}) finder->known = false;
  // Twice what there is, should a single line fill it.
  text_.resize(std::max({text_.size(), piece, 2 * end_}));
  const std::size_t room = text_.size() - end_;
  const std::size_t got = stream_.read(text_.data() + end_, room);
  end_ += got;
  ended_ = got < room;
}

void TextLines::read_more() {
  const std::size_t wanted = started_ ? 1 : 2;  // a header and a row of numbers, to look at both
  lines_.clear();
  taken_ = 0;
  if (!started_) find_lines();
  started_ = true;
  while (lines_.size() < wanted && !ended_) {
    // The row that there is moves with the text.
    const std::size_t unsplit = begin_,
                      first =
                          lines_.empty() ? begin_ : static_cast<std::size_t>(lines_.front().text.data() - text_.data());
    begin_ = first;
    fill();
    begin_ = unsplit - first;
    for (TextLine& line : lines_) line.text = {text_.data(), line.text.size()};
    find_lines();
  }
}

void TextLines::find_lines() {
  while (begin_ < end_) {
    std::size_t stop = std::min(line_feed_.from(text_, begin_, end_), return_.from(text_, begin_, end_));
    const bool quoted = quote_.from(text_, begin_, end_) < stop;
    if (quoted) stop = quoted_row_end();
    // What follows a last carriage return may belong to it.
    if (stop > end_ || (!ended_ && (stop == end_ || (text_[stop] == '\r' && stop + 1 == end_)))) return;
    const std::string_view line(text_.data() + begin_, stop - begin_);
    if (is_row(number_, line)) lines_.push_back({number_, line});
    number_ += 1 + (quoted ? line_ends(line) : 0);
    const bool both = stop + 1 < end_ && text_[stop] == '\r' && text_[stop + 1] == '\n';
    begin_ = std::min(end_, stop + (both ? 2 : 1));
  }
}

std::size_t TextLines::quoted_row_end() const {
  bool quoted = false, cell_starts = true;
  std::size_t opened = begin_;
  for (std::size_t i = begin_; i < end_; ++i) {
    const char c = text_[i];
    if (quoted) {
      if (c != '"') continue;
      if (i + 1 == end_ && !ended_) return end_ + 1;
      if (i + 1 < end_ && text_[i + 1] == '"') {
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && cell_starts) {
      quoted = true;
      cell_starts = false;
      opened = i;
    } else if (c == '\n' || c == '\r') {
      return i;
    } else {
      cell_starts = c == delimiter_ || (cell_starts && blank_characters.find(c) != std::string_view::npos);
    }
  }
  const auto where = [&] { return number_ + line_ends({text_.data() + begin_, opened - begin_}); };
  require(!quoted || !ended_, "{}:{}: a quote is not closed", name(), where());
  require(!quoted || end_ - begin_ < longest_quoted_row, "{}:{}: a quote is not closed within {} MB", name(), where(),
          longest_quoted_row >> 20U);
  return ended_ ? end_ : end_ + 1;
}

std::string TextLines::blank_rows_remark() const {
  if (blank_rows_ == 0) return "";
  return blank_rows_ == 1
             ? fmt::format("line {} left out: a row without any value", first_blank_row_)
             : fmt::format("{} rows without any value left out, the first in line {}", blank_rows_, first_blank_row_);
}

bool TextLines::is_row(std::size_t number, std::string_view line) {
  const std::size_t content = line.find_first_not_of(blank_characters);
  if (content != std::string_view::npos) {
    if (line[content] == comment_ && comment_ != '\0') return false;
    if (line[content] != delimiter_ && line.front() != delimiter_) return true;
    const auto is_filled = [&](char c) {
      return c != delimiter_ && blank_characters.find(c) == std::string_view::npos;
    };
    if (std::any_of(line.begin() + static_cast<std::ptrdiff_t>(content), line.end(), is_filled)) return true;
  } else if (delimiter_ == ' ' || line.find(delimiter_) == std::string_view::npos) {
    return false;
  }
  if (blank_rows_++ == 0) first_blank_row_ = number;
  return false;
}

}  // namespace neon
