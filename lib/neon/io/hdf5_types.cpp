#include <neon/io/hdf5_types.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace neon {

std::string type_name(const H5::DataType& type) {
  const std::size_t bits = 8 * type.getSize();
  switch (type.getClass()) {
    case H5T_FLOAT:
      return fmt::format("float{}", bits);
    case H5T_INTEGER:
      return fmt::format("{}int{}", H5Tget_sign(type.getId()) == H5T_SGN_NONE ? "u" : "", bits);
    case H5T_STRING:
      return "text";
    case H5T_ENUM:
      return "enumeration";
    default:
      return "another type";
  }
}

std::vector<hsize_t> extents(const H5::DataSpace& space) {
  std::vector<hsize_t> result(static_cast<std::size_t>(std::max(0, space.getSimpleExtentNdims())));
  if (!result.empty()) space.getSimpleExtentDims(result.data());
  return result;
}

std::vector<std::string> read_texts(const H5::StrType& type, const H5::DataSpace& space,
                                    const std::function<void(void*)>& read) {
  const auto count = static_cast<std::size_t>(space.getSimpleExtentNpoints());
  std::vector<std::string> result;
  if (count == 0) return result;
  if (type.isVariableStr()) {
    struct Texts {
      const H5::StrType& type;
      const H5::DataSpace& space;
      std::vector<char*> pointers;
      ~Texts() { H5Dvlen_reclaim(type.getId(), space.getId(), H5P_DEFAULT, pointers.data()); }
    } texts{type, space, std::vector<char*>(count)};
    read(texts.pointers.data());
    for (const char* text : texts.pointers) result.emplace_back(text == nullptr ? "" : text);
    return result;
  }
  const std::size_t width = type.getSize();
  std::string characters(count * width, '\0');
  read(characters.data());
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = characters.substr(i * width, width);
    if (type.getStrpad() == H5T_STR_SPACEPAD) {
      text.erase(text.find_last_not_of(' ') + 1);
    } else {
      text.erase(std::min(text.find('\0'), text.size()));
    }
    result.push_back(std::move(text));
  }
  return result;
}

}  // namespace neon
