#include "experiments/support/reading.hpp"

#include <neon/core/error.hpp>

#include "command_line/checks.hpp"
#include "command_line/parser.hpp"

namespace neon::experiments {
namespace {

char character(const char* option, const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  require(text.size() == 1, "{}: '{}' should be one character, or tab", option, text);
  return text.front();
}

}  // namespace

void add_reading_flags(command_line::Parser& app, ReadingFlags& flags) {
  app.add_option("--delimiter", flags.delimiter, "Between the cells of delimited text; otherwise detected")
      .type_name("CHARACTER|tab");
  app.add_option("--header", flags.header, "Whether the first row holds names; otherwise detected")
      .type_name("yes|no")
      .check(command_line::one_of({"yes", "no"}));
  app.add_option("--comment", flags.comment,
                 "Lines that start with it are left out; otherwise those with # before the table (none: no line)")
      .type_name("CHARACTER|none");
}

CsvOptions options_of(const ReadingFlags& flags) {
  CsvOptions options;
  if (!flags.delimiter.empty()) options.delimiter = character("--delimiter", flags.delimiter);
  if (!flags.header.empty()) options.header = flags.header == "yes" ? CsvHeader::present : CsvHeader::absent;
  if (!flags.comment.empty()) options.comment = flags.comment == "none" ? '\0' : character("--comment", flags.comment);
  return options;
}

}  // namespace neon::experiments
