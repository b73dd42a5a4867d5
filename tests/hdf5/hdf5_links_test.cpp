#include <neon/clustering/models.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/convolution_weights.hpp>
#include <neon/model_files/imported_model.hpp>
#include <neon/model_files/model_file.hpp>

#include <unistd.h>

#include <cstdlib>

#include "support/raw_hdf5.hpp"
#include "support/table_bytes.hpp"

using namespace neon;
using namespace neon::samples;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

const Matrix x = (Matrix(3, 2) << 1, -2, 3, 4, -5, 127).finished();

/// A file with x as the dataset "x", and what `add` does.
template <class Add>
void write_file(const std::filesystem::path& path, const Add& add) {
  const raw::File file = raw::File::create(path);
  raw::dataset(file, "x", H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {3, 2}, x.data());
  add(file);
}
void write_file(const std::filesystem::path& path) {
  write_file(path, [](const raw::File&) {});
}

/// A virtual dataset "x" that is the whole dataset `dataset` of the file `source`.
void write_virtual(const std::filesystem::path& path, const std::string& source, const std::string& dataset = "x") {
  const raw::File file = raw::File::create(path);
  const raw::Id layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const raw::Id space = raw::space({3, 2});
  REQUIRE(H5Pset_virtual(layout, space, source.c_str(), dataset.c_str(), space) >= 0);
  const raw::Id data(H5Dcreate2(file, "x", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, layout, H5P_DEFAULT), H5Dclose);
}

/// What follows the path in the message.
std::string error_of(const std::string& path, const std::string& member = "") {
  const std::string message = message_of([&] { read_table(path + member); });
  return message.starts_with(path) ? message.substr(path.size()) : message;
}

/// A filter that only this test has, as a plugin would be.
std::size_t as_it_is(unsigned, std::size_t, const unsigned*, std::size_t bytes, std::size_t*, void**) { return bytes; }

/// A dataset "x" with a filter that is not installed when it is read.
void write_filtered(const std::filesystem::path& path, H5Z_filter_t number, const char* dataset = "x",
                    const std::vector<hsize_t>& shape = {3, 2}) {
  const H5Z_class2_t filter{H5Z_CLASS_T_VERS, number, 1, 1, "a filter of somebody's own", nullptr, nullptr, as_it_is};
  REQUIRE(H5Zregister(&filter) >= 0);
  {
    const raw::File file = raw::File::create(path);
    const raw::Id layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    REQUIRE(H5Pset_chunk(layout, static_cast<int>(shape.size()), shape.data()) >= 0);
    REQUIRE(H5Pset_filter(layout, number, H5Z_FLAG_MANDATORY, 0, nullptr) >= 0);
    const raw::Id extent = raw::space(shape);
    const raw::Id data(H5Dcreate2(file, dataset, H5T_NATIVE_DOUBLE, extent, H5P_DEFAULT, layout, H5P_DEFAULT),
                       H5Dclose);
    REQUIRE(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x.data()) >= 0);
    if (std::string_view(dataset) == "centroids") raw::fixed_attribute(file, "neon_kind", "kmeans");
  }
  REQUIRE(H5Zunregister(number) >= 0);
}

/// What is written to standard error meanwhile.
template <class Action>
std::string error_output(const Action& action) {
  const ScratchFolder folder;
  const std::filesystem::path path = folder / "stderr";
  std::fflush(stderr);
  const int before = ::dup(STDERR_FILENO);
  REQUIRE(std::freopen(path.c_str(), "w", stderr) != nullptr);
  action();
  std::fflush(stderr);
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  return slurp(path);
}

}  // namespace

