#include <neon/tables/csv.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <locale>

#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Names = std::vector<std::string>;

namespace {

Table read_text(const std::string& text, const CsvOptions& options = {}) {
  const ScratchFolder folder;
  spit(folder / "t.csv", text);
  return read_csv(folder / "t.csv", options);
}

/// What follows the path in the error message.
std::string error_of(const std::string& text, const CsvOptions& options = {}) {
  const ScratchFolder folder;
  spit(folder / "t.csv", text);
  const std::string message = message_of([&] { read_csv(folder / "t.csv", options); });
  const std::string start = (folder / "t.csv").string();
  REQUIRE(message.substr(0, start.size()) == start);
  return message.substr(start.size());
}

const Matrix two_by_three = (Matrix(2, 3) << 1, -2.5, 3e-2, 4, 5, 6).finished();

}  // namespace

TEST_CASE("CSV dialects give the same table") {
  const std::string text =
      GENERATE("a,b,c\n1,-2.5,3e-2\n4,5,6\n", "a;b;c\r\n1;-2.5;3E-2\r\n4;5;6\r\n", "a\tb\tc\n1\t-2.5\t.03\n4\t5\t6",
               "# a comment, with; commas\n\n  \"a\" , \"b\",c\n +1 , -2.5 , 0.03 \n\n4,5.0,6e0\n\n\n",
               "\xef\xbb\xbf"
               "a,b,c\n\"1\",-2.5,\"3e-2\"\n4,5,6\n");
  const Table table = read_text(text);
  CHECK(table.feature_names == Names{"a", "b", "c"});
  CHECK(table.values == two_by_three);
  CHECK(!table.labels);
}

TEST_CASE("a CSV header is recognised by its texts unless the caller knows better") {
  CHECK(read_text("1,-2.5,0.03\n4,5,6\n").values == two_by_three);
  CHECK(read_text("1,-2.5,0.03\n4,5,6\n").feature_names.empty());
  const Table years = read_text("1990,1991\n1,2\n", {.header = CsvHeader::present});
  CHECK(years.feature_names == Names{"1990", "1991"});
  CHECK(years.values == (Matrix(1, 2) << 1, 2).finished());
  CHECK_THAT(error_of("a,b\n1,2\n", {.header = CsvHeader::absent}), Equals(":1: column 1: 'a' should be a number"));
  CHECK(read_text("\"mass, \"\"kg\"\"\",b\n1,2\n").feature_names == Names{"mass, \"kg\"", "b"});
  CHECK(read_text("x\n1\n2\n").values == (Matrix(2, 1) << 1, 2).finished());
  CHECK(read_text("1 2\n3 4\n", {.delimiter = ' '}).values == (Matrix(2, 2) << 1, 2, 3, 4).finished());
}

TEST_CASE("the label column of a CSV becomes labels") {
  const std::string text = "a,kind,b,c\n1,7,-2.5,0.03\n4,0,5,6\n";
  for (const CsvOptions& options : {CsvOptions{.label_column = "kind"}, CsvOptions{.label_column = 1}}) {
    const Table table = read_text(text, options);
    CHECK(table.values == two_by_three);
    CHECK(table.feature_names == Names{"a", "b", "c"});
    CHECK(table.label_name == "kind");
    CHECK(table.labels == Labels{7, 0});
    CHECK(table.class_names.empty());
  }
  const Table texts = read_text("1,-2.5,0.03,pear\n4,5,6,apple\n4,5,6,pear\n", {.label_column = 3});
  CHECK(texts.values.topRows(2) == two_by_three);
  CHECK(texts.labels == Labels{1, 0, 1});
  CHECK(texts.class_names == Names{"apple", "pear"});

  CHECK_THAT(error_of(text, {.label_column = "class"}),
             Equals(": there is no label column 'class', the columns are: a, kind, b, c"));
  CHECK_THAT(error_of("1,2\n", {.label_column = "class"}),
             Equals(": there is no label column 'class', the columns are: without names"));
  CHECK_THAT(error_of(text, {.label_column = 4}), Equals(": the label column 4 should be in 0 ... 3"));
  CHECK_THAT(error_of(text, {.label_column = -1}), Contains("the label column -1 should be in 0 ... 3"));
  CHECK_THAT(error_of("1,\n", {.label_column = 1}), Equals(":1: column 2: an empty cell should be a label"));
  CHECK_THAT(error_of("1\n", {.label_column = 0}), Equals(": no column besides the labels"));
}

