#include <neon/core/error.hpp>
#include <neon/hdf5/detail/hdf5_file.hpp>
#include <neon/hdf5/detail/hdf5_rows.hpp>
#include <neon/hdf5/detail/hdf5_types.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/array_rows.hpp>
#include <neon/tables/detail/label_numbers.hpp>
#include <neon/tables/detail/table_source.hpp>
#include <neon/tables/detail/text_lines.hpp>
#include <neon/text/utf8.hpp>

#include <algorithm>
#include <unordered_map>

namespace neon {
namespace {

/// A label as it was found.
struct FoundLabel {
  std::string text;
  std::size_t place = 0;  ///< line or row, from 1
};

struct FoundLabels {
  std::string name;       ///< of the file, for messages
  bool in_lines = false;  ///< of a text, else rows
  std::vector<FoundLabel> labels;
};

std::string place_of(const FoundLabels& found, std::size_t i) {
  const std::size_t place = found.labels[i].place;
  return found.in_lines ? fmt::format("{}:{}", found.name, place)
                        : fmt::format("{}: row {} (from 1)", found.name, place);
}

FoundLabels of_numbers(const std::string& name, const Matrix& values) {
  require(values.cols() == 1, "{}: {} columns should be 1, the labels", name, values.cols());
  FoundLabels found{name, false, {}};
  for (Index i = 0; i < values.rows(); ++i)
    found.labels.push_back({fmt::format("{}", values(i, 0)), static_cast<std::size_t>(i) + 1});
  return found;
}

FoundLabels of_texts(const std::string& name, std::vector<std::string> texts) {
  FoundLabels found{name, false, {}};
  for (std::size_t i = 0; i < texts.size(); ++i) found.labels.push_back({std::move(texts[i]), i + 1});
  return found;
}

/// One text of an NPY array.
std::string decoded(std::string_view bytes, const ArrayLayout& layout) {
  if (layout.texts == ArrayLayout::Texts::bytes) return std::string(bytes.substr(0, bytes.find_last_not_of('\0') + 1));
  constexpr std::size_t width = 4;
  std::string text;
  for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
    char32_t character = 0;
    for (std::size_t i = 0; i < width; ++i)
      character =
          character << 8U | static_cast<unsigned char>(bytes[at + (layout.format.big_endian ? i : width - 1 - i)]);
    if (character == 0) break;
    append_utf8(text, character);
  }
  return text;
}

/// Only one dimension may be longer than 1.
std::size_t length_of(const std::string& name, const std::vector<std::size_t>& shape) {
  const auto longer = std::count_if(shape.begin(), shape.end(), [](std::size_t extent) { return extent != 1; });
  require(!shape.empty() && longer <= 1, "{}: an array [{}] should be [rows], the labels", name,
          fmt::join(shape, ", "));
  return *std::max_element(shape.begin(), shape.end());
}

FoundLabels read_array(ArraySource source) {
  const std::string name = source.stream.name();
  const std::size_t length = length_of(name, source.layout.shape);
  source.layout.shape = {length};
  if (source.layout.texts == ArrayLayout::Texts::none) {
    ArrayRows rows(std::move(source.stream), std::move(source.layout));
    return of_numbers(name, rows(rows.rows()));
  }
  std::vector<std::string> texts;
  std::string bytes(source.layout.format.size, '\0');
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t got = source.stream.read(bytes.data(), bytes.size());
    require(got == bytes.size(), "{}: truncated: ends at byte {}, after row {} of {}", name, source.stream.position(),
            i, length);
    texts.push_back(decoded(bytes, source.layout));
  }
  return of_texts(name, std::move(texts));
}

