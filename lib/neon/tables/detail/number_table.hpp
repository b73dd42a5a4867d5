#pragma once
#include <neon/tables/table_stream.hpp>

#include <functional>

namespace neon {

/// What a binary file says about its table, before the numbers.
struct NumberTableLayout {
  std::string name;
  Index rows = 0, columns = 0;
  std::vector<std::string> column_names;  ///< [columns], or empty
};

/// A table of numbers from a binary file: checks them, takes out the label column, and leaves out what CsvOptions say.
class NumberTable : public TableReader {
 public:
  /// The next rows, at most as many as said, with all columns.
  using Rows = std::function<Matrix(Index rows)>;

  /// @throws Error if there are no rows or columns, none of those that `options` name, or no feature
  NumberTable(NumberTableLayout layout, Rows read, const CsvOptions& options);

  const std::string& name() const override { return layout_.name; }
  Index features() const override { return kept_.empty() ? layout_.columns : static_cast<Index>(kept_.size()); }
  std::optional<Index> rows() const override { return layout_.rows; }
  const std::vector<std::string>& feature_names() const override { return layout_.column_names; }
  bool labelled() const override { return label_.has_value(); }
  const std::string& label_name() const override { return label_name_; }
  const std::vector<std::string>& class_names() const override { return no_texts_; }
  std::vector<std::string> remarks() const override { return remarks_; }
  TableBlock next(Index rows) override;

 private:
  void choose_columns(const CsvOptions& options);
  void check_finite(const Matrix& values) const;
  std::string cell(Index row, Index column) const;

  NumberTableLayout layout_;
  Rows read_;
  std::optional<Index> label_;
  std::vector<Index> kept_;  ///< the columns that are features; empty: all
  std::string label_name_;
  std::vector<std::string> remarks_;
  std::vector<std::string> no_texts_;
  Index row_ = 0;
};

}  // namespace neon
