#pragma once
#include <neon/tables/detail/delimited_layout.hpp>
#include <neon/tables/detail/label_numbers.hpp>
#include <neon/tables/table_stream.hpp>

namespace neon {

/// A table in delimited text, whose lines are turned into numbers in parallel.
class DelimitedReader : public TableReader {
 public:
  /// @param detect see read_layout
  DelimitedReader(ByteStream stream, const CsvOptions& options, bool detect);

  const std::string& name() const override { return lines_.name(); }
  Index features() const override { return static_cast<Index>(layout_.features); }
  std::optional<Index> rows() const override { return std::nullopt; }
  const std::vector<std::string>& feature_names() const override { return layout_.feature_names; }
  bool labelled() const override { return layout_.label.has_value(); }
  const std::string& label_name() const override { return layout_.label_name; }
  const std::vector<std::string>& class_names() const override { return labels_.texts(); }
  std::vector<std::string> remarks() const override;
  TableBlock next(Index rows) override;

 private:
  /// Reads the lines into the rows of `values` from `row` on.
  void parse(std::span<const TextLine> lines, Matrix& values, Index row, Labels& labels);
  void parse_line(const TextLine& line, double* values, std::string& label) const;
  bool parse_unquoted(std::string_view line, double* values, std::string& label) const;
  double cell_value(const std::string& cell, std::size_t line, std::size_t column) const;
  /// What a user may do about a cell that is no number.
  std::string advice(const std::string& cell, std::size_t column) const;

  TextLines lines_;
  bool detect_;
  DelimitedLayout layout_;
  std::vector<DelimitedColumn::Role> roles_;  ///< of layout_.columns, close together
  LabelNumbers labels_;
  Index row_ = 0;
};

}  // namespace neon
