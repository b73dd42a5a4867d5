#include "support/table_bytes.hpp"

using namespace neon;
using namespace neon::samples;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Equals;
using namespace std::string_literals;

namespace {

const Matrix integers = (Matrix(3, 2) << 1, -2, 3, 4, -5, 127).finished();
const Matrix counts = integers.cwiseAbs();
const std::string plain = npy_of("<f8", "(3, 2)", bytes_of<double>(integers, false));

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

TEST_CASE("half-precision numbers are read as numpy has them") {
  // np.array([[0, -0.0], [1, -2], [65504, 2**-24], [2**-14, 1/3]], "<f2")
  const Matrix values = (Matrix(4, 2) << 0, -0.0, 1, -2, 65504, 0x1p-24, 0x1p-14, 0.333251953125).finished();
  const std::string little = "\x00\x00\x00\x80\x00\x3c\x00\xc0\xff\x7b\x01\x00\x00\x04\x55\x35"s;
  CHECK(values_in(npy_of("<f2", "(4, 2)", little)) == values);
  CHECK(values_in(npy_of("f2", "(4, 2)", little)) == values);
  std::string big = little;
  for (std::size_t i = 0; i < big.size(); i += 2) std::swap(big[i], big[i + 1]);
  CHECK(values_in(npy_of(">f2", "(4, 2)", big)) == values);
  CHECK_THAT(error_in(npy_of("<f2", "(1, 2)", "\0\x3c\0\x7c"s)),
             Equals(": row 1, column 2 (from 1): inf should be finite"));
  CHECK_THAT(error_in(npy_of("<f2", "(1, 2)", "\0\xfc\0\x3c"s)), Contains("column 1 (from 1): -inf should be"));
  CHECK_THAT(error_in(npy_of("<f2", "(1, 2)", "\0\x3c\1\x7e"s)), Contains("nan should be finite"));
}

TEST_CASE("long doubles are read as numpy has them") {
  const auto extended = [](std::uint64_t significand, unsigned high, std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(significand >> (8 * i) & 0xffU);
    bytes[8] = static_cast<char>(high & 0xffU);
    bytes[9] = static_cast<char>(high >> 8U);
    return bytes;
  };
  for (const std::size_t size : {12U, 16U}) {
    // 1, -0.75, 0 and 1/3 rounded to 64 bits
    const std::vector<std::string> numbers{extended(0x8000000000000000U, 0x3fff, size),
                                           extended(0xc000000000000000U, 0xbffe, size), extended(0, 0, size),
                                           extended(0xaaaaaaaaaaaaaaabU, 0x3ffd, size)};
    std::string little, big;
    for (const std::string& one : numbers) {
      little += one;
      big += std::string(one.rbegin(), one.rend());
    }
    const Matrix values = (Matrix(2, 2) << 1, -0.75, 0, 1.0 / 3).finished();
    CHECK(values_in(npy_of(fmt::format("<f{}", size), "(2, 2)", little)) == values);
    CHECK(values_in(npy_of(fmt::format(">f{}", size), "(2, 2)", big)) == values);
  }
  // 1 of 128 bits, as processors of ARM have it, is no number of 80
  const std::string quadruple = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\x3f"s;
  CHECK_THAT(error_in(npy_of("<f16", "(1, 2)", quadruple + quadruple)), Contains("nan should be finite"));
}

TEST_CASE("NPY arrays by columns and of more dimensions are read") {
  CHECK(values_in(npy_of("<i2", "(3, 2)", bytes_of<std::int16_t>(integers.transpose(), false), "True")) == integers);
  const std::string six = bytes_of<std::int16_t>(integers, false);
  CHECK(values_in(npy_of("<i2", "(2, 3, 1)", six)) == integers.reshaped<Eigen::RowMajor>(2, 3));
  CHECK(values_in(npy_of("<i2", "(1, 3, 2)", six)) == integers.reshaped<Eigen::RowMajor>(1, 6));
}

TEST_CASE("an array is the same whatever its order, in any number of dimensions") {
  const std::vector<std::size_t> shape = GENERATE(
      std::vector<std::size_t>{4, 3}, std::vector<std::size_t>{3, 2, 3}, std::vector<std::size_t>{2, 3, 1, 2},
      std::vector<std::size_t>{2, 2, 3, 2, 2}, std::vector<std::size_t>{1, 3, 2}, std::vector<std::size_t>{5, 1, 1});
  std::size_t count = 1;
  for (const std::size_t extent : shape) count *= extent;
  Matrix by_rows(1, static_cast<Index>(count)), by_columns = by_rows;
  std::vector<std::size_t> index(shape.size(), 0);
  for (std::size_t n = 0; n < count; ++n) {
    std::size_t place = 0;  // where the first index runs fastest
    for (std::size_t i = shape.size(); i-- > 0;) place = place * shape[i] + index[i];
    by_rows(0, static_cast<Index>(n)) = by_columns(0, static_cast<Index>(place)) = static_cast<double>(n);
    for (std::size_t i = shape.size(); i-- > 0 && ++index[i] == shape[i];) index[i] = 0;
  }
  const std::string extents = fmt::format("({})", fmt::join(shape, ", "));
  const Matrix expected =
      by_rows.reshaped<Eigen::RowMajor>(static_cast<Index>(shape.front()), static_cast<Index>(count / shape.front()));
  CHECK(values_in(npy_of("<f4", extents, bytes_of<float>(by_rows, false))) == expected);
  CHECK(values_in(npy_of("<f4", extents, bytes_of<float>(by_columns, false), "True")) == expected);
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
  CHECK_THAT(error_in(npy_of("<f8", "(6,)", numbers)),
             Equals(": an array [6] should be [rows, columns]; in Python, x.reshape(-1, 1) is one of one column"));
  CHECK_THAT(error_in(npy_of("<f8", "()", numbers.substr(0, 8))), Equals(": an array [] should be [rows, columns]"));
  for (const char* empty : {"(0, 2)", "(0, 0)", "(0, 1000000000000, 1000000000000)"})
    CHECK_THAT(error_in(npy_of("<f8", empty, "")), Contains(": no "));
  CHECK_THAT(error_in(npy_of("<f8", "(2, 0)", "")), Equals(": no columns"));
  CHECK_THAT(error_in(npy_of("<c16", "(3, 1)", numbers)),
             Equals(": holds complex numbers ('<c16'); write their parts, np.hstack([x.real, x.imag]), or np.abs(x)"));
  CHECK_THAT(error_in(npy_of("|O", "(3, 2)", numbers)), Contains("holds Python objects; numbers among them"));
  CHECK_THAT(error_in(npy_of("<M8[ns]", "(3, 2)", numbers)),
             Contains("holds dates ('<M8[ns]'); write them as numbers"));
  CHECK_THAT(error_in(npy_of("<m8[s]", "(3, 2)", numbers)), Contains("holds time spans ('<m8[s]')"));
  CHECK_THAT(error_in(npy_of("<U3", "(3, 2)", numbers)), Contains("holds texts ('<U3'); write numbers with"));
  CHECK_THAT(error_in(npy_of("|S8", "(3, 2)", numbers)), Contains("holds texts ('|S8')"));
  CHECK_THAT(error_in(npy_of("|V2", "(3, 2)", numbers)), Contains("holds raw bytes ('|V2'), perhaps numbers"));
  CHECK_THAT(error_in(npy_of("<f3", "(3, 2)", numbers)), Equals(": holds elements of type '<f3'"));
  CHECK_THAT(error_in(npy_of("<i16", "(3, 2)", numbers)), Equals(": holds elements of type '<i16'"));
  CHECK_THAT(
      error_in(npy("{'descr': [('a', '<f8'), ('b', '<i4', (2,))], 'fortran_order': False, 'shape': (6,), }", numbers)),
      Contains("holds records (a structured dtype) with the fields 'a', 'b', should hold numbers; write them"));
  CHECK_THAT(error_in(npy_of("<f8", "(3, 2)", numbers, "Perhaps")), Contains("fortran_order 'Perhaps,"));
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
  CHECK(read_labels(path + ":y").labels == Labels{1, 3, 5});
  CHECK_THAT(message_of([&] { open_table(path + ":z"); }),
             Equals(path + ": there is no member 'z', the arrays are: y, names, x"));
  CHECK_THAT(message_of([&] { open_table(path + ":y"); }), Contains(":y: an array [3] should be [rows, columns]"));
  CHECK_THAT(message_of([&] { open_table(path + ":names"); }), Contains(":names: holds texts ('<U2')"));
  write_npz(path, false, {{"y.npy", plain}, {"x.npy", plain}});
  CHECK_THAT(message_of([&] { open_table(path); }), Equals(path + ": which array should be said, as " + path +
                                                           ":NAME; those of numbers are: y [3, 2], x [3, 2]"));
  write_npz(path, false, {{"x.npy", npy_of("|O", "(3,)", "...")}});
  CHECK_THAT(message_of([&] { open_table(path); }), Equals(path + ": holds no array of numbers, but 'x'"));
  spit(path, "1,2\n");
  CHECK_THAT(message_of([&] { open_table(path + ":x"); }),
             Equals(path + ": there is no 'x' inside, it is neither NPZ nor HDF5"));
}

TEST_CASE("a sparse matrix of SciPy is named") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.npz").string();
  const std::string vector = npy_of("<i4", "(3,)", bytes_of<std::int32_t>(counts.col(0), false));
  write_npz(path, true,
            {{"indices.npy", vector},
             {"indptr.npy", vector},
             {"format.npy", npy_of("|S3", "()", "csr")},
             {"shape.npy", vector},
             {"data.npy", vector}});
  CHECK_THAT(message_of([&] { open_table(path); }),
             Contains("t.npz: is a sparse matrix of SciPy; in Python") && Contains(".toarray()"));
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
  CHECK_THAT(message_of([&] { read_table(path); }), Contains("t.npz: not a readable archive"));
  spit(path, whole.substr(0, 60));
  CHECK_THAT(message_of([&] { read_table(path); }), Contains("t.npz"));
}
