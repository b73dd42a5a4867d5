#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/archive_reader.hpp>
#include <neon/tables/detail/foreign_format.hpp>
#include <neon/tables/detail/npy_header.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>

namespace neon {
namespace {

using namespace std::string_view_literals;

struct Format {
  std::string_view what, advice;
};

constexpr std::string_view save_sheet = "save the sheet as CSV", unpack = "unpack it first",
                           from_pandas = "in Python, pandas.DataFrame.to_csv writes a table that is read",
                           from_numpy = "in Python, numpy.save('x.npy', x) writes an array that is read",
                           from_r = "in R, write.csv writes a table that is read", no_table = "it holds no table";

struct Signature {
  std::size_t at;
  std::string_view bytes;
  Format format;
};

/// Of their own definitions, as libmagic collects them.
constexpr std::array signatures{
    Signature{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, {"an old Excel workbook (.xls) or Office document", save_sheet}},
    Signature{
        0, "PAR1"sv, {"a Parquet file", "in Python, pandas.read_parquet(...).to_csv writes a table that is read"}},
    Signature{0, "ARROW1"sv, {"an Arrow (Feather) file", from_pandas}},
    Signature{0, "FEA1"sv, {"a Feather file", from_pandas}},
    Signature{0, "\xff\xff\xff\xff"sv, {"an Arrow stream", from_pandas}},
    Signature{0, "ORC"sv, {"an ORC file", from_pandas}},
    Signature{0, "Obj\x01"sv, {"an Avro file", from_pandas}},
    Signature{0, "SQLite format 3\0"sv, {"an SQLite data base", "export the table as CSV"}},
    Signature{0,
              "MATLAB 5.0 MAT-file"sv,
              {"a MATLAB file before version 7.3", "in MATLAB, save(..., '-v7.3') or writematrix writes what is read"}},
    Signature{0, "RDX2\n"sv, {"an R workspace (.RData)", from_r}},
    Signature{0, "RDX3\n"sv, {"an R workspace (.RData)", from_r}},
    Signature{0, "RDA2\nA\n2\n"sv, {"an R workspace (.RData)", from_r}},
    Signature{0, "RDA3\nA\n3\n"sv, {"an R workspace (.RData)", from_r}},
    Signature{0, "X\n\0\0\0"sv, {"an R object (.rds)", from_r}},
    Signature{0, "$FL2"sv, {"an SPSS file", "export it as CSV"}},
    Signature{0, "$FL3"sv, {"an SPSS file", "export it as CSV"}},
    Signature{0, "<stata_dta>"sv, {"a Stata file", "export it as CSV"}},
    Signature{0, "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60"sv, {"a SAS file", "export it as CSV"}},
    Signature{0, "CDF\x01"sv, {"a netCDF file of version 3", "nccopy -k nc4 writes HDF5, which is read"}},
    Signature{0, "CDF\x02"sv, {"a netCDF file of version 3", "nccopy -k nc4 writes HDF5, which is read"}},
    Signature{0, "CDF\x05"sv, {"a netCDF file of version 3", "nccopy -k nc4 writes HDF5, which is read"}},
    Signature{0, "\x0e\x03\x13\x01"sv, {"an HDF4 file", "h4toh5 writes HDF5, which is read"}},
    Signature{0, "SIMPLE  ="sv, {"a FITS file", from_numpy}},
    Signature{0, "%PDF-1."sv, {"a PDF document", no_table}},
    Signature{0, "%PDF-2."sv, {"a PDF document", no_table}},
    Signature{0, "%!PS-Adobe"sv, {"a PostScript document", no_table}},
    Signature{0, "{\\rtf1"sv, {"an RTF document", "save it as plain text"}},
    Signature{0, "\x89PNG\r\n\x1a\n"sv, {"an image (PNG)", no_table}},
    Signature{0, "\xff\xd8\xff"sv, {"an image (JPEG)", no_table}},
    Signature{0, "GIF8"sv, {"an image (GIF)", no_table}},
    Signature{0, "II*\0"sv, {"an image (TIFF)", no_table}},
    Signature{0, "MM\0*"sv, {"an image (TIFF)", no_table}},
    Signature{8, "WEBP"sv, {"an image (WebP)", no_table}},
    Signature{8, "WAVE"sv, {"a sound (WAV)", no_table}},
    Signature{0,
              "\x7f"
              "ELF"sv,
              {"a program", no_table}},
    Signature{0, "BZh"sv, {"compressed by bzip2", "unpack it with bunzip2, or compress it with gzip"}},
    Signature{0,
              "\xfd"
              "7zXZ\0"sv,
              {"compressed by xz", "unpack it with unxz, or compress it with gzip"}},
    Signature{0, "\x28\xb5\x2f\xfd"sv, {"compressed by zstd", "unpack it with unzstd, or compress it with gzip"}},
    Signature{0, "\x04\x22\x4d\x18"sv, {"compressed by lz4", "unpack it with unlz4, or compress it with gzip"}},
    Signature{0, "\x5d\0\0"sv, {"compressed by lzma", "unpack it with unlzma, or compress it with gzip"}},
    Signature{0, "\x1f\x9d"sv, {"compressed by compress", "unpack it with uncompress, or compress it with gzip"}},
    Signature{0, "\x1f\x8b"sv, {"compressed by gzip twice", unpack}},
    Signature{0, "7z\xbc\xaf\x27\x1c"sv, {"a 7z archive", unpack}},
    Signature{0, "Rar!\x1a\x07"sv, {"a RAR archive", unpack}},
    Signature{0, "PK\x05\x06"sv, {"an empty zip archive", no_table}},
    Signature{257, "ustar"sv, {"a tar archive", unpack}},
    Signature{0,
              "version https://git-lfs.github.com/spec"sv,
              {"the pointer of Git LFS to a file that is elsewhere", "git lfs pull fetches it"}},
    Signature{0, "%%MatrixMarket"sv, {"a Matrix Market file", from_numpy}},
};

/// Of text: the first words, in lower case, after blanks.
constexpr std::array text_starts{
    Signature{0, "@relation"sv, {"an ARFF file of Weka", "save it as CSV"}},
    Signature{0, "<!doctype html"sv, {"an HTML page, perhaps in place of a download that failed", no_table}},
    Signature{0, "<html"sv, {"an HTML page, perhaps in place of a download that failed", no_table}},
    Signature{0, "<?xml"sv, {"an XML document", "save the table as CSV"}},
};

constexpr std::string_view blanks = " \t\r\n";

bool begins(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](char wanted, char c) { return wanted == std::tolower(static_cast<unsigned char>(c)); });
}

