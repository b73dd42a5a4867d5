#include <neon/core/parallel.hpp>
#include <neon/tables/table_stream.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstring>

#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Names = std::vector<std::string>;

namespace {

/// All blocks of a table, put together again.
Table read_by_blocks(TableReader& reader, Index rows) {
  Table table;
  table.values.resize(0, reader.features());
  Labels labels;
  for (TableBlock block = reader.next(rows); block.values.rows() > 0; block = reader.next(rows)) {
    REQUIRE(block.first == table.values.rows());
    REQUIRE(block.values.rows() <= rows);
    Matrix both(block.first + block.values.rows(), reader.features());
    both << table.values, block.values;
    table.values = both;
    labels.insert(labels.end(), block.labels.begin(), block.labels.end());
  }
  CHECK(reader.next(rows).values.rows() == 0);
  table.feature_names = reader.feature_names();
  table.label_name = reader.label_name();
  table.class_names = reader.class_names();
  if (reader.labelled()) table.labels = labels;
  return table;
}

Table read_by_blocks(const std::string& source, Index rows, const CsvOptions& options = {}) {
  return read_by_blocks(*open_table(source, options), rows);
}

/// What follows the path in the error message of reading a file with this content.
std::string error_of(const std::string& bytes, const std::string& name, const CsvOptions& options = {}) {
  const ScratchFolder folder;
  spit(folder / name, bytes);
  const std::string start = (folder / name).string();
  const std::string message = message_of([&] { read_table(start, options); });
  REQUIRE(message.substr(0, start.size()) == start);
  return message.substr(start.size());
}

Table table_of(const std::string& bytes, const std::string& name, const CsvOptions& options = {}) {
  const ScratchFolder folder;
  spit(folder / name, bytes);
  return read_by_blocks((folder / name).string(), GENERATE(1, 7, 1000), options);
}

const std::string iris = "sepal,petal,species\n5.1,0.2,setosa\n7,1.4,versicolor\n6.3,2.5,virginica\n4.9,0.2,setosa\n";
const Matrix iris_values = (Matrix(4, 2) << 5.1, 0.2, 7, 1.4, 6.3, 2.5, 4.9, 0.2).finished();

}  // namespace

TEST_CASE("a text table is read by blocks of any size, its label column found") {
  const auto text = GENERATE(
      as<std::string>(), iris, "5.1,0.2,setosa\n7,1.4,versicolor\n6.3,2.5,virginica\n4.9,0.2,setosa",
      "sepal petal Kind\n5.1   0.2 setosa \n 7 1.4 versicolor\r\n6.3 2.5 virginica\n4.9 0.2 setosa\n",
      "SPECIES;sepal;petal\n\"setosa\";5.1;+0.2\n;;\n\nversicolor;7;1.4\nvirginica;6.3;\"2.5\"\nsetosa;4.9;.2\n");
  const Table table = table_of(text, "t.txt");
  CHECK(table.values == iris_values);
  CHECK(table.labels == Labels{0, 1, 2, 0});
  CHECK(table.class_names == Names{"setosa", "versicolor", "virginica"});
}

TEST_CASE("the label column of a text table is the named one, or the only one of texts") {
  CHECK(table_of("Cluster,x\n3,1\n1.0,2\n", "t.csv").labels == Labels{3, 1});
  CHECK(table_of("Cluster,x\n3,1\n1,2\n", "t.csv").label_name == "Cluster");
  CHECK(table_of("Cluster,x\n3,1\n1,2\n", "t.csv").feature_names == Names{"x"});
  CHECK(!table_of("Cluster,x\n3,1\n1,2\n", "t.csv", {.detect_labels = false}).labels);
  CHECK(!table_of("target,x\n0.5,1\n1,2\n", "t.csv").labels);
  CHECK(table_of("target,x\n0.5,1\n1,2\n", "t.csv").feature_names == Names{"target", "x"});
  CHECK(!table_of("x,y\n1,2\n", "t.csv").labels);
  CHECK(table_of("7,1,8\n9,2,8\n", "t.csv", {.label_column = 1}).labels == Labels{1, 2});
  CHECK(table_of("a,label,c\n9,2,8\n", "t.csv", {.label_column = "c"}).feature_names == Names{"a", "label"});
  CHECK_THAT(error_of("class,cluster,x\n1,2,3\n", "t.csv"),
             Equals(": both column 'class' and column 'cluster' could be the labels: which one should be said "
                    "(--label class; --drop cluster)"));
  CHECK_THAT(
      error_of("a,b\nx,1\n4,2\n3,4\n", "t.csv"),
      Equals(":2: column 1: 'x' should be a number; --label a if the column holds classes, --drop a leaves it out"));
  CHECK_THAT(error_of("a,b,c\nx,y,1\n", "t.csv"), Contains(": both column 'a' and column 'b' could be the labels"));
}

