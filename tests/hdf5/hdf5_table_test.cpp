#include <neon/hdf5/hdf5.hpp>

#include "support/raw_hdf5.hpp"
#include "support/table_bytes.hpp"

using namespace neon;
using namespace neon::samples;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Equals;
using namespace std::string_literals;

namespace {

const Matrix integers = (Matrix(3, 2) << 1, -2, 3, 4, -5, 127).finished();

}  // namespace

TEST_CASE("HDF5 datasets of any number, shape and chunks are read, with their feature names") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  const float floats[] = {1, -2, 3, 4, -5, 127};
  const std::uint8_t bytes[] = {0, 1, 2, 3, 4, 255};
  const char* const names[] = {"height", "class"};
  {
    const raw::File file = raw::File::create(path);
    raw::dataset(file, "g/x", H5T_IEEE_F32BE, H5T_NATIVE_FLOAT, {3, 2}, floats);
    raw::dataset(file, "g/feature_names", raw::variable_text(), raw::variable_text(), {2}, names);
    raw::dataset(file, "images", H5T_STD_U8LE, H5T_NATIVE_UINT8, {1, 2, 3}, bytes);
    raw::dataset(file, "labels", H5T_STD_I16BE, H5T_NATIVE_FLOAT, {3}, floats);
    const raw::Id layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const hsize_t chunk[] = {2, 1}, shape[] = {3, 2};
    H5Pset_chunk(layout, 2, chunk);
    H5Pset_deflate(layout, 1);
    const raw::Id space(H5Screate_simple(2, shape, nullptr), H5Sclose);
    const raw::Id group(H5Gcreate2(file, "chunked", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    const raw::Id data(H5Dcreate2(group, "x", H5T_IEEE_F64LE, space, H5P_DEFAULT, layout, H5P_DEFAULT), H5Dclose);
    REQUIRE(H5Dwrite(data, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, floats) >= 0);
  }
  CHECK(values_of(path + ":/g/x") == integers);
  CHECK(values_of(path + ":chunked/x") == integers);
  CHECK(values_of(path + ":images") == (Matrix(1, 6) << 0, 1, 2, 3, 4, 255).finished());
  CHECK(read_table(path + ":g/x").feature_names == std::vector<std::string>{"height", "class"});
  CHECK(read_table(path + ":chunked/x").feature_names.empty());
  CHECK(read_labels(path + ":labels").labels == Labels{1, -2, 3});
  const Table labelled = read_table(path + ":g/x", {.label_column = "class"});
  CHECK(labelled.labels == Labels{-2, 4, 127});
  CHECK(labelled.feature_names == std::vector<std::string>{"height"});
  CHECK(labelled.label_name == "class");

  CHECK_THAT(message_of([&] { open_table(path); }),
             Equals(path + ": which array should be said, as " + path +
                    ":NAME; those of numbers are: chunked/x [3, 2], " + "g/x [3, 2], images [1, 2, 3], labels [3]"));
  CHECK_THAT(
      message_of([&] { open_table(path + ":y"); }),
      Equals(path + ": there is no dataset 'y', those of numbers are: chunked/x [3, 2], g/x [3, 2], images [1, 2, 3], "
                    "labels [3]"));
  CHECK_THAT(message_of([&] { open_table(path + ":g"); }), Contains("there is no dataset 'g'"));
  CHECK_THAT(message_of([&] { open_table(path + ":labels"); }),
             Contains(":labels: an array [3] should be [rows, columns]"));
  CHECK_THAT(message_of([&] { open_table(path + ":g/feature_names"); }),
             Equals(path + ":g/feature_names: [2] of text should be [rows, columns] of numbers"));
  const std::string whole = slurp(path);
  spit(path, whole.substr(0, whole.size() / 2));
  CHECK_THAT(message_of([&] { read_table(path + ":g/x"); }),
             Contains(path + ": not an HDF5 file, or cut off, or not readable"));
}

TEST_CASE("truth values are numbers, half and extended precision too") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  const std::int8_t flags[] = {1, 0, 0, 1, 1, 1};
  const float floats[] = {1, -2, 3, 4, -5, 127};
  const std::uint8_t bits[] = {1, 0, 0, 1, 1, 1};
  {
    const raw::File file = raw::File::create(path);
    const raw::Id truth = raw::truth_type();
    raw::dataset(file, "flags", truth, truth, {3, 2}, flags);
    raw::dataset(file, "bits", H5T_STD_B8LE, H5T_NATIVE_B8, {3, 2}, bits);
    raw::dataset(file, "long", H5T_NATIVE_LDOUBLE, H5T_NATIVE_FLOAT, {3, 2}, floats);
    const raw::Id half(H5Tcopy(H5T_IEEE_F32LE), H5Tclose);
    REQUIRE(H5Tset_fields(half, 15, 10, 5, 0, 10) >= 0);
    REQUIRE(H5Tset_size(half, 2) >= 0);
    REQUIRE(H5Tset_ebias(half, 15) >= 0);
    raw::dataset(file, "half", half, H5T_NATIVE_FLOAT, {3, 2}, floats);
  }
  const Matrix expected = (Matrix(3, 2) << 1, 0, 0, 1, 1, 1).finished();
  CHECK(values_of(path + ":flags") == expected);
  CHECK(values_of(path + ":bits") == expected);
  CHECK(values_of(path + ":long") == integers);
  CHECK(values_of(path + ":half") == integers);
  CHECK(ResultReader(path).matrix("flags") == expected);
  CHECK(ResultReader(path).float_matrix("flags") == expected.cast<float>());
  CHECK(ResultReader(path).integer_matrix("flags") == expected.cast<std::int32_t>());
  CHECK(ResultReader(path).layout("flags").type == "bool");
  CHECK(ResultReader(path).layout("flags").numbers);
}

