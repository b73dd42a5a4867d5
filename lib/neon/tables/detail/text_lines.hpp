#pragma once
#include <neon/tables/csv.hpp>
#include <neon/tables/detail/byte_stream.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace neon {

/// One row of delimited text.
struct TextLine {
  std::size_t number;     ///< of the line where it starts, from 1, in the file
  std::string_view text;  ///< holds line ends where they are quoted
};

/// The rows of delimited text, some at a time: lines ended by LF, CRLF or CR, those in quotes (RFC 4180) belonging to
/// their row. Left out are empty lines, rows of nothing but delimiters, and remarks: lines that start with
/// CsvOptions::comment or, where none is said, with '#' before the first row. UTF-16 becomes UTF-8, and a first line
/// "sep=;" names the delimiter.
class TextLines {
 public:
  /// Reads as far as the first row, for the delimiter.
  /// @throws Error as the stream, or if the text cannot be decoded
  TextLines(ByteStream stream, const CsvOptions& options);

  const std::string& name() const { return stream_.name(); }
  char delimiter() const { return delimiter_; }
  /// How many rows of nothing but delimiters were left out, and where, in a sentence; empty without any.
  std::string blank_rows_remark() const;
  /// How many remarks stand before the table.
  std::size_t remarks() const { return remarks_; }
  /// The last one of them, if the table follows it at once, without the sign; else empty.
  const std::string& last_remark() const { return last_remark_; }
  /// Some next rows (at least two at first, if there are two); none at the end. They stay until all are taken and more
  /// are asked for.  @throws Error if a quote is not closed
  std::span<const TextLine> ahead();
  void take(std::size_t count) { taken_ += count; }

 private:
  /// Where a character comes next, looked up again only once it was passed.
  struct Finder {
    char wanted;
    std::size_t at = 0;
    bool known = false;
    std::size_t from(const std::vector<char>& text, std::size_t begin, std::size_t end);
  };

  void skip_to_table(const CsvOptions& options);
  void fill();
  void read_more();
  void find_lines();
  /// The end of the row at begin_, which holds a quote; end_ + 1 if it is not in the text yet.
  std::size_t quoted_row_end() const;
  bool is_row(std::size_t number, std::string_view line);

  ByteStream stream_;
  char comment_;  ///< 0: none
  char delimiter_ = ',';
  std::vector<char> text_;
  std::size_t begin_ = 0, end_ = 0;  // of what is not yet split into rows, in text_
  Finder line_feed_{'\n'}, return_{'\r'}, quote_{'"'};
  std::vector<TextLine> lines_;
  std::size_t taken_ = 0, number_ = 1;  // number_: of the line at begin_
  std::size_t remarks_ = 0;
  std::string last_remark_;
  std::size_t blank_rows_ = 0, first_blank_row_ = 0;
  bool started_ = false, ended_ = false;
};

}  // namespace neon