TEST_CASE("row names as pandas and R write them are no feature") {
  const auto text = GENERATE(as<std::string>(), ",x,y\n0,1,2\n1,3,4\n", "\"\",\"x\",\"y\"\n\"one\",1,2\n\"two\",3,4\n",
                             "\"x\" \"y\"\n\"1\" 1 2\n\"2\" 3 4\n", "x\ty\nMazda RX4\t1\t2\nFiat 128\t3\t4\n");
  const Table table = table_of(text, "t.csv");
  CHECK(table.values == (Matrix(2, 2) << 1, 2, 3, 4).finished());
  CHECK(table.feature_names == Names{"x", "y"});
  CHECK(!table.labels);
  CHECK(table_of(",x,class\na,1,b\nc,3,d\n", "t.csv").labels == Labels{0, 1});
  CHECK(table_of(",x,what\na,1,b\nc,3,d\n", "t.csv").label_name == "what");
  CHECK(table_of(",x,y\n4,1,2\n5,3,4\n", "t.csv", {.label_column = 0}).labels == Labels{4, 5});
  CHECK_THAT(error_of(",x,y\n0,1,2\n1,3,a\n", "t.csv"), Contains(":3: column 3: 'a' should be a number"));
  CHECK_THAT(error_of("x,y\n0,1,2\n1,3\n", "t.csv"), Equals(":3: expected 3 columns, found 2"));
}

TEST_CASE("label texts are numbered as they come in blocks, alphabetically in a whole table") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.csv").string();
  spit(path, "x,label\n1,pear\n2,apple\n3,pear\n");
  CHECK(read_by_blocks(path, 2).labels == Labels{0, 1, 0});
  CHECK(read_by_blocks(path, 2).class_names == Names{"pear", "apple"});
  CHECK(read_table(path).labels == Labels{1, 0, 1});
  CHECK(read_table(path).class_names == Names{"apple", "pear"});
}

TEST_CASE("label texts beyond a bound are no longer told apart") {
  const std::string text = "x,label\n1,pear\n2,fig\n3,apple\n4,pear\n5,plum\n6,fig\n";
  const ScratchFolder folder;
  const std::string path = (folder / "t.csv").string();
  spit(path, text);
  const CsvOptions two{.most_label_texts = 2}, four{.most_label_texts = 4};
  CHECK(read_by_blocks(path, 2, two).labels == Labels{0, 1, 2, 0, 2, 1});
  CHECK(read_by_blocks(path, 2, two).class_names == Names{"pear", "fig"});
  CHECK(read_table(path, two).labels == Labels{1, 0, 2, 1, 2, 0});
  CHECK(read_table(path, two).class_names == Names{"fig", "pear"});
  CHECK(read_table(path, four).labels == read_table(path).labels);
  CHECK(table_of("label,x\n3,1\n9,2\n1,3\n", "t.csv", two).labels == Labels{3, 9, 1});
}

TEST_CASE("bad text tables are refused with line and column") {
  CHECK_THAT(
      error_of("x,y\n1,2\n3,\n", "t.csv"),
      Equals(":3: column 2: an empty cell should be a number; a missing value is filled, or left out with its row or "
             "its column (--drop y)"));
  CHECK_THAT(error_of("x,y\n1,2\nnan,4\n", "t.csv"), Contains(":3: column 1: 'nan' should be a finite number; "));
  CHECK_THAT(error_of("x,y\n1,2\n3\n", "t.csv"), Equals(":3: expected 2 columns, found 1"));
  CHECK_THAT(error_of("x,y\n1,2\n3,4,5\n", "t.tsv"), Equals(":3: expected 2 columns, found 3"));
  CHECK_THAT(error_of("x y\n1 2\n3 four\n", "t.txt"), Contains(":3: column 2: 'four' should be a number; "));
  CHECK(table_of("x,label\n1,2\n3,b\n", "t.csv").class_names == Names{"2", "b"});
  CHECK_THAT(error_of("x,y\n1,2.5\n3,4\n", "t.csv", {.label_column = "y"}),
             Equals(":2: column 2: the label '2.5' should be an integer or a text; --label none if the column holds no "
                    "classes, --drop leaves it out"));
  CHECK_THAT(error_of("x,label\n1,a\n3,\n", "t.csv"),
             Contains(":3: column 2: an empty cell should be a label; --label none"));
  CHECK_THAT(error_of("", "t.csv"), Equals(": no rows"));
  CHECK_THAT(error_of("x,y\n", "t.csv"), Equals(": no rows after the header"));
  CHECK_THAT(message_of([] { open_table("/none/t.csv"); }), Equals("/none/t.csv: no such file"));
  CHECK_THAT(message_of([] { open_table("/proc"); }), Equals("/proc: is a directory, should be a file"));
}

