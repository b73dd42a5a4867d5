#include <neon/io/table_stream.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <thread>

#include "io/raw_hdf5.hpp"
#include "io/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Equals;
using namespace std::string_literals;

namespace {

const Matrix integers = (Matrix(3, 2) << 1, -2, 3, 4, -5, 127).finished();
const Matrix counts = integers.cwiseAbs();

template <class Stored>
std::string bytes_of(const Matrix& values, bool big_endian) {
  std::string bytes;
  for (const double value : values.reshaped<Eigen::RowMajor>()) {
    const auto stored = static_cast<Stored>(value);
    std::string one(sizeof(Stored), '\0');
    std::memcpy(one.data(), &stored, sizeof(Stored));
    if (big_endian) std::reverse(one.begin(), one.end());
    bytes += one;
  }
  return bytes;
}

/// A file as NumPy's definition of the format has it.
std::string npy(const std::string& dictionary, const std::string& numbers, int version = 1) {
  std::string header = dictionary;
  const std::size_t before = version == 1 ? 10 : 12;
  while ((before + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string length = {static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)};
  if (version > 1) length += "\0\0"s;
  return "\x93NUMPY"s + static_cast<char>(version) + '\0' + length + header + numbers;
}

std::string npy_of(const std::string& type, const std::string& shape, const std::string& numbers,
                   const std::string& order = "False") {
  return npy(fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", type, order, shape), numbers);
}

const std::string plain = npy_of("<f8", "(3, 2)", bytes_of<double>(integers, false));

void write_npz(const std::filesystem::path& path, bool deflated,
               const std::vector<std::pair<std::string, std::string>>& members) {
  archive* zip = archive_write_new();
  archive_write_set_format_zip(zip);
  deflated ? archive_write_zip_set_compression_deflate(zip) : archive_write_zip_set_compression_store(zip);
  REQUIRE(archive_write_open_filename(zip, path.c_str()) == ARCHIVE_OK);
  for (const auto& [name, bytes] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    REQUIRE(archive_write_header(zip, entry) == ARCHIVE_OK);
    REQUIRE(archive_write_data(zip, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size()));
    archive_entry_free(entry);
  }
  REQUIRE(archive_write_close(zip) == ARCHIVE_OK);
  archive_write_free(zip);
}

void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()));
  REQUIRE(gzclose(file) == Z_OK);
}

/// The whole table, read by blocks of each of several sizes.
Matrix values_of(const std::string& source, const CsvOptions& options = {}) {
  Matrix values = read_table(source, options).values;
  for (const Index rows : {1, 2, 7}) {
    const std::unique_ptr<TableReader> reader = open_table(source, options);
    Index row = 0;
    for (TableBlock block = reader->next(rows); block.values.rows() > 0; block = reader->next(rows)) {
      CHECK(block.first == row);
      CHECK(block.values == values.middleRows(row, block.values.rows()));
      row += block.values.rows();
    }
    CHECK(row == values.rows());
  }
  return values;
}

Matrix values_in(const std::string& bytes) {
  const ScratchFolder folder;
  spit(folder / "t", bytes);
  return values_of((folder / "t").string());
}

/// What follows the path in the error message.
std::string error_in(const std::string& bytes, const CsvOptions& options = {}, const std::string& name = "t") {
  const ScratchFolder folder;
  spit(folder / name, bytes);
  const std::string start = (folder / name).string();
  const std::string message = message_of([&] { values_of(start, options); });
  REQUIRE(message.substr(0, start.size()) == start);
  return message.substr(start.size());
}

/// Standard input is what a thread writes into a pipe.
class PipedInput {
 public:
  explicit PipedInput(const std::string& bytes) : before_(::dup(STDIN_FILENO)) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    writer_ = std::thread([bytes, out = ends[1]] {
      for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t step = ::write(out, bytes.data() + done, std::min<std::size_t>(5, bytes.size() - done));
        if (step <= 0) break;
        done += static_cast<std::size_t>(step);
      }
      ::close(out);
    });
  }
  ~PipedInput() {
    writer_.join();
    ::dup2(before_, STDIN_FILENO);
    ::close(before_);
  }
  PipedInput(const PipedInput&) = delete;
  PipedInput& operator=(const PipedInput&) = delete;

 private:
  int before_;
  std::thread writer_;
};

}  // namespace

