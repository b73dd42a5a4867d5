#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/npy_header.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
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

/// Of an element type like "<f8": byte order, kind, bytes.
struct TypeCode {
  char order = '<', kind = 0;
  std::size_t size = 0;
  bool exact = false;  ///< nothing follows the size
};

TypeCode type_code(std::string_view type) {
  TypeCode code;
  if (!type.empty() && std::string_view("<>=|").find(type.front()) != std::string_view::npos) {
    code.order = type.front();
    type.remove_prefix(1);
  }
  if (type.empty()) return code;
  code.kind = type.front();
  const auto [end, error] = std::from_chars(type.data() + 1, type.data() + type.size(), code.size);
  code.exact = error == std::errc() && end == type.data() + type.size();
  return code;
}

std::optional<NumberFormat> number_format(const TypeCode& code) {
  using Kind = NumberFormat::Kind;
  const auto one_of = [&](std::initializer_list<std::size_t> sizes) {
    return code.exact && std::find(sizes.begin(), sizes.end(), code.size) != sizes.end();
  };
  NumberFormat format{Kind::real, code.size, code.order == '>'};
  bool known = false;
  if (code.kind == 'f') {
    known = one_of({2, 4, 8, 12, 16});
  } else if (code.kind == 'i' || code.kind == 'u') {
    format.kind = code.kind == 'i' ? Kind::signed_integer : Kind::unsigned_integer;
    known = one_of({1, 2, 4, 8});
  } else if (code.kind == 'b') {
    format.kind = Kind::unsigned_integer;
    known = one_of({1});
  }
  return known ? std::optional(format) : std::nullopt;
}

/// What an array that holds no numbers is, and what to write in its place.
std::string other_elements(std::string_view type, const TypeCode& code) {
  switch (code.kind) {
    case 'O':
      return "Python objects; numbers among them can be written with x.astype(float)";
    case 'c':
      return fmt::format("complex numbers ({}); write their parts, np.hstack([x.real, x.imag]), or np.abs(x)",
                         shown(type));
    case 'M':
    case 'm':
      return fmt::format("{} ({}); write them as numbers, x.astype('int64')", code.kind == 'M' ? "dates" : "time spans",
                         shown(type));
    case 'U':
    case 'S':
    case 'a':
      return fmt::format("texts ({}); write numbers with x.astype(float)", shown(type));
    case 'V':
      return fmt::format(
          "raw bytes ({}), perhaps numbers that NumPy itself does not know such as bfloat16; write them "
          "with x.astype('float32')",
          shown(type));
    default:
      return fmt::format("elements of type {}", shown(type));
  }
}

/// The names of the fields in "[('a', '<f8'), ('b', '<i4', (2,))]".
std::string field_names(std::string_view records) {
  std::string names;
  for (std::size_t at = records.find('('); at != std::string_view::npos; at = records.find('(', at + 1)) {
    const std::size_t quote = records.find_first_not_of(' ', at + 1);
    if (quote == std::string_view::npos || (records[quote] != '\'' && records[quote] != '"')) continue;
    const std::size_t end = records.find(records[quote], quote + 1);
    if (end == std::string_view::npos) break;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", shown(records.substr(quote + 1, end - quote - 1)));
  }
  return names;
}

void read_elements(const std::string& file, std::string_view value, ArrayLayout& layout) {
  const bool plain = value.front() == '\'' || value.front() == '"';
  require(plain,
          "{}: holds records (a structured dtype) with the fields {}, should hold numbers; write them with "
          "numpy.lib.recfunctions.structured_to_unstructured(x)",
          file, field_names(value.substr(0, value.find(']'))));
  const std::string_view type = value.substr(1, value.find(value.front(), 1) - 1);
  const TypeCode code = type_code(type);
  constexpr std::size_t bytes_per_character = 4, widest = std::size_t{1} << 24U;
  if (const std::optional<NumberFormat> format = number_format(code)) {
    layout.format = *format;
  } else if ((code.kind == 'U' || code.kind == 'S') && code.exact && code.size <= widest) {
    layout.texts = code.kind == 'U' ? ArrayLayout::Texts::characters : ArrayLayout::Texts::bytes;
    layout.format.size = code.size * (code.kind == 'U' ? bytes_per_character : 1);
    layout.format.big_endian = code.order == '>';
    layout.elements = other_elements(type, code);
  } else {
    throw Error(fmt::format("{}: holds {}", file, other_elements(type, code)));
  }
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
  const int version = static_cast<unsigned char>(start[npy_magic.size()]);
  require(1 <= version && version <= 3, "{}: NPY version {} should be 1, 2 or 3", file, version);
  const std::size_t length = little_endian(taken(stream, version == 1 ? 2 : 4));
  constexpr std::size_t longest = 1 << 20;
  require(length <= longest, "{}: an NPY header of {} bytes should have at most {}", file, length, longest);
  const std::string header = taken(stream, length);
  ArrayLayout layout;
  read_elements(file, value_of(file, header, "descr"), layout);
  layout.shape = read_shape(file, value_of(file, header, "shape"));
  const std::string_view order = value_of(file, header, "fortran_order");
  layout.column_major = order.starts_with("True");
  require(layout.column_major || order.starts_with("False"),
          "{}: fortran_order {} in the NPY header should be True or False", file, shown(order));
  return layout;
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
