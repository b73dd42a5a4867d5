#include <neon/tables/detail/foreign_format.hpp>

#include "support/table_bytes.hpp"

using namespace neon;
using namespace neon::samples;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;
using namespace std::string_literals;

namespace {

const std::string binary = "\0\1\2\3\xff\xfe some more"s;

std::string error_of_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  const ScratchFolder folder;
  const std::string path = (folder / "t.zip").string();
  write_npz(path, true, members);
  return message_of([&] { open_table(path); }).substr(path.size());
}

}  // namespace

TEST_CASE("files of other programs are named, packed by gzip too") {
  const auto [bytes, name] = GENERATE(table<std::string, std::string>({
      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + binary,
       "an old Excel workbook (.xls) or Office document; save the sheet as CSV"},
      {"PAR1" + binary, "a Parquet file; in Python, pandas.read_parquet(...).to_csv writes a table that is read"},
      {"ARROW1\0\0"s + binary, "an Arrow (Feather) file"},
      {"FEA1" + binary, "a Feather file"},
      {"\x80\x04\x95" + binary, "a Python pickle; in Python, numpy.save('x.npy', x) writes an array that is read"},
      {"\x80\x02"
       "csklearn.cluster._kmeans\nKMeans\n" +
           binary,
       "a pickled model of scikit-learn"},
      {"\x80\x03"
       "cjoblib.numpy_pickle\nNumpyArrayWrapper\n" +
           binary,
       "a file of joblib"},
      {"\x80\x05\x95" + binary + "pandas.core.frame", "a pickled pandas table"},
      {"(dp0\nS'a'\np1\nI1\ns.", "a Python pickle"},
      {"x\x9c\xed\xbd\x07\x60\x1c" + binary, "compressed by zlib, perhaps a file of joblib"},
      {"BZh91AY&SY" + binary, "compressed by bzip2; unpack it with bunzip2, or compress it with gzip"},
      {"\xfd"
       "7zXZ\0"s +
           binary,
       "compressed by xz"},
      {"\x28\xb5\x2f\xfd" + binary, "compressed by zstd"},
      {"\x04\x22\x4d\x18" + binary, "compressed by lz4"},
      {"7z\xbc\xaf\x27\x1c" + binary, "a 7z archive"},
      {"Rar!\x1a\x07\0"s + binary, "a RAR archive"},
      {std::string(257, 'a') + "ustar\0"s + binary, "a tar archive; unpack it first"},
      {"SQLite format 3\0"s + binary, "an SQLite data base; export the table as CSV"},
      {"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document; it holds no table"},
      {"MATLAB 5.0 MAT-file, Platform: GLNXA64", "a MATLAB file before version 7.3; in MATLAB, save(..., '-v7.3')"},
      {"RDX3\nX\n\0\0\0\3"s + binary, "an R workspace (.RData); in R, write.csv"},
      {"X\n\0\0\0\3\0\4"s + binary, "an R object (.rds)"},
      {"$FL2@(#) SPSS DATA FILE" + binary, "an SPSS file"},
      {"CDF\x01" + binary, "a netCDF file of version 3"},
      {"\x89PNG\r\n\x1a\n" + binary, "an image (PNG)"},
      {"\xff\xd8\xff\xe0" + binary, "an image (JPEG)"},
      {"GIF89a" + binary, "an image (GIF)"},
      {"RIFF\x24\0\0\0WEBPVP8 "s + binary, "an image (WebP)"},
      {"\x7f"
       "ELF" +
           binary,
       "a program"},
      {"% 1. Title: Iris\n%\n@RELATION iris\n@ATTRIBUTE a REAL\n@DATA\n1\n", "an ARFF file of Weka; save it as CSV"},
      {"\n@relation 'x'\n", "an ARFF file of Weka"},
      {"%%MatrixMarket matrix coordinate real general\n3 3 1\n", "a Matrix Market file"},
      {"[{\"a\": 1, \"b\": 2}]", "JSON; in Python, pandas.DataFrame.to_csv"},
      {"{\"a\": 1}\n{\"a\": 2}\n", "JSON"},
      {"\xef\xbb\xbf{\n  \"a\": [1, 2]\n}", "JSON"},
      {"[[1, 2], [3, 4]]", "JSON"},
      {"[1, 2, 3]\n", "JSON"},
      {"<!DOCTYPE html>\n<html>404", "an HTML page, perhaps in place of a download that failed"},
      {"<?xml version=\"1.0\"?>", "an XML document"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "the pointer of Git LFS"},
      {"1 3:0.5 7:1.25\n-1 1:2 2:3\n", "a sparse table (svmlight)"},
      {"{\\rtf1\\ansi", "an RTF document"},
  }));
  INFO(name);
  CHECK_THAT(error_in(bytes), StartsWith(": is " + name));
  CHECK_THAT(error_in(bytes, {}, "t.csv"), StartsWith(": is " + name));
  const ScratchFolder folder;
  const std::string path = (folder / "t.csv.gz").string();
  write_gzip(path, bytes);
  CHECK_THAT(message_of([&] { open_table(path); }), StartsWith(path + ": is " + name));
}

