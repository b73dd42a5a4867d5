#include "support/raw_hdf5.hpp"
#include "support/table_bytes.hpp"

using namespace neon;
using namespace neon::samples;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using namespace std::string_literals;
using Names = std::vector<std::string>;

namespace {

LabelList labels_in(const std::string& bytes, std::optional<Index> points = {}) {
  const ScratchFolder folder;
  spit(folder / "y", bytes);
  return read_labels((folder / "y").string(), points);
}

/// What follows the path in the message.
std::string error_in_labels(const std::string& bytes, std::optional<Index> points = {}) {
  const ScratchFolder folder;
  spit(folder / "y", bytes);
  const std::string path = (folder / "y").string();
  const std::string message = message_of([&] { read_labels(path, points); });
  REQUIRE(message.starts_with(path));
  return message.substr(path.size());
}

}  // namespace

TEST_CASE("labels are read from one column of text, integers or texts") {
  CHECK(labels_in("cluster\n2\n0\n1.0\n").labels == Labels{2, 0, 1});
  CHECK(labels_in("2\r\n0\r\n1").labels == Labels{2, 0, 1});
  CHECK(labels_in("-1\n0\n").labels == Labels{-1, 0});
  CHECK(labels_in("2\n0\n").class_names.empty());
  const LabelList texts = labels_in("\xef\xbb\xbfpear\n\"apple, red\"\n\npear\n");
  CHECK(texts.labels == Labels{1, 0, 1});
  CHECK(texts.class_names == Names{"apple, red", "pear"});
  CHECK(labels_in("species\npear\nfig\n", 2).class_names == Names{"fig", "pear"});
  CHECK(labels_in("species\npear\nfig\n", 3).class_names == Names{"fig", "pear", "species"});
  CHECK(labels_in("1\n2\n3\n", 2).labels == Labels{2, 3});

  CHECK_THAT(error_in_labels("2\n0.5\n"), Equals(":2: the label '0.5' should be an integer, as those before it"));
  CHECK_THAT(error_in_labels("0.5\n2\n"), Equals(":1: the label '0.5' should be an integer or a text"));
  CHECK_THAT(error_in_labels("2\n\na\n"), Equals(":3: the label 'a' should be an integer, as those before it"));
  CHECK_THAT(error_in_labels("2,3\n"), Equals(":1: 2 columns should be 1, the labels"));
  CHECK_THAT(error_in_labels(""), Equals(": holds no labels"));
  CHECK_THAT(error_in_labels("PAR1\0\1"s), Contains(": is a Parquet file"));
}

TEST_CASE("labels are read from arrays of numbers, truth values and texts") {
  const Matrix column = (Matrix(3, 1) << 2, 0, 1).finished();
  for (const char* shape : {"(3,)", "(3, 1)", "(1, 3)"})
    CHECK(labels_in(npy_of("<i4", shape, bytes_of<std::int32_t>(column, false))).labels == Labels{2, 0, 1});
  CHECK(labels_in(npy_of("|b1", "(3,)", "\1\0\1"s)).labels == Labels{1, 0, 1});
  CHECK(labels_in(npy_of("<f8", "(3,)", bytes_of<double>(column, false))).labels == Labels{2, 0, 1});
  const LabelList bytes = labels_in(npy_of("|S3", "(3,)", "figapefig"));
  CHECK(bytes.labels == Labels{1, 0, 1});
  CHECK(bytes.class_names == Names{"ape", "fig"});
  CHECK(labels_in(npy_of("|S4", "(2,)", "fig\0a\0\0\0"s)).class_names == Names{"a", "fig"});
  CHECK(labels_in(npy_of("<U2", "(2,)", "\xe9\0\0\0a\0\0\0b\0\0\0\0\0\0\0"s)).class_names == Names{"b",
                                                                                                   "\xc3\xa9"
                                                                                                   "a"});
  CHECK(labels_in(npy_of(">U1", "(2,)", "\0\0\0a\0\1\xf6\0"s)).class_names == Names{"a", "\xf0\x9f\x98\x80"});
  CHECK_THAT(error_in_labels(npy_of("<f8", "(3, 2)", std::string(48, '\0'))),
             Equals(": an array [3, 2] should be [rows], the labels"));
  CHECK_THAT(error_in_labels(npy_of("|S3", "(3,)", "figape")), Contains("truncated: ends at byte"));
  CHECK_THAT(error_in_labels(npy_of("<f8", "(1,)", bytes_of<double>(Matrix::Constant(1, 1, 0.5), false))),
             Equals(": row 1 (from 1): the label '0.5' should be an integer or a text"));
  CHECK_THAT(error_in_labels(npy_of("|O", "(3,)", "...")), Contains("holds Python objects"));
}

TEST_CASE("labels stand beside the data in NPZ and HDF5") {
  const ScratchFolder folder;
  const Matrix points = Matrix::Random(3, 2);
  const std::string npz = (folder / "t.npz").string(), hdf5 = (folder / "t.h5").string();
  write_npz(
      npz, true,
      {{"x.npy", npy_of("<f8", "(3, 2)", bytes_of<double>(points, false))}, {"y.npy", npy_of("|S1", "(3,)", "bab")}});
  CHECK(read_labels(npz).class_names == Names{"a", "b"});
  CHECK(read_labels(npz + ":y").labels == Labels{1, 0, 1});
  CHECK(read_table(npz).values == points);

  const std::int64_t numbers[] = {2, 0, 1};
  const char* const texts[] = {"pear", "fig", "pear"};
  const std::int8_t codes[] = {1, 0, 1};
  {
    const raw::File file = raw::File::create(hdf5);
    raw::dataset(file, "x", H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {3, 2}, points.data());
    raw::dataset(file, "label", H5T_STD_I64LE, H5T_NATIVE_INT64, {3}, numbers);
    raw::dataset(file, "names", raw::variable_text(), raw::variable_text(), {3}, texts);
    raw::dataset(file, "fixed", raw::fixed_text(2), raw::fixed_text(2), {3}, "b\0aab\0");
    const raw::Id truth = raw::truth_type();
    raw::dataset(file, "flags", truth, truth, {3}, codes);
    const raw::Id colours(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
    H5Tenum_insert(colours, "red", &codes[1]);
    H5Tenum_insert(colours, "blue", &codes[0]);
    raw::dataset(file, "colours", colours, colours, {3}, codes);
  }
  CHECK(read_labels(hdf5 + ":/label").labels == Labels{2, 0, 1});
  CHECK(read_labels(hdf5 + ":names").labels == Labels{1, 0, 1});
  CHECK(read_labels(hdf5 + ":names").class_names == Names{"fig", "pear"});
  CHECK(read_labels(hdf5 + ":fixed").class_names == Names{"aa", "b"});
  CHECK(read_labels(hdf5 + ":flags").labels == Labels{1, 0, 1});
  CHECK(read_labels(hdf5 + ":flags").class_names.empty());
  CHECK(read_labels(hdf5 + ":colours").class_names == Names{"blue", "red"});
  CHECK(read_labels(hdf5 + ":colours").labels == Labels{0, 1, 0});
  CHECK(read_table(hdf5).values == points);
  CHECK_THAT(message_of([&] { read_labels(hdf5 + ":x"); }), Contains("an array [3, 2] should be [rows], the labels"));
  CHECK_THAT(message_of([&] { read_labels(hdf5); }), Contains("which array should be said"));
}
