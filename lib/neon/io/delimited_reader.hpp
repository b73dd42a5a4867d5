#pragma once
#include <neon/io/delimited_header.hpp>
#include <neon/io/label_numbers.hpp>
#include <neon/io/table_stream.hpp>

namespace neon {

/// A table in delimited text, whose lines are turned into numbers in parallel.
class DelimitedReader : public TableReader {
 public:
  /// @param detect whether to look for row names and, if options.detect_labels, for labels
  DelimitedReader(ByteStream stream, const CsvOptions& options, bool detect);

  const std::string& name() const override { return lines_.name(); }
  Index features() const override { return static_cast<Index>(header_.features()); }
  std::optional<Index> rows() const override { return std::nullopt; }
  const std::vector<std::string>& feature_names() const override { return header_.feature_names; }
  bool labelled() const override { return header_.label.has_value(); }
  const std::string& label_name() const override { return header_.label_name; }
  const std::vector<std::string>& class_names() const override { return labels_.texts(); }
  TableBlock next(Index rows) override;

 private:
  /// Reads the lines into the rows of `values` from `row` on.
  void parse(std::span<const TextLine> lines, Matrix& values, Index row, Labels& labels);
  void parse_line(const TextLine& line, double* values, std::string& label) const;
  bool parse_plain_numbers(std::string_view line, double* values, std::string& label) const;

  TextLines lines_;
  DelimitedHeader header_;
  LabelNumbers labels_;
  Index row_ = 0;
};

}  // namespace neon