FoundLabels read_dataset(const Hdf5Source& source) {
  const std::string name = source.file + ":" + source.dataset;
  const H5::H5File file = open_hdf5(source.file);
  const H5::DataSet data = open_dataset(file, source.file, source.dataset);
  const H5::DataType type = data.getDataType();
  const std::vector<hsize_t> shape = extents(data.getSpace());
  const std::size_t length = length_of(name, {shape.begin(), shape.end()});
  try {
    if (hdf5_textual.admits(type)) {
      const H5::StrType texts = data.getStrType();
      return of_texts(name, read_texts(texts, data.getSpace(), [&](void* buffer) { data.read(buffer, texts); }));
    }
    require(hdf5_real.admits(type) || type.getClass() == H5T_ENUM, "{}: [{}] of {} should be labels, integers or texts",
            name, fmt::join(shape, ", "), type_name(type));
    Matrix values(static_cast<Index>(length), 1);
    read_numbers(data, H5::PredType::NATIVE_DOUBLE, values.data(), length);
    if (hdf5_real.admits(type)) return of_numbers(name, values);
    const std::vector<EnumeratedName> names = enumerated_names(type);
    std::vector<std::string> texts;
    for (const double code : values.reshaped()) {
      const auto known = std::find_if(names.begin(), names.end(), [&](const EnumeratedName& one) {
        return static_cast<double>(one.value) == code;
      });
      require(known != names.end(), "{}: row {} (from 1): {} is no value of the enumeration", name, texts.size() + 1,
              code);
      texts.push_back(known->name);
    }
    return of_texts(name, std::move(texts));
  } catch (const H5::Exception& e) {
    throw Error(fmt::format("{}: cannot be read: {}", name, unread_reason(data, source.file, e)));
  }
}

/// One cell a line.
FoundLabels read_lines(TextSource source) {
  TextLines lines(std::move(source.stream), {.delimiter = ',', .comment = '\0'});
  FoundLabels found{lines.name(), true, {}};
  for (std::span<const TextLine> ahead = lines.ahead(); !ahead.empty(); ahead = lines.ahead()) {
    for (const TextLine& line : ahead) {
      const std::vector<std::string> cells =
          split_cells(fmt::format("{}:{}", found.name, line.number), line.text, lines.delimiter());
      require(cells.size() == 1, "{}:{}: {} columns should be 1, the labels", found.name, line.number, cells.size());
      found.labels.push_back({cells.front(), line.number});
    }
    lines.take(ahead.size());
  }
  return found;
}

/// Is the first of them the name of the column? There is one more than points; or it is a text above numbers, or occurs
/// once where all others do more often.
bool has_header(const FoundLabels& found, std::optional<Index> points) {
  if (!found.in_lines || found.labels.size() < 2) return false;
  if (points) return static_cast<Index>(found.labels.size()) == *points + 1;
  const auto is_text = [](const FoundLabel& label) { return !parse_number(label.text); };
  if (!is_text(found.labels.front())) return false;
  if (std::none_of(found.labels.begin() + 1, found.labels.end(), is_text)) return true;
  std::unordered_map<std::string_view, std::size_t> times;
  for (const FoundLabel& label : found.labels) ++times[label.text];
  const auto once = std::count_if(times.begin(), times.end(), [](const auto& label) { return label.second == 1; });
  return once == 1 && times[found.labels.front().text] == 1;
}

struct ReadLabels {
  FoundLabels operator()(ArraySource source) const { return read_array(std::move(source)); }
  FoundLabels operator()(const Hdf5Source& source) const { return read_dataset(source); }
  FoundLabels operator()(TextSource source) const { return read_lines(std::move(source)); }
};

}  // namespace

LabelList read_labels(const std::string& source, std::optional<Index> points) {
  const FoundLabels found = std::visit(ReadLabels{}, find_source(source, true));
  LabelList list;
  LabelNumbers numbers;
  for (std::size_t i = has_header(found, points) ? 1 : 0; i < found.labels.size(); ++i)
    list.labels.push_back(numbers.number(found.labels[i].text, place_of(found, i)));
  require(!list.labels.empty(), "{}: holds no labels", found.name);
  list.class_names = numbers.texts();
  sort_label_texts(list.labels, list.class_names);
  return list;
}

}  // namespace neon
