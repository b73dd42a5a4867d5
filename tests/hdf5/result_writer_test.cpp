#include <neon/core/version.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <catch2/catch.hpp>

#include <limits>

#include "support/raw_hdf5.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;

namespace {

/// What the raw library finds in a dataset.
struct Found {
  std::vector<hsize_t> shape;
  H5T_class_t type;
  std::size_t width;
  std::vector<H5Z_filter_t> filters;
  std::vector<hsize_t> chunk;
  std::vector<double> values;
};

Found find(const std::filesystem::path& path, const char* name) {
  const raw::File file = raw::File::open(path);
  const raw::Id data(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose);
  const raw::Id space(H5Dget_space(data), H5Sclose), type(H5Dget_type(data), H5Tclose);
  const raw::Id properties(H5Dget_create_plist(data), H5Pclose);
  Found found{{}, H5Tget_class(type), H5Tget_size(type), {}, {}, {}};
  found.shape.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, found.shape.data(), nullptr);
  for (int i = 0; i < H5Pget_nfilters(properties); ++i) {
    std::size_t none = 0;
    found.filters.push_back(
        H5Pget_filter2(properties, static_cast<unsigned>(i), nullptr, &none, nullptr, 0, nullptr, nullptr));
  }
  if (H5Pget_layout(properties) == H5D_CHUNKED) {
    found.chunk.resize(found.shape.size());
    H5Pget_chunk(properties, static_cast<int>(found.chunk.size()), found.chunk.data());
  }
  if (found.type != H5T_STRING) {
    found.values.resize(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    REQUIRE(H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, found.values.data()) >= 0);
  }
  return found;
}

const std::vector<H5Z_filter_t> compressed = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};

template <class Values>
void holds(const Found& found, const Values& expected) {
  REQUIRE(found.values.size() == static_cast<std::size_t>(expected.size()));
  for (Index i = 0; i < expected.size(); ++i)
    CHECK(found.values[static_cast<std::size_t>(i)] == static_cast<double>(expected.data()[i]));
}

}  // namespace

TEST_CASE("the raw library reads what a result writer wrote") {
  const ScratchFolder folder;
  const auto path = folder / "results/x.h5";
  const Matrix small = samples::normal(3, 4, 1), large = samples::normal(300, 50, 2);
  const FloatMatrix floats = samples::normal(70, 33, 3).cast<float>();
  const IntegerMatrix order = (1000 * samples::normal(60, 40, 4)).cast<std::int32_t>();
  Vector vector = samples::normal(5, 1, 5);
  vector[1] = infinity;
  const Labels labels = {3, -1, Index{1} << 40};
  {
    ResultWriter file(path, "test");
    file.write("small", small);
    file.write("a/b/large", large);
    file.write("a/b/block", large.block(3, 7, 2, 2));
    file.write("a/column", large.col(3));
    file.write("a/row", large.row(3));
    file.write("a/transposed", small.transpose());
    file.write("a/product", 2 * small);
    file.write("floats", floats);
    file.write("order", order);
    file.write("vector", vector);
    file.write("numbers", std::vector<double>{1.5, infinity});
    file.write("labels", labels);
    file.write("empty", Matrix(0, 7));
    file.write("nothing", Labels{});
    file.commit();
  }
  CHECK(folder.entries() == 1);

  const Found in_small = find(path, "small"), in_large = find(path, "a/b/large");
  CHECK(in_small.shape == std::vector<hsize_t>{3, 4});
  CHECK(in_small.type == H5T_FLOAT);
  CHECK(in_small.width == 8);
  CHECK(in_small.filters.empty());
  holds(in_small, small);
  CHECK(in_large.shape == std::vector<hsize_t>{300, 50});
  CHECK(in_large.filters == compressed);
  CHECK(in_large.chunk == std::vector<hsize_t>{300, 50});
  holds(in_large, large);
  holds(find(path, "a/b/block"), Matrix(large.block(3, 7, 2, 2)));
  CHECK(find(path, "a/column").shape == std::vector<hsize_t>{300});
  holds(find(path, "a/column"), Vector(large.col(3)));
  CHECK(find(path, "a/row").shape == std::vector<hsize_t>{50});
  holds(find(path, "a/row"), Vector(large.row(3)));
  CHECK(find(path, "a/transposed").shape == std::vector<hsize_t>{4, 3});
  holds(find(path, "a/transposed"), Matrix(small.transpose()));
  holds(find(path, "a/product"), Matrix(2 * small));
  CHECK(find(path, "floats").width == 4);
  CHECK(find(path, "floats").type == H5T_FLOAT);
  CHECK(find(path, "floats").filters == compressed);
  holds(find(path, "floats"), floats);
  CHECK(find(path, "order").width == 4);
  CHECK(find(path, "order").type == H5T_INTEGER);
  CHECK(find(path, "order").filters == compressed);
  holds(find(path, "order"), order);
  CHECK(find(path, "vector").shape == std::vector<hsize_t>{5});
  holds(find(path, "vector"), vector);
  CHECK(find(path, "numbers").values == std::vector<double>{1.5, infinity});
  CHECK(find(path, "labels").type == H5T_INTEGER);
  CHECK(find(path, "labels").width == 8);
  CHECK(find(path, "labels").values == std::vector<double>{3, -1, 0x1p40});
  CHECK(find(path, "empty").shape == std::vector<hsize_t>{0, 7});
  CHECK(find(path, "nothing").shape == std::vector<hsize_t>{0});
}

