#include <neon/core/error.hpp>
#include <neon/io/array_rows.hpp>
#include <neon/io/delimited_reader.hpp>
#include <neon/io/hdf5_rows.hpp>
#include <neon/io/idx_header.hpp>
#include <neon/io/npz_archive.hpp>
#include <neon/io/number_table.hpp>
#include <neon/io/table_source.hpp>
#include <neon/io/text_encoding.hpp>

#include <algorithm>

namespace neon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view hdf5_magic = "\x89HDF\r\n\x1a\n", zip_magic = "PK\x03\x04";

/// "file:member", where there is such a file.
struct Source {
  std::string file, member;
};

Source split(const std::string& source) {
  std::error_code error;
  if (source == "-" || fs::exists(source, error)) return {source, ""};
  for (std::size_t colon = source.find(':'); colon != std::string::npos; colon = source.find(':', colon + 1))
    if (fs::is_regular_file(source.substr(0, colon), error)) return {source.substr(0, colon), source.substr(colon + 1)};
  return {source, ""};
}

/// An array in a file of several.
struct NamedArray {
  std::string name;
  std::vector<std::size_t> shape;
};

/// The only one of two dimensions, else of more, else of one where vectors are wanted.
std::string only_array(const std::string& file, const std::vector<NamedArray>& arrays, bool vectors) {
  std::string names;
  for (const NamedArray& array : arrays)
    names += fmt::format("{}{} [{}]", names.empty() ? "" : ", ", array.name, fmt::join(array.shape, ", "));
  const NamedArray* found = nullptr;
  bool several = false;
  const auto look_for = [&](const auto& is_it) {
    for (const NamedArray& array : arrays) {
      if (!is_it(array.shape.size())) continue;
      several = found != nullptr;
      found = &array;
      if (several) return;
    }
  };
  look_for([](std::size_t rank) { return rank == 2; });
  if (found == nullptr) look_for([](std::size_t rank) { return rank > 2; });
  if (found == nullptr && vectors) look_for([](std::size_t) { return true; });
  require(found != nullptr && !several, "{}: which array should be said, as {}:NAME; those of numbers are: {}", file,
          file, names.empty() ? "none" : names);
  return found->name;
}

template <class Extent>
void check_shape(const std::string& name, const std::vector<Extent>& shape, bool vectors) {
  require(shape.size() >= 2 || (vectors && shape.size() == 1), "{}: an array [{}] should be {}", name,
          fmt::join(shape, ", "), vectors ? "[rows]" : "[rows, columns]");
}

std::unique_ptr<TableReader> open_array(ByteStream stream, ArrayLayout layout, const CsvOptions& options,
                                        bool vectors) {
  const std::string name = stream.name();
  check_shape(name, layout.shape, vectors);
  ArrayRows rows(std::move(stream), std::move(layout));
  return std::make_unique<NumberTable>(NumberTableLayout{name, rows.rows(), rows.columns(), {}}, std::move(rows),
                                       options);
}

std::unique_ptr<TableReader> open_npy(ByteStream stream, const CsvOptions& options, bool vectors) {
  ArrayLayout layout = read_npy_header(stream);
  return open_array(std::move(stream), std::move(layout), options, vectors);
}

std::unique_ptr<TableReader> open_npz(const Source& source, const CsvOptions& options, bool vectors) {
  std::string member = source.member;
  if (member.empty()) {
    std::vector<NamedArray> arrays;
    for (const NpzMember& found : list_npz(source.file))
      if (found.layout) arrays.push_back({found.name, found.layout->shape});
    member = only_array(source.file, arrays, vectors);
  }
  return open_npy(open_npz_member(source.file, member), options, vectors);
}

std::unique_ptr<TableReader> open_hdf5(const Source& source, const CsvOptions& options, bool vectors) {
  std::string dataset = source.member;
  if (dataset.empty()) {
    std::vector<NamedArray> arrays;
    for (const Hdf5Array& found : list_hdf5_arrays(source.file))
      arrays.push_back({found.name, {found.shape.begin(), found.shape.end()}});
    dataset = only_array(source.file, arrays, vectors);
  }
  Hdf5Rows rows(source.file, dataset);
  const std::string name = source.file + ":" + dataset;
  check_shape(name, rows.shape(), vectors);
  return std::make_unique<NumberTable>(NumberTableLayout{name, rows.rows(), rows.columns(), rows.column_names()},
                                       std::move(rows), options);
}

/// Text that is none would be refused cell by cell; this says why.
void check_text(const std::string& name, const fs::path& ending, std::string_view start) {
  for (const char* binary : {".npy", ".npz", ".h5", ".hdf5"})
    require(ending != binary, "{}: does not start as a {} file should", name, binary);
  require(text_encoding(start) != TextEncoding::utf8 || start.find('\0') == std::string_view::npos,
          "{}: should be delimited text, NPY, NPZ, HDF5 or IDX, starts as none of these", name);
}

}  // namespace

std::unique_ptr<TableReader> open_source(const std::string& given, const CsvOptions& options, bool vectors) {
  const Source source = split(given);
  ByteStream stream = ByteStream::open(source.file);
  constexpr std::size_t looked_at = 512;
  const std::string start(stream.peek(looked_at));
  const bool zip = start.starts_with(zip_magic), hdf5 = start.starts_with(hdf5_magic);
  std::error_code error;
  require((!zip && !hdf5) || fs::is_regular_file(source.file, error), "{}: {} can only be read from a file",
          stream.name(), zip ? "NPZ" : "HDF5");
  if (zip) return open_npz(source, options, vectors);
  if (hdf5) return open_hdf5(source, options, vectors);
  require(source.member.empty(), "{}: there is no '{}' inside, it is neither NPZ nor HDF5", stream.name(),
          source.member);
  if (start.starts_with(npy_magic)) return open_npy(std::move(stream), options, vectors);
  if (is_idx(start)) {
    ArrayLayout layout = read_idx_header(stream);
    return open_array(std::move(stream), std::move(layout), options, vectors);
  }
  check_text(stream.name(), fs::path(source.file).extension(), start);
  return std::make_unique<DelimitedReader>(std::move(stream), options, true);
}

}  // namespace neon