/// No text has these.
bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x09 || (0x0e <= byte && byte < 0x20 && byte != 0x1a && byte != 0x1b);
}

bool holds_control(std::string_view start) { return std::any_of(start.begin(), start.end(), is_control); }

/// A few of them get into texts by mistake.
bool is_binary(std::string_view start) {
  constexpr std::ptrdiff_t once_in = 32;
  return start.find('\0') != std::string_view::npos ||
         std::count_if(start.begin(), start.end(), is_control) * once_in > static_cast<std::ptrdiff_t>(start.size());
}

/// A short signature of letters could be the name of a column.
bool is_signed(std::string_view start, const Signature& known) {
  constexpr std::size_t short_one = 5;
  if (start.size() < known.at || !start.substr(known.at).starts_with(known.bytes)) return false;
  const bool letters = std::all_of(known.bytes.begin(), known.bytes.end(), [](char c) { return ' ' < c && c < 0x7f; });
  return !letters || known.bytes.size() > short_one || holds_control(start);
}

/// A pickle of protocol 2 or later: the version, then a frame or an opcode; earlier ones are text.
bool is_pickle(std::string_view start) {
  if (start.size() >= 3 && start[0] == '\x80' && 2 <= start[1] && start[1] <= 5) return true;
  for (const std::string_view text : {"(dp0\n"sv, "(lp0\n"sv, "(lp1\n"sv, "ccopy_reg\n"sv, "cnumpy."sv,
                                      "c__builtin__"sv, "ccollections\n"sv, "csklearn."sv})
    if (start.starts_with(text)) return true;
  return false;
}

Format pickle_format(std::string_view start) {
  const auto holds = [&](std::string_view text) { return start.find(text) != std::string_view::npos; };
  if (holds("sklearn"))
    return {"a pickled model of scikit-learn",
            "numpy.save('centroids.npy', model.cluster_centers_) writes what is read"};
  if (holds("joblib")) return {"a file of joblib", from_numpy};
  if (holds("pandas")) return {"a pickled pandas table", from_pandas};
  return {"a Python pickle", from_numpy};
}

/// The stream of zlib, as joblib and pickle write it compressed.
bool is_zlib(std::string_view start) {
  if (start.size() < 4 || start[0] != '\x78') return false;
  const unsigned check = 0x78U * 256U + static_cast<unsigned char>(start[1]);
  return check % 31 == 0 && holds_control(start);
}

/// A value of JSON: an object or array of values, not a cell that begins with a bracket.
bool is_json(std::string_view text) {
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  const std::size_t next = text.find_first_not_of(blanks, 1);
  if (next == std::string_view::npos) return false;
  if (text.front() == '{') return text[next] == '"' || text[next] == '}';
  return std::string_view("[{\"-0123456789").find(text[next]) != std::string_view::npos;
}