TEST_CASE("NPY arrays of every type of number, byte order and version are read") {
  const bool big = GENERATE(false, true);
  const std::string order = big ? ">" : "<";
  const auto check = [&](const std::string& type, const std::string& bytes, const Matrix& values) {
    INFO(type);
    CHECK(values_in(npy_of(type, "(3, 2)", bytes)) == values);
  };
  check(order + "f8", bytes_of<double>(integers / 3, big), integers / 3);
  check(order + "f4", bytes_of<float>(integers / 4, big), integers / 4);
  check(order + "i8", bytes_of<std::int64_t>(integers, big), integers);
  check(order + "i4", bytes_of<std::int32_t>(integers, big), integers);
  check(order + "i2", bytes_of<std::int16_t>(integers, big), integers);
  check("|i1", bytes_of<std::int8_t>(integers, big), integers);
  check(order + "u8", bytes_of<std::uint64_t>(counts, big), counts);
  check(order + "u4", bytes_of<std::uint32_t>(300 * counts, big), 300 * counts);
  check(order + "u2", bytes_of<std::uint16_t>(300 * counts, big), 300 * counts);
  check("|u1", bytes_of<std::uint8_t>(2 * counts, big), 2 * counts);
  check("|b1", "\1\0\0\1\1\1"s, (Matrix(3, 2) << 1, 0, 0, 1, 1, 1).finished());
  for (const int version : {1, 2, 3})
    CHECK(values_in(npy("{\"descr\":\"<f8\", 'shape':(3L,2L), 'fortran_order':False}",
                        bytes_of<double>(integers, false), version)) == integers);
}

TEST_CASE("NPY arrays by columns and of more dimensions are read") {
  CHECK(values_in(npy_of("<i2", "(3, 2)", bytes_of<std::int16_t>(integers.transpose(), false), "True")) == integers);
  const std::string six = bytes_of<std::int16_t>(integers, false);
  CHECK(values_in(npy_of("<i2", "(2, 3, 1)", six)) == integers.reshaped<Eigen::RowMajor>(2, 3));
  CHECK(values_in(npy_of("<i2", "(1, 3, 2)", six)) == integers.reshaped<Eigen::RowMajor>(1, 6));
}

TEST_CASE("the label column of a binary table is taken out") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.npy").string();
  spit(path, npy_of("<f4", "(2, 3)", bytes_of<float>((Matrix(2, 3) << 0.5, 7, 2, 3, 1, 4).finished(), false)));
  const Table table = read_table(path, {.label_column = 1});
  CHECK(table.values == (Matrix(2, 2) << 0.5, 2, 3, 4).finished());
  CHECK(table.labels == Labels{7, 1});
  CHECK(!read_table(path).labels);
  CHECK_THAT(message_of([&] { read_table(path, {.label_column = 0}); }),
             Equals(path + ": row 1, column 1 (from 1): the label 0.5 should be an integer"));
  CHECK_THAT(message_of([&] { open_table(path, {.label_column = 3}); }),
             Equals(path + ": the label column 3 should be in 0 ... 2"));
  CHECK_THAT(message_of([&] { open_table(path, {.label_column = "class"}); }),
             Equals(path + ": there is no label column 'class', the columns are: without names"));
}

