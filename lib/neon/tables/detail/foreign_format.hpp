#pragma once
#include <string>
#include <string_view>

/// Files that hold tables or texts for other programs: named for what they are, instead of read as something else.
namespace neon {

inline constexpr std::string_view hdf5_magic = "\x89HDF\r\n\x1a\n", zip_magic = "PK\x03\x04";

/// Enough bytes of the start of a file to name it.
inline constexpr std::size_t bytes_that_name_a_format = 4096;

/// Names spreadsheets, Parquet, Arrow, pickles, R's and MATLAB's files, data bases, documents, images, archives, ARFF,
/// JSON, and other bytes that are no text.
/// @param name of the file, for the message  @param start its first bytes, unpacked
/// @throws Error saying what the file is and what to do, if it is one of these
void refuse_foreign(const std::string& name, std::string_view start);

/// Names a zip archive by its members: a workbook, a zipped table, a model of another program.
/// @throws Error always, in the same way, or because it is damaged
[[noreturn]] void refuse_zip(const std::string& path);

/// Where any text is wanted: names what is none, binary tables that open_table reads too. JSON and HTML are texts.
/// @throws Error in the same way
void require_text(const std::string& name, std::string_view start);

}  // namespace neon
