#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/column_choice.hpp>
#include <neon/tables/detail/delimited_header.hpp>
#include <neon/tables/detail/delimited_layout.hpp>

#include <algorithm>
#include <array>

namespace neon {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t fewest_rows_looked_at = 100, cells_looked_at = 50'000;

template <std::size_t count>
bool is_called(std::string_view name, const std::array<std::string_view, count>& usual) {
  return std::any_of(usual.begin(), usual.end(), [&](std::string_view other) { return same_name(name, other); });
}

bool is_called_labels(std::string_view name) {
  return is_called(name, std::array<std::string_view, 5>{"label", "class", "target", "cluster", "species"});
}

bool is_called_index(std::string_view name) {
  constexpr std::array<std::string_view, 17> usual = {
      "id",       "index",    "idx", "row", "rowid", "row_id", "rownum",    "rowname", "row.names",
      "rownames", "row_name", "no",  "no.", "nr",    "nr.",    "sample_id", "uid"};
  return is_called(name, usual) || name.ends_with("_id") || name.ends_with("_ID") || name.ends_with("Id") ||
         name.ends_with(" ID") || name.ends_with(" id") || name.ends_with("ID");
}

/// Decides what the columns of a table are.
class LayoutReader {
 public:
  LayoutReader(TextLines& lines, const CsvOptions& options, bool detect)
      : file_(lines.name()),
        delimiter_(lines.delimiter()),
        options_(options),
        detect_(detect),
        ahead_(lines.ahead()),
        last_remark_(lines.last_remark()) {
    require(!ahead_.empty(), "{}: no rows{}", file_,
            lines.remarks() > 0 ? fmt::format(": its {} lines with '{}' are remarks (--comment none: rows)",
                                              lines.remarks(), options.comment.value_or('#'))
                                : "");
  }

  DelimitedLayout read() {
    read_first_rows();
    read_decimal_sign();
    read_header();
    uses_ = chosen_columns(file_, options_, layout_.names, looks_.size());
    look_further();
    layout_.columns.resize(looks_.size());
    for (std::size_t column = 0; column < looks_.size(); ++column) set_format(column);
    if (detect_ && looks_.size() > 1) {
      find_index();
      find_labels();
      leave_out_others();
    }
    finish();
    return std::move(layout_);
  }

 private:
  using Role = DelimitedColumn::Role;

  Row cells_of(const TextLine& line) const {
    return split_cells(fmt::format("{}:{}", file_, line.number), line.text, delimiter_);
  }

  void read_first_rows() {
    std::size_t cells = 0;
    for (const TextLine& line : ahead_) {
      if (rows_.size() > fewest_rows_looked_at && cells > cells_looked_at) break;
      rows_.push_back(cells_of(line));
      cells += rows_.back().size();
    }
  }

  /// Could a cell of the first rows hold a comma?
  bool may_hold_commas() const {
    return std::any_of(
        ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(rows_.size()),
        [&](const TextLine& line) { return line.text.find(delimiter_ == ',' ? '"' : ',') != std::string_view::npos; });
  }

  /// A comma where every number of the first rows that has a decimal sign may have it so.
  void read_decimal_sign() {
    decimal_ = options_.decimal != '\0' ? options_.decimal : '.';
    if (options_.decimal != '\0' || !may_hold_commas()) return;
    std::size_t points = 0, commas = 0, either = 0;
    std::string first;
    for (const Row& row : rows_)
      for (const std::string& cell : row) {
        const DecimalSign sign = decimal_sign(cell);
        points += sign == DecimalSign::point ? 1 : 0;
        commas += sign == DecimalSign::comma ? 1 : 0;
        either += sign == DecimalSign::grouping_comma ? 1 : 0;
        if (first.empty() && (sign == DecimalSign::comma || sign == DecimalSign::grouping_comma)) first = cell;
      }
    const bool comma = points == 0 && (commas > 0 || (either > 0 && delimiter_ != ','));
    decimal_ = comma ? ',' : '.';
    if (!comma) return;
    layout_.remarks.push_back(fmt::format("numbers such as {} read with decimal commas (--decimal . reads {})",
                                          shown(first), commas > 0 ? "a point so" : "thousands so"));
  }

  /// @param first 1 where the first row holds names
  ColumnLook look_of(std::size_t column, std::size_t first) const {
    const std::string name = column < rows_.front().size() ? rows_.front()[column] : "";
    ColumnLook look(column == 0 || is_called_labels(name) || is_called_index(name));
    for (std::size_t i = first; i < rows_.size(); ++i)
      if (column < rows_[i].size()) look.add(rows_[i][column], decimal_);
    return look;
  }