TEST_CASE("bad NPY files are refused") {
  const std::string numbers = bytes_of<double>(integers, false);
  CHECK_THAT(error_in(npy_of("<f8", "(6,)", numbers)), Equals(": an array [6] should be [rows, columns]"));
  CHECK_THAT(error_in(npy_of("<f8", "()", numbers.substr(0, 8))), Equals(": an array [] should be [rows, columns]"));
  CHECK_THAT(error_in(npy_of("<f8", "(0, 2)", "")), Equals(": no rows"));
  CHECK_THAT(error_in(npy_of("<f8", "(2, 0)", "")), Equals(": no columns"));
  CHECK_THAT(error_in(npy_of("<c16", "(3, 1)", numbers)),
             Equals(": holds numbers of type '<c16', should be f4, f8, integers of 8 to 64 bits, or bool"));
  CHECK_THAT(error_in(npy_of("<f2", "(3, 2)", numbers)), Contains("holds numbers of type '<f2', should be"));
  CHECK_THAT(error_in(npy_of("|O", "(3, 2)", numbers)), Contains("type '|O'"));
  CHECK_THAT(error_in(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (6,), }", numbers)),
             Contains("holds records (a structured dtype)"));
  CHECK_THAT(error_in(npy("{'fortran_order': False, 'shape': (6,), }", numbers)),
             Contains("'descr' is missing from the NPY header"));
  CHECK_THAT(error_in(npy_of("<f8", "3", numbers)), Contains("should be like (150, 4)"));
  CHECK_THAT(error_in(npy_of("<f8", "(-3, 2)", numbers)), Contains("should be like (150, 4)"));
  CHECK_THAT(error_in(npy("{}", numbers, 4)), Equals(": NPY version 4 should be 1, 2 or 3"));
  CHECK_THAT(error_in("\x93NUMPY\2\0\xff\xff\xff\xff"s), Contains("an NPY header of 4294967295 bytes should have"));
  CHECK_THAT(error_in(plain + "x"), Equals(": bytes follow the last of 3 rows, at byte 176"));
  CHECK_THAT(error_in(npy_of("<f8", "(400000000000, 200000000000)", numbers)), Contains("does not fit into memory"));
  CHECK_THAT(error_in(npy_of("<f8", "(3, 200000000000)", numbers)),
             Contains("truncated: ends at byte 176, after row 0"));
  CHECK_THAT(error_in(npy_of("<f8", "(400000000000, 2)", numbers, "True")), Contains("truncated: ends at byte 176"));
  CHECK_THAT(error_in("1,2\n3,4\n", {}, "t.npy"), Equals(": does not start as a .npy file should"));
  Matrix wrong = integers;
  wrong(2, 1) = -infinity;
  CHECK_THAT(error_in(npy_of("<f8", "(3, 2)", bytes_of<double>(wrong, false))),
             Equals(": row 3, column 2 (from 1): -inf should be finite"));
  wrong(1, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(error_in(npy_of("<f8", "(3, 2)", bytes_of<double>(wrong, false))),
             Equals(": row 2, column 1 (from 1): nan should be finite"));
}

TEST_CASE("an NPY file cut off anywhere is refused") {
  const std::size_t length = GENERATE(range(std::size_t{0}, std::size_t{176}));
  const std::string message = error_in(plain.substr(0, length));
  if (length >= 6) CHECK_THAT(message, Contains("truncated: "));
}

TEST_CASE("NPZ archives are read, stored or deflated") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.npz").string();
  const std::string label = npy_of("<i8", "(3,)", bytes_of<std::int64_t>(counts.col(0), false));
  write_npz(path, GENERATE(false, true),
            {{"y.npy", label}, {"names.npy", npy_of("<U2", "(2,)", std::string(16, 'x'))}, {"x.npy", plain}});
  CHECK(values_of(path) == integers);
  CHECK(values_of(path + ":x") == integers);
  CHECK(values_of(path + ":x.npy") == integers);
  CHECK(read_labels(path + ":y") == Labels{1, 3, 5});
  CHECK_THAT(message_of([&] { open_table(path + ":z"); }),
             Equals(path + ": there is no member 'z', the arrays are: y, names, x"));
  CHECK_THAT(message_of([&] { open_table(path + ":y"); }), Equals(path + ":y: an array [3] should be [rows, columns]"));
  CHECK_THAT(message_of([&] { open_table(path + ":names"); }), Contains(":names: holds numbers of type '<U2'"));
  write_npz(path, false, {{"y.npy", plain}, {"x.npy", plain}});
  CHECK_THAT(message_of([&] { open_table(path); }), Equals(path + ": which array should be said, as " + path +
                                                           ":NAME; those of numbers are: y [3, 2], x [3, 2]"));
  write_npz(path, false, {{"readme.txt", "text"}});
  CHECK_THAT(message_of([&] { open_table(path); }), EndsWith("those of numbers are: none"));
  spit(path, "1,2\n");
  CHECK_THAT(message_of([&] { open_table(path + ":x"); }),
             Equals(path + ": there is no 'x' inside, it is neither NPZ nor HDF5"));
}

TEST_CASE("a damaged NPZ archive is refused") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.npz").string();
  write_npz(path, true, {{"x.npy", plain}});
  const std::string whole = slurp(path);
  write_npz(path, false, {{"x.npy", plain}});
  std::string stored = slurp(path);
  stored[stored.find(bytes_of<double>(integers, false)) + 3] ^= 1;
  spit(path, stored);
  CHECK_THAT(message_of([&] { read_table(path); }), Contains("t.npz: not a readable NPZ archive: "));
  spit(path, whole.substr(0, 60));
  CHECK_THAT(message_of([&] { read_table(path); }), Contains("t.npz"));
}

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
  CHECK(read_labels(path + ":labels") == Labels{1, -2, 3});
  const Table labelled = read_table(path + ":g/x", {.label_column = "class"});
  CHECK(labelled.labels == Labels{-2, 4, 127});
  CHECK(labelled.feature_names == std::vector<std::string>{"height"});
  CHECK(labelled.label_name == "class");

  CHECK_THAT(message_of([&] { open_table(path); }),
             Equals(path + ": which array should be said, as " + path +
                    ":NAME; those of numbers are: chunked/x [3, 2], " + "g/x [3, 2], images [1, 2, 3], labels [3]"));
  CHECK_THAT(message_of([&] { open_table(path + ":y"); }),
             Equals(path + ": there is no dataset 'y', those of numbers are: chunked/x, g/x, images, labels"));
  CHECK_THAT(message_of([&] { open_table(path + ":g"); }), Contains("there is no dataset 'g'"));
  CHECK_THAT(message_of([&] { open_table(path + ":labels"); }),
             Equals(path + ":labels: an array [3] should be [rows, columns]"));
  CHECK_THAT(message_of([&] { open_table(path + ":g/feature_names"); }),
             Equals(path + ":g/feature_names: [2] of text should be [rows, columns] of numbers"));
  const std::string whole = slurp(path);
  spit(path, whole.substr(0, whole.size() / 2));
  CHECK_THAT(message_of([&] { read_table(path + ":g/x"); }),
             Equals(path + ": not an HDF5 file, or cut off, or not readable"));
}

