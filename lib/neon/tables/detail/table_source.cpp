#include <neon/core/error.hpp>
#include <neon/hdf5/detail/hdf5_rows.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/detail/array_rows.hpp>
#include <neon/tables/detail/delimited_reader.hpp>
#include <neon/tables/detail/foreign_format.hpp>
#include <neon/tables/detail/idx_header.hpp>
#include <neon/tables/detail/npz_archive.hpp>
#include <neon/tables/detail/number_table.hpp>
#include <neon/tables/detail/table_source.hpp>
#include <neon/tables/detail/text_encoding.hpp>

#include <algorithm>

namespace neon {
namespace {

namespace fs = std::filesystem;

/// "file:member", where there is such a file.
struct Place {
  std::string file, member;
};

Place split(const std::string& source) {
  std::error_code error;
  if (source == "-" || fs::exists(source, error)) return {source, ""};
  for (std::size_t colon = source.find(':'); colon != std::string::npos; colon = source.find(':', colon + 1))
    if (fs::is_regular_file(source.substr(0, colon), error)) return {source.substr(0, colon), source.substr(colon + 1)};
  return {source, ""};
}

/// The only one of the first rank of which there is any: 2, else more; of vectors 1, else 2, else more.
/// @param others that are in the file and are no numbers, for the message
std::string only_array(const std::string& file, const std::vector<Hdf5Array>& arrays, const std::string& others,
                       bool vectors) {
  const Hdf5Array* found = nullptr;
  bool several = false;
  const auto look_for = [&](const auto& is_it) {
    if (found != nullptr) return;
    for (const Hdf5Array& array : arrays) {
      if (!is_it(array.shape.size())) continue;
      several = found != nullptr;
      found = &array;
      if (several) return;
    }
  };
  if (vectors) look_for([](std::size_t rank) { return rank == 1; });
  look_for([](std::size_t rank) { return rank == 2; });
  look_for([](std::size_t rank) { return rank > 2; });
  require(!arrays.empty(), "{}: holds no array of numbers{}", file, others.empty() ? "" : ", but " + others);
  require(found != nullptr && !several, "{}: which array should be said, as {}:NAME; those of numbers are: {}", file,
          file, listed(arrays));
  return found->name;
}

/// "names [3] of text, df: a table of pandas (...)", with what to do.
std::string described(const std::vector<Hdf5Other>& others) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(others.size(), most); ++i) {
    const Hdf5Other& other = others[i];
    text += fmt::format("{}'{}': {}{}{}", i == 0 ? "" : ", ", other.name, other.what, other.advice.empty() ? "" : "; ",
                        other.advice);
  }
  return others.size() > most ? fmt::format("{}, and {} more", text, others.size() - most) : text;
}

ArraySource npy_source(ByteStream stream) {
  ArrayLayout layout = read_npy_header(stream);
  return {std::move(stream), std::move(layout)};
}

TableSource npz_source(const Place& place, bool vectors) {
  if (!place.member.empty()) return npy_source(open_npz_member(place.file, place.member));
  const std::vector<NpzMember> members = list_npz(place.file);
  if (members.empty()) refuse_zip(place.file);
  std::vector<Hdf5Array> arrays;
  std::string others;
  for (const NpzMember& found : members) {
    if (found.layout && (vectors || found.layout->texts == ArrayLayout::Texts::none))
      arrays.push_back({found.name, found.layout->shape});
    else
      others += fmt::format("{}'{}'", others.empty() ? "" : ", ", found.name);
  }
  const auto holds = [&](std::string_view name) {
    return std::any_of(members.begin(), members.end(), [&](const NpzMember& member) { return member.name == name; });
  };
  require(
      !(holds("data") && holds("format") && holds("shape")),
      "{}: is a sparse matrix of SciPy; in Python, numpy.save('x.npy', scipy.sparse.load_npz(...).toarray()) writes "
      "an array that is read",
      place.file);
  return npy_source(open_npz_member(place.file, only_array(place.file, arrays, others, vectors)));
}

TableSource hdf5_source(const Place& place, bool vectors) {
  if (!place.member.empty()) return Hdf5Source{place.file, place.member};
  require(vectors || !is_model_file(place.file),
          "{}: is a cluster model, should be a table (a model comes before its points)", place.file);
  const Hdf5Contents contents = list_hdf5(place.file);
  return Hdf5Source{place.file, only_array(place.file, contents.arrays, described(contents.others), vectors)};
}

void check_shape(const std::string& name, const std::vector<std::size_t>& shape) {
  require(shape.size() >= 2, "{}: an array [{}] should be [rows, columns]{}", name, fmt::join(shape, ", "),
          shape.size() == 1 ? "; in Python, x.reshape(-1, 1) is one of one column" : "");
}

/// Makes the reader of what was found.
struct OpenTable {
  const CsvOptions& options;

  std::unique_ptr<TableReader> operator()(ArraySource source) const {
    const std::string name = source.stream.name();
    require(source.layout.texts == ArrayLayout::Texts::none, "{}: holds {}", name, source.layout.elements);
    check_shape(name, source.layout.shape);
    ArrayRows rows(std::move(source.stream), std::move(source.layout));
    return std::make_unique<NumberTable>(NumberTableLayout{name, rows.rows(), rows.columns(), {}}, std::move(rows),
                                         options);
  }
  std::unique_ptr<TableReader> operator()(const Hdf5Source& source) const {
    Hdf5Rows rows(source.file, source.dataset);
    const std::string name = source.file + ":" + source.dataset;
    check_shape(name, rows.shape());
    return std::make_unique<NumberTable>(NumberTableLayout{name, rows.rows(), rows.columns(), rows.column_names()},
                                         std::move(rows), options);
  }
  std::unique_ptr<TableReader> operator()(TextSource source) const {
    return std::make_unique<DelimitedReader>(std::move(source.stream), options, true);
  }
};

}  // namespace

TableSource find_source(const std::string& given, bool vectors) {
  const Place place = split(given);
  if (is_hdf5(place.file)) return hdf5_source(place, vectors);
  ByteStream stream = ByteStream::open(place.file);
  const std::string start(stream.peek(bytes_that_name_a_format));
  const bool zip = start.starts_with(zip_magic), hdf5 = start.starts_with(hdf5_magic);
  const char* const archive = zip ? "NPZ" : "HDF5";
  require(!(zip || hdf5) || !stream.packed(), "{}: is {} inside gzip; unpack it with gunzip first", stream.name(),
          archive);
  require(!(zip || hdf5) || place.file != "-", "{}: {} can only be read from a file", stream.name(), archive);
  if (zip) return npz_source(place, vectors);
  if (start.starts_with(npy_magic) && place.member.empty()) return npy_source(std::move(stream));
  if (is_idx(start) && place.member.empty()) {
    ArrayLayout layout = read_idx_header(stream);
    return ArraySource{std::move(stream), std::move(layout)};
  }
  refuse_foreign(stream.name(), start);
  require(place.member.empty(), "{}: there is no '{}' inside, it is neither NPZ nor HDF5", stream.name(), place.member);
  const fs::path ending = fs::path(place.file).extension();
  for (const char* binary : {".npy", ".npz", ".h5", ".hdf5"})
    require(ending != binary, "{}: does not start as a {} file should", stream.name(), binary);
  return TextSource{std::move(stream)};
}

std::unique_ptr<TableReader> open_source(const std::string& source, const CsvOptions& options) {
  return std::visit(OpenTable{options}, find_source(source, false));
}

}  // namespace neon