  void read_header() {
    const Row& first = rows_.front();
    const bool short_header = is_short_header();
    const std::size_t columns = first.size() + (short_header ? 1 : 0);
    for (std::size_t column = 0; column < columns; ++column) looks_.push_back(look_of(column, 1));
    FirstRow found = look_at_first_row(first, std::span(looks_).subspan(short_header ? 1 : 0), decimal_);
    if (short_header) found.names = true;
    const bool asked = options_.header != CsvHeader::automatic;
    layout_.header = asked ? options_.header == CsvHeader::present : found.names;
    require(!layout_.header || rows_.size() > 1, "{}: no rows after the header", file_);
    if (!asked && found.doubtful)
      layout_.remarks.push_back(
          fmt::format("the first row, {}, is taken for {}", shown(fmt::format("{}", fmt::join(first, ", "))),
                      found.names ? "names (--header no: for numbers)" : "numbers (--header yes: for names)"));
    if (!layout_.header && !asked) read_names_in_remark(columns);
    if (!layout_.header) {
      for (std::size_t column = 0; column < columns; ++column) looks_[column] = look_of(column, 0);
      return;
    }
    layout_.names = first;
    if (short_header) layout_.names.insert(layout_.names.begin(), "");
    tell_apart(layout_.names, layout_.remarks);
  }

  /// The last remark before the table may hold its names: "# a b", as numpy.savetxt writes them, or "#id,a".
  void read_names_in_remark(std::size_t columns) {
    if (columns < 2 || last_remark_.empty() || last_remark_.find('"') != std::string_view::npos) return;
    const Row cells = split_cells(file_, last_remark_, delimiter_);
    const bool texts = cells.size() == columns && std::all_of(cells.begin(), cells.end(), [&](const std::string& cell) {
                         return cell_kind(cell, decimal_) == CellKind::text;
                       });
    if (!texts) return;
    layout_.names = cells;
    layout_.remarks.push_back(fmt::format("names taken from the remark before the table, {} (--header no: none)",
                                          shown(fmt::format("{}", fmt::join(cells, ", ")))));
    tell_apart(layout_.names, layout_.remarks);
  }

  /// One name fewer than the rows have cells, as R's write.table: the first column names the rows.
  bool is_short_header() const {
    if (!detect_ || options_.header == CsvHeader::absent || rows_.size() < 2) return false;
    const Row &first = rows_[0], &second = rows_[1];
    if (second.size() != first.size() + 1) return false;
    const bool texts = std::none_of(first.begin(), first.end(), [&](const std::string& cell) {
      const CellKind kind = cell_kind(cell, decimal_);
      return kind == CellKind::number || kind == CellKind::missing;
    });
    if (!texts && options_.header != CsvHeader::present) return false;
    const auto digits = [](const std::string& cell) {
      return cell.find_first_not_of("+-0123456789") == std::string::npos;
    };
    require(
        first.size() > 1 || delimiter_ != ',' || options_.delimiter != '\0' || options_.decimal != '\0' ||
            !digits(second[0]) || !digits(second[1]),
        "{}:{}: '{},{}' is two cells below the one name {}: a number with a decimal comma (--decimal ,) or the name "
        "of a row and its number (--decimal .)?",
        file_, ahead_[1].number, second[0], second[1], shown(first.front()));
    return true;
  }

  bool is_open(std::size_t column) const { return uses_[column] == ColumnUse::open; }
  bool may_be_label(std::size_t column) const { return is_open(column) || uses_[column] == ColumnUse::unlisted; }
  const std::string& name_of(std::size_t column) const {
    static const std::string none;
    return column < layout_.names.size() ? layout_.names[column] : none;
  }
  std::string told(std::size_t column) const { return told_column(layout_.names, column); }
  std::string option(std::size_t column) const { return option_value(layout_.names, column); }