TEST_CASE("what is no array of numbers is named, with what to do") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  struct Record {
    double a;
    std::int32_t b;
  };
  const Record records[2] = {{1, 2}, {3, 4}};
  const char* const texts[] = {"a", "b"};
  const double number = 1;
  const auto make = [&](const auto& fill) {
    const raw::File file = raw::File::create(path);
    fill(file);
  };
  const auto error = [&](const std::string& member = "") {
    return message_of([&] { open_table(path + member); }).substr(path.size());
  };
  make([&](const raw::File& file) {
    const raw::Id type(H5Tcreate(H5T_COMPOUND, sizeof(Record)), H5Tclose);
    H5Tinsert(type, "a", offsetof(Record, a), H5T_NATIVE_DOUBLE);
    H5Tinsert(type, "b", offsetof(Record, b), H5T_NATIVE_INT32);
    raw::dataset(file, "table", type, type, {2}, records);
  });
  CHECK_THAT(error(), Equals(": holds no array of numbers, but 'table': [2] of records (a float64, b int32); write the "
                             "fields as the columns of one array of numbers"));
  CHECK_THAT(error(":table"),
             Contains(":table: [2] of records (a float64, b int32) should be [rows, columns] of numbers"));
  make([&](const raw::File& file) {
    const raw::Id type(H5Tcreate(H5T_COMPOUND, 2 * sizeof(double)), H5Tclose);
    H5Tinsert(type, "r", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(type, "i", sizeof(double), H5T_NATIVE_DOUBLE);
    const double values[] = {1, 2, 3, 4};
    raw::dataset(file, "z", type, type, {2, 1}, values);
  });
  CHECK_THAT(error(), Contains("'z': [2, 1] of complex numbers"));
  make([&](const raw::File& file) { raw::dataset(file, "s", raw::variable_text(), raw::variable_text(), {2}, texts); });
  CHECK_THAT(error(), Equals(": holds no array of numbers, but 's': [2] of text"));
  make([&](const raw::File& file) {
    const raw::Id type(H5Tenum_create(H5T_NATIVE_INT32), H5Tclose);
    for (const std::int32_t value : {0, 1, 2})
      H5Tenum_insert(type, std::vector{"red", "green", "blue"}[static_cast<std::size_t>(value)], &value);
    const std::int32_t values[] = {0, 2};
    raw::dataset(file, "colour", type, type, {2, 1}, values);
  });
  CHECK_THAT(error(), Contains("'colour': [2, 1] of the names red, green, blue"));
  make([&](const raw::File& file) {
    raw::dataset(file, "df/block0_values", H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {1, 1}, &number);
    const raw::Id group(H5Gopen2(file, "df", H5P_DEFAULT), H5Gclose);
    raw::fixed_attribute(group, "pandas_type", "frame");
  });
  CHECK_THAT(error(), Contains("'df': a table of pandas (PyTables); in Python, pandas.read_hdf"));
  CHECK(values_of(path + ":df/block0_values") == Matrix::Ones(1, 1));
  make([&](const raw::File& file) {
    for (const char* name : {"X/data", "X/indices", "X/indptr"})
      raw::dataset(file, name, H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {1}, &number);
  });
  CHECK_THAT(error(), Contains("'X': a sparse matrix; write it in full"));
  make([&](const raw::File&) {});
  CHECK_THAT(error(), Equals(": holds no array of numbers"));
}