TEST_CASE("other bytes that are no text are said to be none") {
  CHECK_THAT(error_in("\1\2\3\4\5\6 0 0"s), Contains(": is binary data of no known kind"));
  CHECK_THAT(error_in("1,2\n\0\0\0\0,3\n"s), Contains(": is binary data of no known kind"));
  CHECK_THAT(error_in("1,2\n3,4\n", {}, "t.npy"), Equals(": does not start as a .npy file should"));
}

TEST_CASE("tables that begin as other formats could are read") {
  CHECK(values_in("ORC,PAR1\n1,2\n") == (Matrix(1, 2) << 1, 2).finished());
  CHECK(values_in("BZh\n1\n2\n") == (Matrix(2, 1) << 1, 2).finished());
  CHECK(values_in("GIF8 FEA1\n1 2\n") == (Matrix(1, 2) << 1, 2).finished());
  CHECK(values_in("X\n1\n2\n") == (Matrix(2, 1) << 1, 2).finished());
  CHECK(values_in("A\n2\n3\n") == (Matrix(2, 1) << 2, 3).finished());
  CHECK(values_in("[a],[b]\n1,2\n") == (Matrix(1, 2) << 1, 2).finished());
  CHECK(values_in("x^2,y\n1,2\n") == (Matrix(1, 2) << 1, 2).finished());
}

TEST_CASE("zip archives are named by what they hold") {
  CHECK_THAT(error_of_zip({{"[Content_Types].xml", "<?xml"}, {"xl/workbook.xml", "<?xml"}}),
             Equals(": is an Excel workbook; save the sheet as CSV"));
  CHECK_THAT(error_of_zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "x"}}),
             Equals(": is an OpenDocument spreadsheet; save the sheet as CSV"));
  CHECK_THAT(error_of_zip({{"word/document.xml", "x"}}), Contains("is a Word document"));
  CHECK_THAT(error_of_zip({{"archive/data.pkl", "x"}, {"archive/data/0", "x"}}), Contains("is a file of PyTorch"));
  CHECK_THAT(error_of_zip({{"config.json", "{}"}, {"model.weights.h5", "x"}}), Contains("is a model of Keras"));
  CHECK_THAT(error_of_zip({{"t.csv", "a,b\n1,2\n"}}), Equals(": is a zip archive of t.csv; unpack it first"));
  CHECK_THAT(error_of_zip({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}, {"e", "1"}, {"f", "1"}}),
             Equals(": is a zip archive of a, b, c, d, e, ...; unpack it first"));
  CHECK_THAT(error_in("PK\x05\x06" + std::string(18, '\0')), Equals(": is an empty zip archive; it holds no table"));
}

TEST_CASE("where text is wanted tables of numbers are named too") {
  const auto objection = [](const std::string& bytes) { return message_of([&] { require_text("t", bytes); }); };
  CHECK_THAT(objection("\x93NUMPY\1\0"s), Equals("t: is an array of NumPy; should be text"));
  CHECK_THAT(objection("\x89HDF\r\n\x1a\n"), Equals("t: is an HDF5 file; should be text"));
  CHECK_THAT(objection("PK\x03\x04"), Equals("t: is a zip archive; should be text"));
  CHECK_THAT(objection("PAR1\0"s), Contains("is a Parquet file"));
  for (const char* text :
       {"hello", "", "{\"a\": 1}", "<html>", "caf\xe9", "\x1b[1mbold", "one \x08 stray character in a text of many"})
    CHECK(objection(text) == "no Error was thrown");
  CHECK(objection("\xff\xfe"
                  "a\0b\0"s) == "no Error was thrown");
}