  /// Columns of anything but plain numbers, and those that are called as labels or row numbers are, in all rows ahead.
  void look_further() {
    std::vector<std::size_t> columns;
    for (std::size_t column = 0; column < looks_.size(); ++column)
      if (!looks_[column].plain() || is_called_labels(name_of(column)) || is_called_index(name_of(column)))
        columns.push_back(column);
    if (columns.empty()) return;
    std::string cell;
    for (std::size_t i = rows_.size(); i < ahead_.size(); ++i) {
      const std::string_view text = ahead_[i].text;
      if (delimiter_ == ' ' || text.find('"') != std::string_view::npos) {
        const Row cells = cells_of(ahead_[i]);
        for (const std::size_t column : columns)
          if (column < cells.size()) looks_[column].add(cells[column], decimal_);
        continue;
      }
      std::size_t begin = 0, at = 0;
      for (const std::size_t column : columns) {
        for (; at < column && begin != std::string_view::npos; ++at) {
          begin = text.find(delimiter_, begin);
          if (begin != std::string_view::npos) ++begin;
        }
        if (begin == std::string_view::npos) break;
        std::string_view found = text.substr(begin, text.find(delimiter_, begin) - begin);
        found.remove_prefix(std::min(found.size(), found.find_first_not_of(blank_characters)));
        found = found.substr(0, found.find_last_not_of(blank_characters) + 1);
        cell = found;
        looks_[column].add(cell, decimal_);
      }
    }
  }

  void set_format(std::size_t column) {
    DelimitedColumn& its = layout_.columns[column];
    const ColumnLook& look = looks_[column];
    its.format.decimal = decimal_;
    if (look.numeric() && look.truth()) its.format.truth = true;
    if (look.numeric() && !look.truth()) its.format.unit = look.unit();
    its.role = its.format.plain() ? Role::plain_number : Role::formatted_number;
  }

  /// Columns of which the same is told are told together.
  void tell(std::size_t column, const std::string& what) {
    const auto same = std::find_if(told_.begin(), told_.end(), [&](const auto& other) { return other.first == what; });
    (same != told_.end() ? *same : told_.emplace_back(what, std::vector<std::size_t>())).second.push_back(column);
  }

  void leave_out(std::size_t column, const std::string& why) {
    layout_.columns[column].role = Role::left_out;
    uses_[column] = ColumnUse::left_out;
    tell(column, "left out: " + why);
  }

  void find_index() {
    if (!options_.detect_index || !options_.index.empty()) return;
    for (std::size_t column = 0; column < layout_.names.size(); ++column)
      if (is_open(column)) look_for_index(column);
    const ColumnLook& first = looks_.front();
    const bool counts = first.counts_rows() && first.cells() > 2 && first.lowest() >= 0 && first.lowest() <= 1;
    if (counts && is_open(0))
      tell(0, fmt::format("kept as a feature, although it counts the rows (--index {})", option(0)));
  }

  void look_for_index(std::size_t column) {
    const ColumnLook& look = looks_[column];
    const std::string& name = name_of(column);
    const bool of_pandas = name.starts_with("Unnamed: "), of_r = column == 0 && name == "X" && look.counts_rows(),
               called_so = of_pandas || of_r || is_called_index(name);
    if ((name.empty() || of_pandas) && look.empty()) {
      leave_out(column, "empty");
    } else if (column == 0 && name.empty()) {
      leave_out(column, "it has no name, as names of the rows have none");
    } else if (called_so && look.differs() && (look.integers() || !look.numeric())) {
      leave_out(column, "it tells the rows apart (--index none: a feature)");
    } else if (called_so && look.numeric()) {
      tell(column, fmt::format("kept as a feature: it does not tell the rows apart (--drop {})", option(column)));
    }
  }

  bool holds_classes(std::size_t column) const {
    const ColumnLook& look = looks_[column];
    constexpr std::size_t few = 10;
    if (options_.labels_may_differ || look.cells() < 3) return true;
    return look.different() < look.cells() && (look.cells() < few || 2 * look.different() <= look.cells());
  }

  /// May a column that is called as labels are hold classes? If not, it is said why.
  bool is_named_label(std::size_t column) {
    const ColumnLook& look = looks_[column];
    if (look.dates() || look.present() == 0) return false;
    if (look.texts() || look.truth()) return holds_classes(column);
    if (look.count(CellKind::text) > 0 && look.count(CellKind::dressed) == 0 && !look.has_fractions()) return true;
    constexpr std::size_t enough = 20;
    const bool measured =
        same_name(name_of(column), "target") && look.cells() >= enough && 2 * look.different() > look.cells();
    if (look.integers() && !measured) return true;
    if (look.numeric()) tell(column, fmt::format("kept as a feature: numbers, no classes (--drop {})", option(column)));
    return false;
  }