TEST_CASE("a dataset larger than any memory is refused") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  {
    const raw::File file = raw::File::create(path);
    const raw::Id layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const hsize_t chunk[] = {1, 1, 1}, shape[] = {hsize_t{1} << 30U, hsize_t{1} << 30U, 4};
    H5Pset_chunk(layout, 3, chunk);
    const raw::Id space(H5Screate_simple(3, shape, nullptr), H5Sclose);
    const raw::Id data(H5Dcreate2(file, "x", H5T_IEEE_F64LE, space, H5P_DEFAULT, layout, H5P_DEFAULT), H5Dclose);
  }
  CHECK_THAT(message_of([&] { open_table(path); }), Contains("[1073741824, 1073741824, 4] does not fit into memory"));
}

TEST_CASE("files of MATLAB 7.3 are read as MATLAB has them") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.mat").string();
  // X(n, i, j) of [3, 2, 2], stored with the last dimension first
  std::vector<double> stored(12);
  Matrix expected(3, 4);
  for (Index n = 0; n < 3; ++n)
    for (Index i = 0; i < 2; ++i)
      for (Index j = 0; j < 2; ++j)
        stored[static_cast<std::size_t>((j * 2 + i) * 3 + n)] = expected(n, 2 * i + j) =
            static_cast<double>(100 * n + 10 * i + j);
  {
    const raw::Id layout(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    REQUIRE(H5Pset_userblock(layout, 512) >= 0);
    const raw::Id file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, layout, H5P_DEFAULT), H5Fclose);
    const auto mark = [&](const char* name, const char* type) {
      const raw::Id data(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose);
      raw::fixed_attribute(data, "MATLAB_class", type);
    };
    raw::dataset(file, "X", H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {2, 2, 3}, stored.data());
    mark("X", "double");
    raw::dataset(file, "flat", H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {2, 3}, stored.data());
    mark("flat", "double");
    raw::dataset(file, "y", H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {1, 3}, std::vector<double>{2, 0, 1}.data());
    mark("y", "double");
    raw::dataset(file, "name", H5T_NATIVE_UINT16, H5T_NATIVE_DOUBLE, {2, 1}, stored.data());
    mark("name", "char");
  }
  std::string bytes = slurp(path);
  bytes.replace(0, 19, "MATLAB 7.3 MAT-file");
  spit(path, bytes);
  CHECK(values_of(path + ":X") == expected);
  CHECK(values_of(path + ":flat") == (Matrix(3, 2) << 0, 10, 100, 110, 200, 210).finished());
  CHECK(read_labels(path + ":y").labels == Labels{2, 0, 1});
  CHECK_THAT(message_of([&] { open_table(path); }),
             Contains("those of numbers are: X [3, 2, 2], flat [3, 2], y [3, 1]"));
  CHECK_THAT(message_of([&] { open_table(path + ":name"); }), Contains("should be [rows, columns] of numbers"));
}
