#pragma once
#include <neon/tables/table_stream.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "support/scratch_folder.hpp"

/// Files as other programs write them, byte by byte, and tables read back from them.
namespace neon::samples {

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
inline std::string npy(const std::string& dictionary, const std::string& numbers, int version = 1) {
  std::string header = dictionary;
  const std::size_t before = version == 1 ? 10 : 12;
  while ((before + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string length = {static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)};
  if (version > 1) length += std::string(2, '\0');
  return std::string("\x93NUMPY") + static_cast<char>(version) + '\0' + length + header + numbers;
}

inline std::string npy_of(const std::string& type, const std::string& shape, const std::string& numbers,
                          const std::string& order = "False") {
  return npy(fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", type, order, shape), numbers);
}

inline void write_npz(const std::filesystem::path& path, bool deflated,
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

inline void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()));
  REQUIRE(gzclose(file) == Z_OK);
}

/// The whole table, read by blocks of each of several sizes.
inline Matrix values_of(const std::string& source, const CsvOptions& options = {}) {
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

inline Matrix values_in(const std::string& bytes) {
  const ScratchFolder folder;
  spit(folder / "t", bytes);
  return values_of((folder / "t").string());
}

/// What follows the path in the error message.
inline std::string error_in(const std::string& bytes, const CsvOptions& options = {}, const std::string& name = "t") {
  const ScratchFolder folder;
  spit(folder / name, bytes);
  const std::string start = (folder / name).string();
  const std::string message = message_of([&] { values_of(start, options); });
  REQUIRE(message.substr(0, start.size()) == start);
  return message.substr(start.size());
}

}  // namespace neon::samples