TEST_CASE("IDX files of any type are read, their numbers as they are stored") {
  CHECK(values_in("\0\0\x08\x03\0\0\0\2\0\0\0\1\0\0\0\3\x01\x02\x03\x04\x05\xff"s) ==
        (Matrix(2, 3) << 1, 2, 3, 4, 5, 255).finished());
  CHECK(values_in("\0\0\x0b\x02\0\0\0\3\0\0\0\2"s + bytes_of<std::int16_t>(integers, true)) == integers);
  CHECK(values_in("\0\0\x0d\x02\0\0\0\3\0\0\0\2"s + bytes_of<float>(integers, true)) == integers);
  CHECK_THAT(error_in("\0\0\x08\x01\0\0\0\2\1\2"s), Equals(": an array [2] should be [rows, columns]"));
  CHECK_THAT(error_in("\0\0\x08\x02\0\0\0\2"s), Equals(": truncated: expected a header of 12 bytes, found 8"));
  CHECK_THAT(error_in("\0\0\x08\x02\0\0\0\2\0\0\0\2\1\2\3"s), Contains("truncated: ends at byte 15"));
}

TEST_CASE("text, NPY and IDX are read through gzip and pipes") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.gz").string();
  const std::string text = "a b\n1 -2\n3 4\n-5 127\n",
                    idx = "\0\0\x0b\x02\0\0\0\3\0\0\0\2"s + bytes_of<std::int16_t>(integers, true);
  for (const std::string& bytes : {text, plain, idx}) {
    write_gzip(path, bytes);
    CHECK(values_of(path) == integers);
    for (const std::string& sent : {bytes, slurp(path)}) {
      const PipedInput input(sent);
      const std::unique_ptr<TableReader> reader = open_table("-");
      CHECK(reader->name() == "standard input");
      CHECK(read_rest(*reader).values == integers);
    }
  }
  const std::string packed = slurp(path);
  for (std::size_t length = 3; length < packed.size(); ++length) {
    spit(path, packed.substr(0, length));
    CHECK_THAT(message_of([&] { read_table(path); }), Equals(path + ": truncated: cut off inside its compressed data"));
  }
  {
    const PipedInput input("a,b\n1,x\n");
    CHECK_THAT(message_of([] { read_table("-", {.detect_labels = false}); }),
               Contains("standard input:2: column 2: 'x' should be a number"));
  }
  {
    const PipedInput input("PK\x03\x04");
    CHECK_THAT(message_of([] { open_table("-"); }), Equals("standard input: NPZ can only be read from a file"));
  }
  {
    const PipedInput input("");
    CHECK_THAT(message_of([] { open_table("-"); }), Equals("standard input: no rows"));
  }
}

TEST_CASE("files that are no table are refused") {
  CHECK_THAT(error_in("GIF89a\0\1"s),
             Equals(": should be delimited text, NPY, NPZ, HDF5 or IDX, starts as none of these"));
  CHECK_THAT(error_in("\x89HDF\r\n\x1a\n and no more"), Contains("not an HDF5 file, or cut off"));
}

TEST_CASE("labels are read from one column of integers") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.csv").string();
  spit(path, "cluster\n2\n0\n1.0\n");
  CHECK(read_labels(path) == Labels{2, 0, 1});
  spit(path, "2\n0.5\n");
  CHECK_THAT(message_of([&] { read_labels(path); }),
             Equals(path + ": row 2 (from 1): the label 0.5 should be an integer"));
  spit(path, "2,3\n");
  CHECK_THAT(message_of([&] { read_labels(path); }), Equals(path + ": 2 columns should be 1, the labels"));
}
