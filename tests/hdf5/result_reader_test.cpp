#include <neon/hdf5/hdf5.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstring>

#include "support/raw_hdf5.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Names = std::vector<std::string>;

TEST_CASE("a result reads back as it was written, bit by bit") {
  const ScratchFolder folder;
  const auto seed = GENERATE(1U, 2U, 3U);
  Matrix matrix = samples::normal(100, 30, seed);
  matrix(3, 4) = infinity;
  matrix(3, 5) = -0.0;
  matrix(3, 6) = std::nan("");
  const FloatMatrix floats = matrix.cast<float>();
  const IntegerMatrix order = (1000 * samples::normal(50, 40, seed)).cast<std::int32_t>();
  const Vector vector = samples::normal(1000, 1, seed);
  const Labels labels = {5, 0, -3};
  const Names names = {"alcohol", "", "Grüße", std::string(5000, 'x')};
  ResultWriter writer(folder / "x.h5", "test");
  writer.write("g/matrix", matrix);
  writer.write("g/floats", floats);
  writer.write("g/order", order);
  writer.write("g/h/vector", vector);
  writer.write("labels", labels);
  writer.write("names", names);
  writer.write("none", Names{});
  writer.write("empty", Matrix(0, 3));
  writer.commit();

  const ResultReader file(folder / "x.h5", "test");
  const auto same_bits = [](const auto& a, const auto& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(*a.data())) == 0;
  };
  CHECK(same_bits(file.matrix("g/matrix"), matrix));
  CHECK(same_bits(file.float_matrix("g/floats"), floats));
  CHECK(file.integer_matrix("g/order") == order);
  CHECK(file.matrix("g/order") == order.cast<double>());
  CHECK(file.vector("g/h/vector") == vector);
  CHECK(file.labels("labels") == labels);
  CHECK(file.strings("names") == names);
  CHECK(file.strings("none").empty());
  CHECK(file.matrix("empty").rows() == 0);
  CHECK(file.matrix("empty").cols() == 3);
  CHECK(file.path() == folder / "x.h5");

  CHECK(file.groups("") == Names{"g"});
  CHECK(file.groups("g") == Names{"h"});
  CHECK(file.datasets("g") == Names{"floats", "matrix", "order"});
  CHECK(file.datasets("/") == Names{"empty", "labels", "names", "none"});
  CHECK(file.has(""));
  CHECK(file.has("g/h"));
  CHECK(file.has("/g/h/vector"));
  CHECK(!file.has("g/x/vector"));
  CHECK(!file.has("labels/x"));
}

TEST_CASE("a reader accepts what other programs write") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  {
    const raw::File file = raw::File::create(path);
    const std::array<float, 6> floats = {1, 2, 3, 4, 5.5F, 6};
    raw::dataset(file, "m/float32", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {2, 3}, floats.data());
    raw::dataset(file, "m/big_endian", H5T_IEEE_F64BE, H5T_NATIVE_FLOAT, {2, 3}, floats.data());
    const std::array<std::int32_t, 3> integers = {2, 0, 1};
    raw::dataset(file, "m/int32", H5T_STD_I32LE, H5T_NATIVE_INT32, {3}, integers.data());
    raw::dataset(file, "m/uint8", H5T_STD_U8LE, H5T_NATIVE_INT32, {3}, integers.data());
    raw::dataset(file, "m/fixed", raw::fixed_text(4), raw::fixed_text(4), {3}, "one\0twothree");
    const raw::Id spaces(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(spaces, 4);
    H5Tset_strpad(spaces, H5T_STR_SPACEPAD);
    raw::dataset(file, "m/spaces", spaces, spaces, {2}, "one four");
    const std::array<const char*, 2> texts = {"eins", "zwölf"};
    raw::dataset(file, "m/variable", raw::variable_text(), raw::variable_text(), {2}, texts.data());
    raw::fixed_attribute(file, "neon_kind", "fixed");
    raw::variable_attribute(file, "text", "variable");
    const std::int32_t seven = 7;
    raw::attribute(file, "seven", H5T_NATIVE_INT32, &seven);
    const float half = 0.5F;
    raw::attribute(file, "half", H5T_NATIVE_FLOAT, &half);
  }
  const ResultReader file(path, "fixed");
  const Matrix expected = (Matrix(2, 3) << 1, 2, 3, 4, 5.5, 6).finished();
  CHECK(file.matrix("m/float32") == expected);
  CHECK(file.float_matrix("m/float32") == expected.cast<float>());
  CHECK(file.labels("m/int32") == Labels{2, 0, 1});
  CHECK(file.labels("m/uint8") == Labels{2, 0, 1});
  CHECK(file.vector("m/int32") == Eigen::Vector3d(2, 0, 1));
  CHECK(file.strings("m/fixed") == Names{"one", "twot", "hree"});
  CHECK(file.strings("m/spaces") == Names{"one", "four"});
  CHECK(file.strings("m/variable") == Names{"eins", "zwölf"});
  CHECK(file.text("", "text") == "variable");
  CHECK(file.integer("", "seven") == 7);
  CHECK(file.number("", "half") == 0.5);
}