/// A row of svmlight: a number, then at least two pairs index:value (one could be a time of day), by increasing index.
bool is_svmlight(std::string_view text) {
  std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  std::size_t pairs = 0;
  unsigned long last = 0;
  for (bool first = true; !line.empty(); first = false) {
    const std::string_view cell = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), cell.size() + 1));
    const std::size_t colon = cell.find(':');
    if (first && parse_number(cell)) continue;
    unsigned long index = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + std::min(colon, cell.size()), index);
    if (first || colon == std::string_view::npos || error != std::errc() || end != cell.data() + colon ||
        (pairs > 0 && index <= last) || !parse_number(cell.substr(colon + 1)))
      return false;
    last = index;
    ++pairs;
  }
  return pairs >= 2;
}

/// ARFF and its like begin with remarks.
std::string_view without_remarks(std::string_view text) {
  for (;;) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(blanks)));
    if (!text.starts_with('%')) return text;
    text.remove_prefix(std::min(text.size(), text.find('\n')));
  }
}

/// UTF-16, with or without a byte order mark: half of the bytes of plain letters are zero.
bool is_utf16(std::string_view start) {
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) return true;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < start.size(); ++i) zeros[i % 2] += start[i] == '\0' ? 1U : 0U;
  return (zeros[0] == 0) != (zeros[1] == 0) && 3 * (zeros[0] + zeros[1]) > start.size();
}

[[noreturn]] void refuse(const std::string& name, const Format& format) {
  throw Error(fmt::format("{}: is {}; {}", name, format.what, format.advice));
}

void refuse_binary(const std::string& name, std::string_view start) {
  for (const Signature& known : signatures)
    if (is_signed(start, known)) refuse(name, known.format);
  if (is_pickle(start)) refuse(name, pickle_format(start));
  if (is_zlib(start)) refuse(name, {"compressed by zlib, perhaps a file of joblib", from_numpy});
  require(is_utf16(start) || !is_binary(start),
          "{}: is binary data of no known kind, should be text or one of NPY, NPZ, HDF5 and IDX", name);
}

}  // namespace

void refuse_foreign(const std::string& name, std::string_view start) {
  refuse_binary(name, start);
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  const std::string_view text = without_remarks(start);
  for (const Signature& known : text_starts)
    if (begins(text, known.bytes)) refuse(name, known.format);
  if (is_json(text)) refuse(name, {"JSON", from_pandas});
  if (is_svmlight(text))
    refuse(name, {"a sparse table (svmlight)", "numpy.save('x.npy', x.toarray()) writes what is read"});
}

void refuse_zip(const std::string& path) {
  std::string names;
  std::size_t count = 0;
  ArchiveReader archive{std::filesystem::path(path)};
  while (const std::optional<ArchiveReader::Member> member = archive.next()) {
    const std::string_view inside = member->path;
    if (inside.starts_with("xl/")) refuse(path, {"an Excel workbook", save_sheet});
    if (inside == "mimetype" && archive.contents().find("spreadsheet") != std::string::npos)
      refuse(path, {"an OpenDocument spreadsheet", save_sheet});
    if (inside.starts_with("word/")) refuse(path, {"a Word document", "save it as plain text"});
    if (inside.starts_with("Index/Document.iwa")) refuse(path, {"a Numbers spreadsheet", save_sheet});
    if (inside.ends_with("data.pkl")) refuse(path, {"a file of PyTorch", from_numpy});
    if (inside.ends_with(".npy")) refuse(path, {"an archive of NumPy (NPZ)", "should be text"});
    if (inside == "model.weights.h5") refuse(path, {"a model of Keras", "model.save_weights writes HDF5"});
    if (member->kind != ArchiveReader::Kind::file) continue;
    constexpr std::size_t most = 5;
    if (++count <= most) names += (count == 1 ? "" : ", ") + member->path;
    if (count == most + 1) names += ", ...";
  }
  throw Error(count == 0 ? fmt::format("{}: is an empty zip archive; {}", path, no_table)
                         : fmt::format("{}: is a zip archive of {}; {}", path, names, unpack));
}

void require_text(const std::string& name, std::string_view start) {
  if (start.starts_with(npy_magic)) refuse(name, {"an array of NumPy", "should be text"});
  if (start.starts_with(hdf5_magic)) refuse(name, {"an HDF5 file", "should be text"});
  if (start.starts_with(zip_magic)) {
    std::error_code error;
    if (std::filesystem::is_regular_file(name, error)) refuse_zip(name);
    refuse(name, {"a zip archive", "should be text"});
  }
  refuse_binary(name, start);
}

}  // namespace neon