  void find_labels() {
    if (const auto said = position_of(ColumnUse::label, uses_)) {
      set_label(*said);
      return;
    }
    if (!options_.detect_labels) return;
    std::vector<std::size_t> named, texts;
    for (std::size_t column = 0; column < looks_.size(); ++column) {
      if (!may_be_label(column)) continue;
      if (is_called_labels(name_of(column))) {
        if (is_named_label(column)) named.push_back(column);
      } else if (looks_[column].texts() && holds_classes(column)) {
        texts.push_back(column);
      }
    }
    const std::vector<std::size_t>& found = named.empty() ? texts : named;
    require(found.size() < 2,
            "{}: both {} and {} could be the labels: which one should be said (--label {}; --drop {})", file_,
            found.empty() ? "" : told(found.front()), found.empty() ? "" : told(found.back()),
            found.empty() ? "" : option(found.front()), found.empty() ? "" : option(found.back()));
    if (found.empty()) return;
    set_label(found.front());
    tell(found.front(), "taken for the classes, no feature");
  }

  void set_label(std::size_t column) {
    const ColumnLook& look = looks_[column];
    layout_.label = column;
    layout_.columns[column].role = Role::label;
    uses_[column] = ColumnUse::label;
    layout_.label_texts = look.count(CellKind::text) + look.count(CellKind::truth) > 0;
  }

  void leave_out_others() {
    for (std::size_t column = 0; column < looks_.size(); ++column) {
      if (!is_open(column)) continue;
      const ColumnLook& look = looks_[column];
      if (look.dates()) {
        leave_out(column, "dates or times, no numbers");
      } else if (look.texts() && !holds_classes(column)) {
        leave_out(column, "texts that hardly repeat, names of the rows and no classes");
      } else if (look.texts() && layout_.label) {
        leave_out(column, "texts, no numbers");
      }
    }
  }

  void tell_format(std::size_t column) {
    const CellFormat& format = layout_.columns[column].format;
    const std::string& grouped = looks_[column].grouped();
    if (format.truth) tell(column, "read as 1 and 0: truth values");
    if (format.unit == "%") {
      tell(column, "read as numbers: percentages, 12% is 12");
    } else if (!format.unit.empty()) {
      tell(column, fmt::format("read as numbers: amounts in {}", format.unit));
    } else if (!grouped.empty() && looks_[column].numeric()) {
      tell(column,
           fmt::format("read as numbers: {} is {}", shown(grouped), parse_decimal(grouped, decimal_).value_or(0)));
    }
  }

  std::vector<std::string> remarks() const {
    std::vector<std::string> result = layout_.remarks;
    constexpr std::size_t most = 5;
    for (const auto& [what, columns] : told_) {
      std::string names = told(columns.front());
      for (std::size_t i = 1; i < std::min(most, columns.size()); ++i) names += ", " + told(columns[i]);
      if (columns.size() > most) names += fmt::format(" and {} more", columns.size() - most);
      result.push_back(names + " " + what);
    }
    return result;
  }

  void finish() {
    if (!layout_.label)
      if (const auto said = position_of(ColumnUse::label, uses_)) set_label(*said);
    for (std::size_t column = 0; column < looks_.size(); ++column) {
      DelimitedColumn& its = layout_.columns[column];
      if (uses_[column] == ColumnUse::left_out || uses_[column] == ColumnUse::unlisted) its.role = Role::left_out;
      if (its.role == Role::label) layout_.label_name = name_of(column);
      if (its.role != Role::plain_number && its.role != Role::formatted_number) continue;
      tell_format(column);
      ++layout_.features;
      if (!layout_.names.empty()) layout_.feature_names.push_back(name_of(column));
    }
    layout_.remarks = remarks();
    require(layout_.features > 0, "{}: no column besides the labels{}{}", file_, layout_.remarks.empty() ? "" : "; ",
            fmt::join(layout_.remarks, "; "));
  }

  const std::string& file_;
  char delimiter_;
  const CsvOptions& options_;
  bool detect_;
  std::span<const TextLine> ahead_;
  std::string_view last_remark_;
  char decimal_ = '.';
  std::vector<Row> rows_;
  std::vector<ColumnLook> looks_;  // of the rows below the header
  std::vector<ColumnUse> uses_;
  std::vector<std::pair<std::string, std::vector<std::size_t>>> told_;  // of which columns
  DelimitedLayout layout_;
};

}  // namespace

DelimitedLayout read_layout(TextLines& lines, const CsvOptions& options, bool detect) {
  return LayoutReader(lines, options, detect).read();
}

}  // namespace neon
