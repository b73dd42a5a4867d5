#include <neon/tables/table_stream.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Names = std::vector<std::string>;

/// Tables as people bring them: what is read, and what is told of it.
namespace {

struct Read {
  Table table;
  std::string told;  ///< the remarks, a line each
  std::string error;
};

Read read(const std::string& bytes, const CsvOptions& options = {}) {
  const ScratchFolder folder;
  const std::string path = (folder / "t.csv").string();
  spit(path, bytes);
  Read result;
  result.error = message_of([&] {
    result.table = read_table(path, options);
    throw Error("");
  });
  if (result.error.size() > path.size()) result.error.erase(0, path.size());
  for (const std::string& remark : result.table.remarks) result.told += remark + "\n";
  return result;
}

Matrix matrix(std::initializer_list<std::initializer_list<double>> rows) {
  Matrix result(static_cast<Index>(rows.size()), static_cast<Index>(rows.begin()->size()));
  Index i = 0;
  for (const auto& row : rows) {
    Index j = 0;
    for (const double value : row) result(i, j++) = value;
    ++i;
  }
  return result;
}

/// Equal, whatever the shapes.
bool same(const Matrix& a, const Matrix& b) { return a.rows() == b.rows() && a.cols() == b.cols() && a == b; }

/// A table of one column besides `x` = 1, 2, ...
std::string column_of(const std::string& name, const Names& cells) {
  std::string text = "x," + name + "\n";
  for (std::size_t i = 0; i < cells.size(); ++i) text += fmt::format("{},{}\n", static_cast<double>(i) + 0.5, cells[i]);
  return text;
}

const Matrix four = matrix({{1, 2}, {1.5, 2}, {8, 9}, {8, 8.5}});

}  // namespace

TEST_CASE("one table in many dialects") {
  const auto text = GENERATE(
      as<std::string>(), "a,b\r1,2\r1.5,2\r8,9\r8,8.5\r", "a,b\n1,2\r\n1.5,2\r8,9\n8,8.5",
      "a|b\n1|2\n1.5|2\n8|9\n8|8.5\n",
      "\xef\xbb\xbf"
      "a,b\r\n1,2\r\n1.5,2\r\n8,9\r\n8,8.5\r\n,\r\n,\r\n",
      "sep=;\na;b\n1;2\n1,5;2\n8;9\n8;8,5\n", "\"sep=|\"\r\na|b\r\n1|2\r\n1.5|2\r\n8|9\r\n8|8.5\r\n",
      "a\tb\n1\t2\n\t\n1.5\t2\n8\t9\n8\t8.5\n", "\n# made by a logger\n# units: m, s\na,b\n1,2\n1.5,2\n8,9\n8,8.5\n",
      "\"a\",\"b\"\n\"1\",\"2\"\n\"1.5\",2\n8,\"9\"\n8,8.5\n", "# a b\n1 2\n1.5 2\n8 9\n8 8.5\n",
      "a;b\n1,0;2,0\n1,5;2,0\n8,0;9,0\n8,0;8,5\n", "a b\n1,0 2,0\n1,5 2,0\n8,0 9,0\n8,0 8,5\n",
      "a\tb\n1,0\t2,0\n1,5\t2,0\n8,0\t9,0\n8,0\t8,5\n", "a,b\n\"1,0\",\"2\"\n\"1,5\",2\n8,9\n8,\"8,5\"\n");
  const Read result = read(text);
  CAPTURE(text);
  REQUIRE(result.error.empty());
  CHECK(same(result.table.values, four));
  CHECK(result.table.feature_names == Names{"a", "b"});
  const CsvOptions by_columns{.columns = {"b", "0"}};
  CHECK(same(read(text, by_columns).table.values, four));
}

TEST_CASE("rows without any value are left out and counted") {
  CHECK_THAT(read("a,b\n1,2\n,\n3,4\n").told, Contains("line 3 left out: a row without any value"));
  CHECK_THAT(read("a;b;c\n1;2;3\n;;\n; ;\n3;4;5\n;;\n").told,
             Contains("3 rows without any value left out, the first in line 3"));
  CHECK(same(read("a,b\n,\n1,2\n3,4\n").table.values, matrix({{1, 2}, {3, 4}})));
  CHECK_THAT(read("a,b\n1,2\n,3\n").error, Contains(":3: column 1: an empty cell should be a number"));
}

