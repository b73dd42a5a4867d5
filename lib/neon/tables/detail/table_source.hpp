#pragma once
#include <neon/tables/detail/npy_header.hpp>
#include <neon/tables/table_stream.hpp>

#include <variant>

namespace neon {

/// An array whose numbers or texts come next in the stream: NPY, a member of NPZ, IDX.
struct ArraySource {
  ByteStream stream;
  ArrayLayout layout;
};

/// A dataset of an HDF5 file.
struct Hdf5Source {
  std::string file, dataset;
};

/// What is no binary table: text, if it is anything.
struct TextSource {
  ByteStream stream;
};

using TableSource = std::variant<ArraySource, Hdf5Source, TextSource>;

/// Finds what `file`, `file:member` or "-" names, by the first bytes of the file.
/// @param vectors are wanted (labels): where nothing is named, the only array of one dimension; else of two, else of
///   more
/// @throws Error if it cannot be opened, is of a format that is not read (which the message names), or holds no such
///   array, or several
TableSource find_source(const std::string& source, bool vectors);

/// The reader of a table.
std::unique_ptr<TableReader> open_source(const std::string& source, const CsvOptions& options);

}  // namespace neon