TEST_CASE("the first error of a text table is reported, whichever thread meets it") {
  std::string text = "x,y\n";
  for (int i = 0; i < 5000; ++i) text += i == 700 ? "1,a\n" : i > 700 && i % 100 == 0 ? "b,2\n" : "1,2\n";
  for (const int count : {1, 2, 0}) {
    set_threads(count);
    CHECK_THAT(error_of(text, "t.csv"), Contains(":702: column 2: 'a' should be a number; "));
  }
}

TEST_CASE("a text table longer than what is read at once, with lines of any length") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.csv").string();
  const Matrix values = samples::normal(300, 1200, 1);
  Names names;
  for (int i = 0; i < 1200; ++i) names.push_back(fmt::format("{}{}", std::string(4000, 'n'), i));
  const std::unique_ptr<TableWriter> writer = create_table(path, names);
  writer->append(values.topRows(1));
  writer->append(values.middleRows(1, 0));
  writer->append(values.bottomRows(299));
  writer->commit();
  REQUIRE(std::filesystem::file_size(path) > 10 << 20);
  for (const int count : {1, 2, 0}) {
    set_threads(count);
    CHECK(read_by_blocks(path, 299).values == values);
  }
  CHECK(read_table(path).feature_names == names);
}

TEST_CASE("tables that are written block by block read back bit by bit") {
  const ScratchFolder folder;
  const std::string ending = GENERATE(as<std::string>(), ".csv", ".tsv", ".npy");
  const auto seed = GENERATE(1U, 2U, 3U);
  const std::string path = (folder / ("t" + ending)).string();
  Matrix values = samples::normal(130, 3, seed).array() * (50 * samples::normal(130, 3, seed + 10).array()).exp();
  values(0, 0) = -0.0;
  const Names names = {"plain", "tab\tand, comma", "say \"x\""};
  std::string first;
  for (const Index block : {1, 7, 130}) {
    const std::unique_ptr<TableWriter> writer = create_table(path, names);
    for (Index row = 0; row < values.rows(); row += block)
      writer->append(values.middleRows(row, std::min(block, values.rows() - row)));
    if (block > 1) CHECK(slurp(path) == first);
    writer->commit();
    if (first.empty()) first = slurp(path);
    CHECK(slurp(path) == first);
  }
  CHECK(read_by_blocks(path, 7).values == values);
  CHECK(std::signbit(read_table(path).values(0, 0)));
  if (ending != ".npy") CHECK(read_table(path).feature_names == names);
  CHECK(folder.entries() == 1);
}

TEST_CASE("a table that cannot be written leaves the existing file") {
  const ScratchFolder folder;
  const std::string ending = GENERATE(as<std::string>(), ".csv", ".tsv", ".npy");
  const std::string path = (folder / ("t" + ending)).string();
  spit(path, "old");
  const Matrix values = samples::normal(200, 2, 1);
  {
    const FullDisk full(1000);
    CHECK_THAT(message_of([&] {
                 const std::unique_ptr<TableWriter> writer = create_table(path, {"a", "b"});
                 writer->append(values);
                 writer->commit();
               }),
               Contains(ending + ": cannot be written: "));
  }
  {
    const std::unique_ptr<TableWriter> writer = create_table(path, {"a", "b"});
    writer->append(values);
    CHECK_THAT(message_of([&] { writer->append(Matrix::Zero(1, 3)); }), Equals(path + ": 3 columns should be 2"));
    Matrix wrong = values;
    wrong(4, 1) = infinity;
    CHECK_THAT(message_of([&] { writer->append(wrong); }), Equals(path + ": row 205, column 2: inf should be finite"));
  }
  CHECK(slurp(path) == "old");
  CHECK(folder.entries() == 1);
  CHECK_THAT(message_of([&] { create_table(folder / "t.xls", {"a"}); }),
             Contains("t.xls: a table should end in .csv, .tsv or .npy"));
  CHECK_THAT(message_of([&] { create_table(path, {}); }), Contains("a table of 0 columns should have at least 1"));
}
