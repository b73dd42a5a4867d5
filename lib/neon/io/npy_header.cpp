#include <neon/core/error.hpp>
#include <neon/io/delimited_lines.hpp>
#include <neon/io/npy_header.hpp>

#include <charconv>
#include <optional>

namespace neon {
namespace {

std::string taken(ByteStream& stream, std::size_t count) {
  std::string bytes(count, '\0');
  const std::size_t got = stream.read(bytes.data(), count);
  require(got == count, "{}: truncated: cut off inside the NPY header, at byte {}", stream.name(), stream.position());
  return bytes;
}

std::size_t little_endian(const std::string& bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// What follows a key of the Python dictionary `header`, e.g. "(3, 2), }".
std::string_view value_of(const std::string& file, std::string_view header, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = fmt::format("{0}{1}{0}", quote, key);
    const std::size_t found = header.find(quoted);
    if (found == std::string_view::npos) continue;
    const std::size_t colon = header.find(':', found + quoted.size());
    const std::size_t value = colon == std::string_view::npos ? colon : header.find_first_not_of(' ', colon + 1);
    if (value != std::string_view::npos) return header.substr(value);
  }
  throw Error(fmt::format("{}: '{}' is missing from the NPY header {}", file, key, shown(header)));
}

std::optional<NumberFormat> number_format(std::string_view type) {
  if (type.size() != 3 || std::string_view("<>=|").find(type[0]) == std::string_view::npos) return std::nullopt;
  NumberFormat format;
  format.big_endian = type[0] == '>';
  format.size = static_cast<std::size_t>(type[2] - '0');
  const bool width = format.size == 4 || format.size == 8, narrow = format.size == 1 || format.size == 2;
  switch (type[1]) {
    case 'f':
      format.kind = NumberFormat::Kind::real;
      return width ? std::optional(format) : std::nullopt;
    case 'i':
      format.kind = NumberFormat::Kind::signed_integer;
      return width || narrow ? std::optional(format) : std::nullopt;
    case 'u':
      format.kind = NumberFormat::Kind::unsigned_integer;
      return width || narrow ? std::optional(format) : std::nullopt;
    case 'b':
      format.kind = NumberFormat::Kind::unsigned_integer;
      return format.size == 1 ? std::optional(format) : std::nullopt;
    default:
      return std::nullopt;
  }
}

NumberFormat read_format(const std::string& file, std::string_view value) {
  const bool text = value.front() == '\'' || value.front() == '"';
  const std::string_view type = text ? value.substr(1, value.find(value.front(), 1) - 1) : value;
  const std::optional<NumberFormat> format = text ? number_format(type) : std::nullopt;
  require(format.has_value(), "{}: holds {}, should be f4, f8, integers of 8 to 64 bits, or bool", file,
          text ? fmt::format("numbers of type {}", shown(type)) : "records (a structured dtype)");
  return *format;
}

std::vector<std::size_t> read_shape(const std::string& file, std::string_view value) {
  const std::string_view whole = value.substr(0, value.find(')') + 1);
  require(!whole.empty() && whole.front() == '(', "{}: the shape {} in the NPY header should be like (150, 4)", file,
          shown(value));
  std::vector<std::size_t> shape;
  std::string_view rest = whole.substr(1);
  while (rest.front() != ')') {
    if (rest.front() == ' ' || rest.front() == ',') {
      rest.remove_prefix(1);
      continue;
    }
    std::size_t extent = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), extent);
    require(error == std::errc(), "{}: the shape {} in the NPY header should be like (150, 4)", file, shown(whole));
    shape.push_back(extent);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.front() == 'L') rest.remove_prefix(1);  // written by Python 2
  }
  return shape;
}

}  // namespace

ArrayLayout read_npy_header(ByteStream& stream) {
  const std::string& file = stream.name();
  const std::string start = taken(stream, npy_magic.size() + 2);
  require(start.starts_with(npy_magic), "{}: no NPY file: it should start with \\x93NUMPY", file);
  const int version = start[npy_magic.size()];
  require(1 <= version && version <= 3, "{}: NPY version {} should be 1, 2 or 3", file, version);
  const std::size_t length = little_endian(taken(stream, version == 1 ? 2 : 4));
  constexpr std::size_t longest = 1 << 20;
  require(length <= longest, "{}: an NPY header of {} bytes should have at most {}", file, length, longest);
  const std::string header = taken(stream, length);
  return {.format = read_format(file, value_of(file, header, "descr")),
          .shape = read_shape(file, value_of(file, header, "shape")),
          .column_major = value_of(file, header, "fortran_order").starts_with("True")};
}

std::string npy_header(std::size_t rows, std::size_t columns) {
  constexpr std::size_t length = 128;
  std::string header(npy_magic);
  header += std::string{1, 0, static_cast<char>(length - 10), 0};
  header += fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  header.resize(length - 1, ' ');
  return header + '\n';
}

}  // namespace neon
