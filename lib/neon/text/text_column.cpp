#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/column_choice.hpp>
#include <neon/tables/detail/foreign_format.hpp>
#include <neon/tables/detail/text_lines.hpp>
#include <neon/text/message.hpp>

namespace neon {

std::vector<Message> read_text_column(const std::filesystem::path& table, const std::string& column,
                                      const CsvOptions& options, std::vector<std::string>* remarks) {
  const std::string file = table.string();
  ByteStream stream = ByteStream::open(file);
  const std::string start(stream.peek(bytes_that_name_a_format));
  require_text(file, start);
  refuse_foreign(file, start);
  TextLines lines(std::move(stream), options);
  const auto cells_of = [&](const TextLine& line) {
    return split_cells(fmt::format("{}:{}", file, line.number), line.text, lines.delimiter());
  };
  require(!lines.ahead().empty(), "{}: is empty, should be a table with a header", file);
  std::vector<std::string> names = cells_of(lines.ahead().front());
  const std::size_t columns = names.size();
  if (options.header == CsvHeader::absent) {
    names.clear();
  } else {
    lines.take(1);
  }
  CsvOptions wanted;
  wanted.columns = {column};
  wanted.label_column = options.label_column;
  const std::vector<ColumnUse> uses = chosen_columns(file, wanted, names, columns);
  const std::size_t text = *position_of(ColumnUse::feature, uses);
  const std::optional<std::size_t> group = position_of(ColumnUse::label, uses);

  std::vector<Message> messages;
  for (std::span<const TextLine> ahead = lines.ahead(); !ahead.empty(); ahead = lines.ahead()) {
    for (const TextLine& line : ahead) {
      std::vector<std::string> cells = cells_of(line);
      require(cells.size() == columns, "{}:{}: expected {} columns, found {}", file, line.number, columns,
              cells.size());
      messages.push_back(
          {fmt::format("line {}", line.number), group ? std::move(cells[*group]) : "", false, std::move(cells[text])});
    }
    lines.take(ahead.size());
  }
  require(!messages.empty(), "{}: holds no row below the header", file);
  if (remarks != nullptr)
    if (const std::string blank = lines.blank_rows_remark(); !blank.empty()) remarks->push_back(blank);
  return messages;
}

}  // namespace neon