TEST_CASE("large datasets are stored in chunks of whole rows that compress") {
  const ScratchFolder folder;
  ResultWriter file(folder / "x.h5", "test");
  Matrix zeros = Matrix::Zero(1000, 784), wide = Matrix::Zero(2, 100000);
  zeros(999, 783) = wide(1, 99999) = 0.1;
  file.write("zeros", zeros);
  file.write("wide", wide);
  file.commit();
  CHECK(find(folder / "x.h5", "zeros").chunk == std::vector<hsize_t>{83, 784});
  CHECK(find(folder / "x.h5", "wide").chunk == std::vector<hsize_t>{1, 65536});
  CHECK(find(folder / "x.h5", "zeros").values.back() == 0.1);
  CHECK(find(folder / "x.h5", "wide").values.back() == 0.1);
  CHECK(std::filesystem::file_size(folder / "x.h5") < 50000);
}

TEST_CASE("results carry kind, version, commit and attributes") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  ResultWriter file(path, "test");
  file.write("g/data", Vector::Zero(3));
  file.attribute("", "seed", 7);
  file.attribute("/", "points", Index{10000});
  file.attribute("g", "beta", infinity);
  file.attribute("g/data", "unit", "s");
  file.attribute("new/group", "names", std::string("Grüße"));
  file.attribute("g", "bias", true);
  file.attribute("g", "share", 0.5F);
  file.attribute("g", "empty", "");
  CHECK_THAT(message_of([&] { file.attribute("", "large", std::numeric_limits<std::uint64_t>::max()); }),
             Contains("the attribute 'large' of '' is 18446744073709551615, should be at most 9223372036854775807"));
  CHECK_THAT(message_of([&] { file.attribute("g", "beta", 1.0); }),
             Equals(path.string() + ": the attribute 'beta' of 'g' exists already"));
  file.commit();

  const ResultReader read(path, "test");
  CHECK(read.kind() == "test");
  CHECK(read.text("", "neon_version") == version);
  CHECK(read.text("", "neon_commit") == git_commit);
  CHECK(read.integer("", "seed") == 7);
  CHECK(read.number("", "seed") == 7);
  CHECK(read.integer("", "points") == 10000);
  CHECK(read.number("g", "beta") == infinity);
  CHECK(read.number("g", "share") == 0.5);
  CHECK(read.text("g/data", "unit") == "s");
  CHECK(read.text("new/group", "names") == "Grüße");
  CHECK(read.text("g", "empty").empty());
  CHECK(read.flag("g", "bias"));
  CHECK(!read.has_attribute("", "large"));
  CHECK(read.attributes("g") == std::vector<std::string>{"beta", "bias", "empty", "share"});

  // h5py's bool: an enumeration of one byte.
  const raw::File opened = raw::File::open(path);
  const raw::Id flag(H5Aopen_by_name(opened, "g", "bias", H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const raw::Id type(H5Aget_type(flag), H5Tclose);
  std::int8_t value = -1;
  CHECK(H5Tget_class(type) == H5T_ENUM);
  CHECK(H5Tget_size(type) == 1);
  CHECK(H5Tenum_valueof(type, "TRUE", &value) >= 0);
  CHECK(value == 1);
}

TEST_CASE("the same results give the same bytes") {
  const ScratchFolder folder;
  for (const char* name : {"one.h5", "two.h5"}) {
    ResultWriter file(folder / name, "test");
    file.write("a/b", samples::normal(100, 20, 1));
    file.write("a/names", std::vector<std::string>{"x", "yy"});
    file.attribute("a", "n", 3);
    file.commit();
  }
  CHECK(slurp(folder / "one.h5") == slurp(folder / "two.h5"));
}

TEST_CASE("a result appears complete or not at all, and never replaces one that exists by less") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  {
    ResultWriter file(path, "old");
    file.commit();
  }
  const std::string old = slurp(path);
  const auto fail = [&] {
    ResultWriter file(path, "new");
    file.write("data", samples::normal(200, 20, 1));
    throw Error("an experiment failed");
  };
  CHECK_THROWS_AS(fail(), Error);
  {
    ResultWriter abandoned(path, "new");
    ResultWriter moved = std::move(abandoned);
    moved.write("data", samples::normal(200, 20, 1));
  }
  CHECK(slurp(path) == old);
  CHECK(folder.entries() == 1);

  ResultWriter file(path, "new");
  file.commit();
  CHECK_THAT(message_of([&] { file.write("late", Vector::Zero(1)); }),
             Contains("'late' cannot be written after commit"));
  CHECK_THAT(message_of([&] { file.commit(); }), Contains("after commit"));
  CHECK(ResultReader(path).kind() == "new");
}