TEST_CASE("what is not in a file as expected is named") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  ResultWriter writer(path, "mnist");
  writer.write("g/m", samples::normal(3, 4, 1));
  writer.write("v", Vector::Zero(5));
  writer.write("labels", Labels{1, 2});
  writer.write("names", Names{"a"});
  writer.attribute("g", "text", "x");
  writer.attribute("g", "real", 1.5);
  writer.commit();
  const ResultReader file(path);
  const std::string name = path.string();

  CHECK_THAT(message_of([&] { ResultReader(path, "wine"); }), Equals(name + ": is of kind 'mnist', should be 'wine'"));
  CHECK_THAT(message_of([&] { file.matrix("g/x"); }), Equals(name + ": 'g/x' is missing"));
  CHECK_THAT(message_of([&] { file.matrix("g"); }), Equals(name + ": 'g' is no dataset, should be numbers"));
  CHECK_THAT(message_of([&] { file.matrix("v"); }),
             Equals(name + ": 'v' is [5] of float64, should be [rows, columns] of numbers"));
  CHECK_THAT(message_of([&] { file.vector("g/m"); }),
             Equals(name + ": 'g/m' is [3, 4] of float64, should be [n] of numbers"));
  CHECK_THAT(message_of([&] { file.labels("v"); }),
             Equals(name + ": 'v' is [5] of float64, should be [n] of integers"));
  CHECK_THAT(message_of([&] { file.vector("names"); }),
             Equals(name + ": 'names' is [1] of text, should be [n] of numbers"));
  CHECK_THAT(message_of([&] { file.strings("labels"); }),
             Equals(name + ": 'labels' is [2] of int64, should be [n] of texts"));
  CHECK_THAT(message_of([&] { file.groups("v"); }), Equals(name + ": 'v' is no group"));
  CHECK_THAT(message_of([&] { file.datasets("x/y"); }), Equals(name + ": 'x/y' is missing"));
  CHECK_THAT(message_of([&] { file.number("g", "beta"); }), Equals(name + ": the attribute 'beta' of 'g' is missing"));
  CHECK_THAT(message_of([&] { file.number("g", "text"); }),
             Equals(name + ": the attribute 'text' of 'g' is [1] of text, should be one of: numbers"));
  CHECK_THAT(message_of([&] { file.integer("g", "real"); }), Contains("is [1] of float64, should be one of: integers"));
  CHECK_THAT(message_of([&] { file.text("g", "real"); }), Contains("should be one of: texts"));
  CHECK_THAT(message_of([&] { file.flag("g", "real"); }), Contains("should be one of: truth values"));

  { raw::File::create(folder / "plain.h5"); }
  CHECK_THAT(message_of([&] { ResultReader(folder / "plain.h5", "wine"); }),
             Contains("plain.h5: the attribute neon_kind is missing, should be 'wine'"));
}

TEST_CASE("files that are no HDF5 files are refused") {
  const ScratchFolder folder;
  spit(folder / "text.h5", "not HDF5");
  spit(folder / "empty.h5", "");
  CHECK_THAT(message_of([&] { ResultReader(folder / "none.h5"); }),
             Equals((folder / "none.h5").string() + ": no such file"));
  CHECK_THAT(message_of([&] { ResultReader(folder / "text.h5"); }), Contains("text.h5: not an HDF5 file, or cut off"));
  CHECK_THAT(message_of([&] { ResultReader(folder / "empty.h5"); }),
             Contains("empty.h5: not an HDF5 file, or cut off"));
  CHECK_THAT(message_of([&] { ResultReader(folder / ""); }), Contains("is no file"));
}

TEST_CASE("an HDF5 file cut off anywhere is refused") {
  const ScratchFolder folder;
  ResultWriter writer(folder / "x.h5", "test");
  writer.write("g/m", samples::normal(60, 40, 1));
  writer.write("names", Names{"a", "b"});
  writer.commit();
  const std::string complete = slurp(folder / "x.h5");
  for (std::size_t length = 0; length < complete.size(); length += 509) {
    spit(folder / "cut.h5", complete.substr(0, length));
    CHECK_THAT(
        message_of([&] { ResultReader(folder / "cut.h5"); }),
        Contains("cut.h5: not an HDF5 file, or cut off, or not readable (" + std::to_string(length) + " bytes)"));
  }
  spit(folder / "cut.h5", complete.substr(0, complete.size() - 1));
  CHECK_THAT(message_of([&] { ResultReader(folder / "cut.h5"); }), Contains("or cut off"));
  spit(folder / "cut.h5", complete);
  CHECK(ResultReader(folder / "cut.h5").strings("names") == Names{"a", "b"});
}

TEST_CASE("compressed values that were overwritten are refused") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  ResultWriter writer(path, "test");
  const Matrix values = samples::normal(60, 40, 1);
  writer.write("m", values);
  writer.commit();
  std::string bytes = slurp(path);
  hsize_t size = 0;
  haddr_t address = 0;
  {
    const raw::File file = raw::File::open(path);
    const raw::Id data(H5Dopen2(file, "m", H5P_DEFAULT), H5Dclose);
    const raw::Id space(H5Dget_space(data), H5Sclose);
    REQUIRE(H5Dget_chunk_info(data, space, 0, nullptr, nullptr, &address, &size) >= 0);
  }
  bytes.replace(address + size / 2, 100, 100, '\x55');
  spit(path, bytes);
  CHECK_THAT(message_of([&] { ResultReader(path).matrix("m"); }),
             Contains("x.h5: 'm' cannot be read, the file is damaged ("));
}