TEST_CASE("links in a circle are followed once") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string(), other = (folder / "other.h5").string();
  write_file(other, [&](const raw::File& file) {
    REQUIRE(H5Ldelete(file, "x", H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_external("t.h5", "/", file, "back", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_external("other.h5", "/", file, "self", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  });
  write_file(path, [&](const raw::File& file) {
    const raw::Id group(H5Gcreate2(file, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    REQUIRE(H5Lcreate_soft("/", group, "up", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_soft("/g", group, "self", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_hard(file, "/", group, "root", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_hard(file, "x", group, "again", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_external("other.h5", "/", file, "other", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_soft("b", file, "a", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_soft("a", file, "b", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  });
  CHECK(values_of(path) == x);
  CHECK(values_of(path + ":g/up/g/self/up/x") == x);
  const ResultReader file{std::filesystem::path(path)};
  CHECK(file.groups("") == std::vector<std::string>{"g", "other"});
  CHECK(file.groups("g").empty());
  CHECK(file.datasets("g") == std::vector<std::string>{"again"});
}

TEST_CASE("a dead link is no damage, asked for by name it says what it misses") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  write_file(folder / "other.h5");
  write_file(path, [&](const raw::File& file) {
    REQUIRE(H5Lcreate_soft("/nowhere", file, "old", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_soft("/x/inside", file, "under", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_external("moved.h5", "/x", file, "away", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_external("other.h5", "/y", file, "gone", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    REQUIRE(H5Lcreate_external("other.h5", "/x", file, "found", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  });
  CHECK(values_of(path + ":x") == x);
  CHECK(values_of(path + ":found") == x);
  CHECK_THAT(error_of(path, ":old"), Equals(": 'old' is a link to '/nowhere', which is missing"));
  CHECK_THAT(error_of(path, ":old/x"), Equals(": 'old' is a link to '/nowhere', which is missing"));
  CHECK_THAT(error_of(path, ":under"), Contains("is a link to '/x/inside', which is missing"));
  CHECK_THAT(error_of(path, ":away"), Equals(": 'away' is a link to '/x' in the file 'moved.h5', which is missing"));
  CHECK_THAT(error_of(path, ":gone"), Equals(": 'gone' is a link to '/y' in the file 'other.h5', which lacks it"));
  const ResultReader file{std::filesystem::path(path)};
  CHECK_FALSE(file.has("old"));
  CHECK(file.datasets("") == std::vector<std::string>{"found", "x"});
  CHECK_THAT(message_of([&] { file.matrix("away"); }), Contains("'moved.h5', which is missing"));
}

TEST_CASE("a virtual dataset names the source that it misses") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string(), source = (folder / "source.h5").string();
  write_file(source);
  write_virtual(path, "source.h5");
  CHECK(values_of(path) == x);
  write_virtual(path, source);
  CHECK(values_of(path) == x);
  write_virtual(path, "source.h5", "y");
  CHECK_THAT(error_of(path), Equals(":x: is virtual, its source is missing: 'y' in the file 'source.h5'"));
  write_virtual(path, "moved.h5");
  CHECK_THAT(error_of(path), Equals(":x: is virtual, its source is missing: the file 'moved.h5'"));
  CHECK_THAT(message_of([&] { ResultReader{std::filesystem::path(path)}.matrix("x"); }),
             Contains("'x': is virtual, its source is missing: the file 'moved.h5'"));
  write_virtual(path, "/nowhere/source.h5");
  CHECK(values_of(path) == x);  // HDF5 looks beside the file too
  write_virtual(folder / "middle.h5", "moved.h5");
  write_virtual(path, "middle.h5");
  CHECK_THAT(error_of(path), Contains("is virtual, its source is missing: the file 'moved.h5'"));
  write_virtual(path, "t.h5");
  CHECK_THAT(error_of(path), Contains("is virtual, and its sources too"));
}

TEST_CASE("numbers in a raw file beside the HDF5 file: it should be there and long enough") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string(), raw_file = (folder / "x.raw").string();
  {
    const raw::File file = raw::File::create(path);
    const raw::Id layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    REQUIRE(H5Pset_external(layout, raw_file.c_str(), 0, 6 * sizeof(double)) >= 0);
    const raw::Id space = raw::space({3, 2});
    const raw::Id data(H5Dcreate2(file, "x", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, layout, H5P_DEFAULT), H5Dclose);
    REQUIRE(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x.data()) >= 0);
  }
  CHECK(values_of(path) == x);
  spit(raw_file, slurp(raw_file).substr(0, 40));
  CHECK_THAT(error_of(path), Equals(":x: its file '" + raw_file + "' has 40 bytes, should have 48"));
  std::filesystem::remove(raw_file);
  CHECK_THAT(error_of(path), Equals(":x: its numbers are in the file '" + raw_file + "', which is missing"));
}

TEST_CASE("a filter that is not installed is named") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  const auto [number, name] = GENERATE(table<H5Z_filter_t, std::string>({{32000, "LZF"},
                                                                         {32001, "Blosc"},
                                                                         {32015, "Zstandard"},
                                                                         {32008, "bitshuffle"},
                                                                         {500, "a filter of somebody's own"}}));
  write_filtered(path, number);
  const std::string expected =
      "it is packed with the filter " + name + ", which is not installed here; write it again with gzip";
  CHECK_THAT(error_of(path), Contains(":x: rows 1 ... 3 cannot be read: " + expected));
  CHECK_THAT(error_of(path, ":x"), Contains(expected));
  CHECK_THAT(message_of([&] { ResultReader{std::filesystem::path(path)}.matrix("x"); }),
             Contains("'x' cannot be read, " + expected));
  write_filtered(path, number, "centroids");
  CHECK_THAT(message_of([&] { load_model(path); }), Contains("'centroids' cannot be read, " + expected));
  write_filtered(path, number, "y", {6});
  CHECK_THAT(message_of([&] { read_labels(path); }), Contains(expected));
}

TEST_CASE("HDF5 is found after a user block of any size") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  const hsize_t size = GENERATE(0, 512, 1024, 2048, 65536);
  {
    const raw::Id layout(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    REQUIRE(H5Pset_userblock(layout, size) >= 0);
    const raw::Id file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, layout, H5P_DEFAULT), H5Fclose);
    raw::dataset(file, "centroids", H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {3, 2}, x.data());
  }
  CHECK(is_hdf5(path));
  CHECK(values_of(path) == x);
  CHECK_FALSE(is_model_file(path));
  {
    const raw::Id file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    raw::fixed_attribute(file, "neon_kind", "kmeans");
  }
  CHECK(is_model_file(path));
  CHECK(import_model(path).model.get<KMeans>().centroids == x);
  CHECK_THAT(error_of(path), Equals(": is a cluster model, should be a table (a model comes before its points)"));
  CHECK(values_of(path + ":centroids") == x);
}

TEST_CASE("what is no HDF5 file is no model file either") {
  const ScratchFolder folder;
  const std::string path = (folder / "t").string();
  CHECK_FALSE(is_model_file(path));
  CHECK_FALSE(is_model_file(folder / ""));
  for (const std::string& bytes : {std::string(), std::string("1,2\n"), std::string("\x89HDF\r\n\x1a\n")}) {
    spit(path, bytes);
    CHECK_FALSE(is_model_file(path));
  }
}

TEST_CASE("HDF5 does not write to standard error") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.h5").string();
  write_file(path, [&](const raw::File& file) {
    REQUIRE(H5Lcreate_soft("/nowhere", file, "old", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  });
  const std::string whole = slurp(path);
  const std::string told = error_output([&] {
    H5Eset_auto2(H5E_DEFAULT, reinterpret_cast<H5E_auto2_t>(H5Eprint2), nullptr);  // as a program starts
    error_of(path, ":old");
    for (std::size_t length = 8; length < whole.size(); length += 97) {
      spit(path, whole.substr(0, length));
      error_of(path);
      std::string damaged = whole;
      damaged[length] = static_cast<char>(damaged[length] ^ 0x55);
      spit(path, damaged);
      error_of(path);
      error_of(path, ":old");
    }
  });
  CHECK(told.empty());
}