TEST_CASE("a commit that cannot replace its target leaves no partial file") {
  const ScratchFolder folder;
  {
    ResultWriter file(folder / "x.h5", "test");
    std::filesystem::create_directories(folder / "x.h5/in the way");
    CHECK_THAT(message_of([&] { file.commit(); }), Contains("x.h5: cannot be replaced by "));
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("a disk that fills up at any moment is an Error and destroys nothing") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  const Matrix values = samples::normal(100, 20, 1);
  const auto write = [&] {
    ResultWriter file(path, "new");
    for (const char* name : {"a/one", "b/two", "c/three"}) {
      file.write(name, values);
      file.attribute(name, "n", 3);
    }
    file.write("names", std::vector<std::string>{"x", "yy"});
    file.commit();
  };
  write();
  const auto size = std::filesystem::file_size(path);
  REQUIRE(size > 40000);
  spit(path, "old");
  for (std::uintmax_t limit = 0; limit < size; limit += 997) {
    const FullDisk full(limit);
    CHECK_THAT(message_of(write), StartsWith(path.string() + ": cannot be written: "));
    CHECK(slurp(path) == "old");
    CHECK(folder.entries() == 1);
  }
  const FullDisk enough(size);
  write();
  CHECK(ResultReader(path).matrix("c/three") == values);
}

TEST_CASE("names that cannot be written are refused") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  ResultWriter file(path, "test");
  file.write("a/data", Vector::Zero(3));
  CHECK_THAT(message_of([&] { file.write("a/data", Vector::Zero(3)); }),
             Equals(path.string() + ": 'a/data' exists already"));
  CHECK_THAT(message_of([&] { file.write("a", Vector::Zero(3)); }), Equals(path.string() + ": 'a' exists already"));
  CHECK_THAT(message_of([&] { file.write("a/data/b", Vector::Zero(3)); }),
             Equals(path.string() + ": 'a/data' is a dataset, should be a group"));
  CHECK_THAT(message_of([&] { file.write("", Vector::Zero(3)); }), Contains("'' is no name for a dataset"));
  CHECK_THAT(message_of([&] { file.write("a/", Vector::Zero(3)); }), Contains("'a/' is no name for a dataset"));
  CHECK_THAT(message_of([&] {
               file.write("t", std::vector<std::string>{"x", std::string("a\0b", 3)});
             }),
             Contains("text 1 of 't' holds a zero byte"));
  file.commit();
  CHECK(ResultReader(path).datasets("").empty());
}

TEST_CASE("an output directory that cannot be written is an Error") {
  const ScratchFolder folder;
  spit(folder / "file", "text");
  CHECK_THAT(message_of([&] { ResultWriter(folder / "file/x.h5", "test"); }),
             Contains("cannot be created: Not a directory"));
  CHECK_THAT(message_of([&] { ResultWriter("/proc/neon/x.h5", "test"); }), Contains("/proc/neon/x.h5: the directory "));
}