TEST_CASE("quoted cells over several lines, lines are told as people count them") {
  const Read notes = read("note,a,b\n\"two\nlines\",1,2\nplain,1.5,2\nplain,8,9\n\"again\r\ntwo\",8,8.5\n");
  CHECK(same(notes.table.values, four));
  CHECK(notes.table.class_names == Names{"again\r\ntwo", "plain", "two\nlines"});
  CHECK(read("\"a\nb\",\"say \"\"c, d\"\"\"\n1,2\n").table.feature_names == Names{"a\nb", "say \"c, d\""});
  const std::string start = "note,a\n\"1\n2\r\n3\r4\",5\nplain,6\n";
  CHECK_THAT(read(start + "x,7,8\n").error, Equals(":7: expected 2 columns, found 3"));
  CHECK_THAT(read(start + "x,y\n").error, Contains(":7: column 2: 'y' should be a number"));
  CHECK_THAT(read(start + "\"x,7\nplain,8\n").error, Equals(":7: a quote is not closed"));
  CHECK_THAT(read(start + "plain,\"7\"8\n").error, Contains(":7: '8' follows a closing quote"));
  CHECK(read("a,kind\n1,5\" pipe\n2,5\" pipe\n3,6\" pipe\n").table.class_names == Names{"5\" pipe", "6\" pipe"});
}