TEST_CASE("bad CSV files are refused with line and column") {
  CHECK_THAT(error_of("a,b\n1,2\n3\n"), Equals(":3: expected 2 columns, found 1"));
  CHECK_THAT(error_of("1,2\n\n3,4,\n"), Equals(":3: expected 2 columns, found 3"));
  CHECK_THAT(error_of("a,b\n1,2\n3,four\n"), Equals(":3: column 2: 'four' should be a number"));
  CHECK_THAT(error_of("1,2x\n"), Equals(":1: column 2: '2x' should be a number"));
  CHECK_THAT(error_of("1;2,5x\n"), Equals(":1: column 2: '2,5x' should be a number"));
  CHECK_THAT(error_of("1,+-2\n"), Equals(":1: column 2: '+-2' should be a number"));
  CHECK_THAT(error_of("1,1e999\n"), Equals(":1: column 2: '1e999' should be a number"));
  CHECK_THAT(error_of("1,nan\n"), Equals(":1: column 2: 'nan' should be a finite number"));
  CHECK_THAT(error_of("1,2\n-inf,2\n"), Equals(":2: column 1: '-inf' should be a finite number"));
  CHECK_THAT(error_of("1,,3\n"), Equals(":1: column 2: an empty cell should be a number"));
  CHECK_THAT(error_of("a,b\n1,\n"), Equals(":2: column 2: an empty cell should be a number"));
  CHECK_THAT(error_of("a,\"b\n1,2\n"), Equals(":1: a quote is not closed"));
  CHECK_THAT(error_of("\"a\"b,c\n1,2\n"), Equals(":1: 'b,c' follows a closing quote, should be a delimiter"));
  const std::string cell(100, 'x');
  CHECK_THAT(error_of(fmt::format("1,{}\n", cell)), Contains(fmt::format("column 2: '{:.40}...' should", cell)));
  CHECK_THAT(error_of(std::string("1,a\0b\x1b\n", 7)), Contains("'a?b?' should be a number"));
  CHECK_THAT(error_of(""), Equals(": no rows"));
  CHECK_THAT(error_of("# only a comment\n \n"),
             Equals(": no rows: its 1 lines with '#' are remarks (--comment none: rows)"));
  CHECK_THAT(error_of("a,b\n"), Equals(": no rows after the header"));

  const ScratchFolder folder;
  CHECK_THAT(message_of([&] { read_csv(folder / "none.csv"); }),
             Equals((folder / "none.csv").string() + ": no such file"));
  CHECK_THAT(message_of([&] { read_csv(folder / ""); }), Contains("is a directory"));
}

TEST_CASE("CSV numbers do not depend on the locale") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
  const ScratchFolder folder;
  write_csv(folder / "t.csv", (Matrix(1, 2) << 12345.5, -0.25).finished(), {"a", "b"});
  const Table table = read_csv(folder / "t.csv");
  std::locale::global(before);
  CHECK(slurp(folder / "t.csv") == "a,b\n12345.5,-0.25\n");
  CHECK(table.values == (Matrix(1, 2) << 12345.5, -0.25).finished());
}

TEST_CASE("CSV files read back bit by bit") {
  const ScratchFolder folder;
  const auto seed = GENERATE(1U, 2U, 3U);
  Matrix values = samples::normal(20, 7, seed).array() * (100 * samples::normal(20, 7, seed + 10).array()).exp();
  values(0, 0) = std::numeric_limits<double>::max();
  values(1, 0) = std::numeric_limits<double>::denorm_min();
  values(2, 0) = -0.0;
  const Names names = {"plain", "with, comma", "say \"x\"", "#hash", " blanks ", "", "tab\there"};
  write_csv(folder / "t.csv", values, names);
  const Table table = read_csv(folder / "t.csv");
  CHECK(table.values == values);
  CHECK(std::signbit(table.values(2, 0)));
  CHECK(table.feature_names == names);

  write_csv(folder / "t.csv", values.block(1, 1, 3, 4));
  CHECK(read_csv(folder / "t.csv").values == values.block(1, 1, 3, 4));
  CHECK(folder.entries() == 1);
}

TEST_CASE("a CSV that cannot be written leaves the existing file") {
  const ScratchFolder folder;
  spit(folder / "t.csv", "old");
  Matrix values = Matrix::Zero(100, 2);
  CHECK_THAT(message_of([&] { write_csv(folder / "t.csv", values, {"a"}); }), Contains("1 names should be 2"));
  CHECK_THAT(message_of([&] {
               write_csv(folder / "t.csv", values, {"a", "b\nc"});
             }),
             Contains("column 2 holds a line break"));
  {
    const FullDisk full(100);
    CHECK_THAT(message_of([&] { write_csv(folder / "t.csv", values); }), Contains("t.csv: cannot be written: "));
  }
  values(1, 0) = infinity;
  CHECK_THAT(message_of([&] { write_csv(folder / "t.csv", values); }),
             Contains("row 2, column 1: inf should be finite"));
  CHECK(slurp(folder / "t.csv") == "old");
  CHECK(folder.entries() == 1);
}