TEST_CASE("quoted rows across the pieces in which a file is read") {
  std::string text = "note,a\n";
  const Index rows = 60;
  for (Index i = 0; i < rows; ++i) text += fmt::format("\"{}\n{}\",{}\n", std::string(100'000, 'x'), i % 2, i);
  const Read result = read(text);
  REQUIRE(result.error.empty());
  CHECK(result.table.values == Vector::LinSpaced(rows, 0, static_cast<double>(rows - 1)));
  CHECK(result.table.class_names.size() == 2);
}

TEST_CASE("a first row of numbers that are names") {
  for (const std::string text :
       {"0,1,2\n0.5,1.5,2.5\n3.5,4.5,5\n", ",0,1,2\n0,0.5,1.5,2.5\n1,3.5,4.5,5\n",
        "2019,2020,2021\n0.5,1.5,2.5\n3.5,4.5,5\n", "2021,2020,2019\n0.5,1.5,2.5\n3.5,4.5,5\n",
        "region,2024,2025,2026\nnorth,0.5,1.5,2.5\nsouth,3.5,4.5,5\nwest,1,1,1\n",
        "place,1,2,3\na,0.5,1.5,2.5\nb,3.5,4.5,5\nc,1,1,1\n", "q,1,z\n0.5,1.5,2.5\n3.5,4.5,5\n"}) {
    CAPTURE(text);
    const Read result = read(text);
    CHECK(same(result.table.values.topRows(2), matrix({{0.5, 1.5, 2.5}, {3.5, 4.5, 5}})));
    CHECK(result.table.feature_names.size() == 3);
    CHECK_THAT(result.told, Contains("is taken for names (--header no: for numbers)"));
    CHECK(read(text, {.header = CsvHeader::present}).table.feature_names == result.table.feature_names);
  }
  CHECK(read("0,1,2\n0.5,1.5,2.5\n", {.header = CsvHeader::absent}).table.values.rows() == 2);
  CHECK(read("0,1,2\n5,6,7\n8,8,9\n").table.feature_names == Names{"0", "1", "2"});
  CHECK(read("2019,2020\n11,12\n13,14\n").table.feature_names == Names{"2019", "2020"});
}

TEST_CASE("a first row of numbers that are none") {
  for (const std::string text : {"0,1\n1,1\n1,0\n", "1990,2010,1995\n1991,2000,1990\n", "1,2,3\n4,5,6\n",
                                 "2000\n1999.5\n2001\n", "5.1,0.2,setosa\n7,1.4,virginica\n6,1,setosa\n"}) {
    CAPTURE(text);
    CHECK(read(text).table.feature_names.empty());
  }
  CHECK_THAT(read("0,1\n1,1\n1,0\n").told, Contains("is taken for numbers (--header yes: for names)"));
  for (const std::string text : {"NA,NA\n1,2\n3,4\n", "NaN,null\n1,2\n3,4\n", "?,-\n1,2\n", "N/A,None\n1,2\n3,4\n"})
    CHECK_THAT(read(text).error, Contains(":1: column 1: ") && Contains("missing value") && Contains("--drop 0"));
}

TEST_CASE("names in the remark before the table") {
  const Read result = read("# made today\n#id,a,b\n7,1,2\n9,3,4\n");
  CHECK(result.table.feature_names == Names{"a", "b"});
  CHECK_THAT(result.told, Contains("names taken from the remark before the table, 'id, a, b' (--header no: none)") &&
                              Contains("column 'id' left out"));
  CHECK(read("#id,a,b\n7,1,2\n", {.header = CsvHeader::absent}).table.feature_names.empty());
  CHECK(read("# some words\n1,2,3\n4,5,6\n").table.feature_names.empty());
  CHECK(read("# a,b\n\n1,2\n3,4\n").table.feature_names.empty());
}

TEST_CASE("remarks stand before the table only, unless people say otherwise") {
  const Read colours = read("colour,red,green\n#aa0000,170,0\n#ab0101,171,1\n#00cc00,0,204\n#01cd01,1,205\n");
  CHECK(same(colours.table.values, matrix({{170, 0}, {171, 1}, {0, 204}, {1, 205}})));
  CHECK_THAT(colours.told, Contains("column 'colour' left out: texts that hardly repeat"));
  CHECK(read("a,tag\n1,#x\n2,#y\n3,#x\n").table.class_names == Names{"#x", "#y"});
  CHECK(same(read("a,b\n1,2\n#3,4\n5,6\n", {.comment = '#'}).table.values, matrix({{1, 2}, {5, 6}})));
  CHECK(same(read("% no\na,b\n1,2\n% no\n5,6\n", {.comment = '%'}).table.values, matrix({{1, 2}, {5, 6}})));
  CHECK_THAT(read("a,b\n1,2\n# 3\n").error, Equals(":3: expected 2 columns, found 1; --comment '#' if it is a remark"));
  CHECK_THAT(read("a,b\n1,2\n#3,4\n").error, Contains(":3: column 1: '#3' should be a number; --comment '#'"));
  CHECK_THAT(read("#ff0000,1\n#00ff00,2\n").error, Contains("its 2 lines with '#' are remarks (--comment none: rows)"));
  CHECK(read("#ff0000,1\n#00ff00,2\n#ff0000,3\n", {.comment = '\0'}).table.class_names == Names{"#00ff00", "#ff0000"});
}

TEST_CASE("prices, percentages and thousands are numbers, with a word") {
  const auto second = [](const Names& cells, const CsvOptions& options = {}) {
    const Read result = read(column_of("price", cells), options);
    INFO(result.error);
    REQUIRE(result.table.values.cols() == 2);
    CHECK(!result.table.labels);
    CHECK_THAT(result.told, Contains("column 'price' read as numbers"));
    return Vector(result.table.values.col(1));
  };
  const Vector expected = (Vector(3) << 410, 1210, -5.5).finished();
  CHECK(second({"$410", "\"$1,210\"", "-$5.50"}) == expected);
  CHECK(second({"410 €", "1210 €", "-5.5€"}) == expected);
  CHECK(second({"USD 410", "USD 1210", "USD -5.5"}) == expected);
  CHECK(second({"410%", "1210 %", "-5.5%"}) == expected);
  CHECK(second({"410", "\"1,210\"", "-5.5"}) == expected);
  CHECK(second({"410", "1'210", "-5.5"}) == expected);
  CHECK_THAT(read(column_of("p", {"12%", "7%", "0%"})).told, Contains("percentages, 12% is 12"));
  const Read german = read("a;b\n1,5;1.210,5 €\n2,5;410 €\n");
  CHECK(same(german.table.values, matrix({{1.5, 1210.5}, {2.5, 410}})));
  CHECK_THAT(read(column_of("p", {"$410", "455", "$3"})).error, Contains(":3: column 2: '455' should be a number"));
  CHECK_THAT(read(column_of("p", {"$410", "€455", "$3"})).error,
             Contains(":3: column 2: '€455' should be a number with the unit $ of the column"));
}

TEST_CASE("truth values are 1 and 0, with a word") {
  const auto words = GENERATE(std::pair("True", "False"), std::pair("TRUE", "FALSE"), std::pair("yes", "no"),
                              std::pair("Y", "N"), std::pair("true", "0"), std::pair("T", "F"));
  const Read result = read(column_of("member", {words.first, words.second, words.first}));
  CHECK(result.table.values.col(1) == Vector((Vector(3) << 1, 0, 1).finished()));
  CHECK(!result.table.labels);
  CHECK_THAT(result.told, Equals("column 'member' read as 1 and 0: truth values\n"));
  CHECK(read(column_of("class", {words.first, words.second, words.first})).table.labels.has_value());
  CHECK(read("x,member\n1,0\n2,1\n3,1\n").table.values.cols() == 2);
}

TEST_CASE("dates and times are left out, with a word") {
  const Names days = GENERATE(Names{"2026-02-01", "2026-02-02", "2026-02-01"},
                              Names{"1.2.2026", "2.2.2026", "2.2.2026"}, Names{"02/01/26", "02/02/26", "02/02/26"},
                              Names{"2026-02-01T10:00:00Z", "2026-02-01 10:30", "2026-02-01 10:30:05.2"},
                              Names{"10:30", "11:00", "10:30"}, Names{"1 Feb 2026", "2-Feb-2026", "\"Feb 3, 2026\""},
                              Names{"2026Q1", "2026 Q2", "Q3 2026"}, Names{"2026-02", "2026-03", "2026-03"},
                              Names{"2026-02-01T10:00:00+01:00", "2026-02-02T10:00:00+01:00", "NA"},
                              Names{"10:30 PM", "9:15 am", "9:15 am"});
  const Read result = read(column_of("day", days));
  INFO(result.error);
  CHECK(result.table.feature_names == Names{"x"});
  CHECK(!result.table.labels);
  CHECK_THAT(result.told, Equals("column 'day' left out: dates or times, no numbers\n"));
  CHECK(read(column_of("day", {days[0], days[1], days[0]}), {.label_column = "day"}).table.labels.has_value());
}

TEST_CASE("what is no date") {
  for (const std::string cell : {"1.2.3", "192.168.0.1", "a-b-c", "March", "3-4", "12-345", "a:b", "May be"})
    CHECK(read(column_of("v", {cell, cell, cell + "x"})).table.labels.has_value());
}

TEST_CASE("a column of classes is the label, with a word") {
  const Read kinds = read(column_of("kind", {"oak", "oak", "elm", "elm", "oak"}));
  CHECK(kinds.table.class_names == Names{"elm", "oak"});
  CHECK_THAT(kinds.told, Equals("column 'kind' taken for the classes, no feature\n"));
  const Read species = read("species,sex,x\na,m,1\nb,w,2\na,w,3\nb,m,4\n");
  CHECK(species.table.label_name == "species");
  CHECK_THAT(species.told, Contains("column 'sex' left out: texts, no numbers"));
  CHECK_THAT(
      read("kind,sex,x\na,m,1\nb,w,2\na,w,3\nb,m,4\n").error,
      Equals(": both column 'kind' and column 'sex' could be the labels: which one should be said (--label kind; "
             "--drop sex)"));
  CHECK(read("kind,sex,x\na,m,1\nb,w,2\na,w,3\nb,m,4\n", {.drop = {"sex"}}).table.label_name == "kind");
}

TEST_CASE("texts that do not repeat name the rows") {
  Names names, mostly;
  for (int i = 0; i < 12; ++i) {
    names.push_back(fmt::format("Row {}", i));
    mostly.push_back(fmt::format("Row {}", i / 2 * 2 + (i > 6 ? i % 2 : 0)));
  }
  for (const Names& cells : {names, mostly, Names{"a", "b", "c"}}) {
    const Read result = read(column_of("name", cells));
    CHECK(!result.table.labels);
    CHECK_THAT(result.told,
               Equals("column 'name' left out: texts that hardly repeat, names of the rows and no classes\n"));
    CHECK(read(column_of("name", cells), {.label_column = "name"}).table.labels.has_value());
    CHECK(!read(column_of("class", cells)).table.labels);
  }
  CHECK(read(column_of("name", {"a", "b", "c"}), {.labels_may_differ = true}).table.labels.has_value());
}

TEST_CASE("labels that are missing or mixed are found in their row") {
  CHECK_THAT(read(column_of("kind", {"a", "b", "a", "", "b", "a"})).error,
             Contains(":5: column 2: an empty cell should be a label; --label none"));
  CHECK_THAT(read(column_of("kind", {"a", "b", "a", "NA", "b"})).error,
             Contains(":5: column 2: 'NA' should be a label"));
  CHECK_THAT(read(column_of("kind", {"1", "2", "1", "unknown", "2"})).error,
             Contains(":5: column 2: 'unknown' should be a number; --label kind"));
  CHECK(read(column_of("class", {"1", "2", "1", "unknown", "2"})).table.class_names == Names{"1", "2", "unknown"});
  CHECK(read(column_of("kind", {"+", "-", "+", "-"})).table.class_names == Names{"+", "-"});
  Names late(120, "NA");
  late.insert(late.end(), {"1", "2", "1"});
  CHECK_THAT(read(column_of("p", late)).error, Contains(":2: column 2: 'NA' should be a number; a missing value"));
  late.insert(late.begin(), 120, "");
  CHECK_THAT(read(column_of("p", late)).error, Contains(":2: column 2: an empty cell should be a number"));
  CHECK(read(column_of("p", late), {.drop = {"p"}}).table.values.cols() == 1);
  Names texts(150, "3");
  texts.insert(texts.end(), {"a", "b"});
  CHECK_THAT(read(column_of("p", texts)).error, Contains(":152: column 2: 'a' should be a number; --label p"));
  CHECK(read(column_of("label", texts)).table.class_names == Names{"3", "a", "b"});
}

TEST_CASE("measured numbers in a column called as labels are features, with a word") {
  const Read prices = read(column_of("target", {"24", "21.6", "34.7", "24"}));
  CHECK(!prices.table.labels);
  CHECK(prices.table.values(1, 1) == 21.6);
  CHECK_THAT(prices.told, Contains("column 'target' kept as a feature: numbers, no classes (--drop target)"));
  Names measured;
  for (int i = 0; i < 40; ++i) measured.push_back(std::to_string((37 * i) % 400));
  CHECK(!read(column_of("target", measured)).table.labels);
  CHECK(read(column_of("target", {"0", "1", "2", "0"})).table.labels == Labels{0, 1, 2, 0});
  CHECK(read(column_of("cluster", measured)).table.labels.has_value());
  CHECK_THAT(read(column_of("target", {"24", "21.6"}), {.label_column = "target"}).error,
             Contains(":3: column 2: the label '21.6' should be an integer") && Contains("--label none"));
  CHECK(!read(column_of("class", {"$5", "$6", "$5"})).table.labels);
}

TEST_CASE("columns that number the rows are left out, with a word") {
  const auto first =
      GENERATE(as<std::string>(), "Unnamed: 0", "id", "ID", "index", "patient_id", "customerId", "row.names");
  const auto start = GENERATE(0, 1, 1000);
  std::string text = first + ",a,b\n";
  for (int i = 0; i < 4; ++i) text += fmt::format("{},{},{}\n", start + i, four(i, 0), four(i, 1));
  const Read result = read(text);
  CHECK(same(result.table.values, four));
  CHECK_THAT(result.told,
             Equals(fmt::format("column '{}' left out: it tells the rows apart (--index none: a feature)\n", first)));
  CHECK(read(text, {.detect_index = false}).table.values.cols() == 3);
  CHECK(read(text, {.columns = {first, "a"}}).table.values.cols() == 2);
  CHECK(read(text, {.index = "a"}).table.feature_names == Names{first, "b"});
}

TEST_CASE("columns that only seem to number the rows are features, with a word") {
  CHECK_THAT(read("id,a\n1,2\n1,3\n2,4\n").told,
             Contains("column 'id' kept as a feature: it does not tell the rows apart (--drop id)"));
  CHECK_THAT(read("t,a\n0,2\n1,3\n2,4\n").told,
             Contains("column 't' kept as a feature, although it counts the rows (--index t)"));
  CHECK_THAT(read("1,2.5\n2,3\n3,4\n").told,
             Contains("column 1 kept as a feature, although it counts the rows (--index 0)"));
  CHECK(read("a,id\n0.5,17\n1.5,3\n2,8\n").table.feature_names == Names{"a"});
  CHECK(read("X,a\n1,0.5\n2,1.5\n3,2\n").table.feature_names == Names{"a"});
  CHECK(read("a,b,Unnamed: 2\n1,2,\n3,5,\n").table.feature_names == Names{"a", "b"});
  CHECK(read("a,b,\n1,2,\n3,5,\n").table.feature_names == Names{"a", "b"});
  CHECK_THAT(read("a b\nr0 1 2\nr1 3 4\n").told, Contains("column 1 left out: it has no name"));
  CHECK(read("id\n4\n5\n6\n").table.values.cols() == 1);
}

TEST_CASE("decimal commas are read where they are plain, told, or asked for") {
  CHECK_THAT(read("a;b\n1,5;2\n2,5;3\n").told, Contains("numbers such as '1,5' read with decimal commas"));
  CHECK(read("a;b\n1,234;2\n2,500;3\n").table.values == matrix({{1.234, 2}, {2.5, 3}}));
  CHECK(read("a;b\n1,234;2\n2,500;3\n", {.decimal = '.'}).table.values == matrix({{1234, 2}, {2500, 3}}));
  CHECK(read("\"\";\"a\";\"b\"\n\"1\";1,5;2,0\n\"2\";2,5;1e-3\n").table.values == matrix({{1.5, 2}, {2.5, 1e-3}}));
  const std::string one = "laenge\n1,5\n1,6\n7,5\n";
  CHECK_THAT(read(one).error,
             Contains(":2: '1,5' is two cells below the one name 'laenge'") && Contains("--decimal ,"));
  CHECK(same(read(one, {.decimal = ','}).table.values, matrix({{1.5}, {1.6}, {7.5}})));
  CHECK(same(read(one, {.decimal = '.'}).table.values, matrix({{5}, {6}, {5}})));
  CHECK_THAT(read("a;b\n1,5;2.5\n2,5;3.5\n").error, Contains(":2: column 1: '1,5' should be a number; --decimal ,"));
  CHECK_THAT(read("a;b\n1,5;2.5\n2,5;3.5\n", {.decimal = ','}).error,
             Contains(":2: column 2: '2.5' should be a number; --decimal ."));
  CHECK_THAT(read("a,b\n1,5,2,0\n2,5,3,0\n").error, Contains(":2: expected 2 columns, found 4; --decimal ,"));
}

TEST_CASE("columns of one name are told apart") {
  const Read twice = read("x,x,y,x\n1,2,3,4\n5,6,7,8\n");
  CHECK(twice.table.feature_names == Names{"x", "x (2)", "y", "x (3)"});
  CHECK(same(twice.table.values, matrix({{1, 2, 3, 4}, {5, 6, 7, 8}})));
  CHECK_THAT(twice.told, Contains("the name 'x' occurs twice, the second one is called 'x (2)'; 1 more"));
  CHECK(read("x,x,x (2)\n1,2,3\n4,5,7\n").table.feature_names == Names{"x", "x (3)", "x (2)"});
  CHECK(read("x,x\n1,2\n4,5\n", {.drop = {"x (2)"}}).table.feature_names == Names{"x"});
}

TEST_CASE("columns are chosen by name or number") {
  const std::string text = "a,b,c,kind\n1,2,3,x\n4,5,7,y\n6,6,6,x\n";
  CHECK(read(text, {.columns = {"c", "0"}}).table.feature_names == Names{"a", "c"});
  CHECK(read(text, {.columns = {"c", "0"}}).table.label_name == "kind");
  CHECK(read(text, {.drop = {"kind", "1"}}).table.feature_names == Names{"a", "c"});
  CHECK(!read(text, {.drop = {"kind"}}).table.labels);
  CHECK(same(read("0.5,1,2\n4,5,7\n", {.drop = {"1"}}).table.values, matrix({{0.5, 2}, {4, 7}})));
  CHECK_THAT(read(text, {.drop = {"d"}}).error,
             Contains(": there is no column 'd'") && Contains("the columns are: a, b, c, kind"));
  CHECK_THAT(read(text, {.drop = {"9"}}).error, Contains(": there is no column '9'"));
  CHECK_THAT(read(text, {.columns = {"a"}, .drop = {"a"}}).error, Contains("column 'a' should be named once"));
  CHECK_THAT(read(text, {.columns = {"kind"}}).error, Contains("'x' should be a number"));
  CHECK_THAT(read("a,day\nx,2026-01-01\ny,2026-01-02\nz,2026-01-03\n").error,
             Contains("no column besides the labels; column 'a' left out") && Contains("column 'day' left out"));
}
