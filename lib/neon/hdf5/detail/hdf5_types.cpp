#include <neon/core/nearest_name.hpp>
#include <neon/hdf5/detail/hdf5_types.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace neon {

namespace {

int members(const H5::DataType& type) { return H5Tget_nmembers(type.getId()); }

std::string member_name(const H5::DataType& type, int i) {
  char* const name = H5Tget_member_name(type.getId(), static_cast<unsigned>(i));
  std::string result = name != nullptr ? name : "";
  H5free_memory(name);
  return result;
}

/// A type that the library has handed out: H5::DataType counts itself as a second owner.
H5::DataType owned(hid_t id) {
  if (id < 0) throw H5::DataTypeIException("H5Tget_member_type", "a type cannot be read");
  H5::DataType type(id);
  H5Idec_ref(id);
  return type;
}

H5::DataType member_type(const H5::DataType& type, int i) {
  return owned(H5Tget_member_type(type.getId(), static_cast<unsigned>(i)));
}

/// "a float64, b int32" of the fields of records.
std::string fields_of(const H5::DataType& records) {
  constexpr int most = 8;
  std::string fields;
  for (int i = 0; i < std::min(members(records), most); ++i)
    fields += fmt::format("{}{} {}", i == 0 ? "" : ", ", member_name(records, i), type_name(member_type(records, i)));
  return members(records) > most ? fields + ", ..." : fields;
}

/// As h5py and others write them: records of r and i.
bool is_complex(const H5::DataType& records) {
  return members(records) == 2 && member_name(records, 0).starts_with('r') &&
         member_name(records, 1).starts_with('i') && member_type(records, 0).getClass() == H5T_FLOAT;
}

std::string enumeration(const H5::DataType& type) {
  constexpr std::size_t most = 8;
  std::string names;
  const std::vector<EnumeratedName> all = enumerated_names(type);
  for (std::size_t i = 0; i < std::min(all.size(), most); ++i) names += (i == 0 ? "" : ", ") + all[i].name;
  return all.size() > most ? names + ", ..." : names;
}

}  // namespace

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
      return is_boolean(type) ? "bool" : fmt::format("the names {}", enumeration(type));
    case H5T_BITFIELD:
      return fmt::format("{} bits", bits);
    case H5T_COMPOUND:
      return is_complex(type) ? "complex numbers" : fmt::format("records ({})", fields_of(type));
    case H5T_REFERENCE:
      return "references";
    case H5T_VLEN:
      return "lists of any length";
    case H5T_ARRAY:
      return "small arrays";
    case H5T_OPAQUE:
      return "raw bytes";
    default:
      return "another type";
  }
}

bool is_boolean(const H5::DataType& type) {
  if (type.getClass() == H5T_BITFIELD) return true;
  if (type.getClass() != H5T_ENUM) return false;
  const std::vector<EnumeratedName> names = enumerated_names(type);
  return names.size() == 2 && std::all_of(names.begin(), names.end(), [](const EnumeratedName& one) {
           return same_name(one.name, one.value == 0 ? "FALSE" : "TRUE") && (one.value == 0 || one.value == 1);
         });
}

std::vector<EnumeratedName> enumerated_names(const H5::DataType& type) {
  std::vector<EnumeratedName> names;
  const H5::DataType stored = owned(H5Tget_super(type.getId()));
  for (int i = 0; i < members(type); ++i) {
    // The value comes in the stored type, and is converted where it lies.
    std::array<std::int64_t, 2> value{};
    if (stored.getSize() > sizeof value ||
        H5Tget_member_value(type.getId(), static_cast<unsigned>(i), value.data()) < 0)
      continue;
    H5Tconvert(stored.getId(), H5T_NATIVE_INT64, 1, value.data(), nullptr, H5P_DEFAULT);
    names.push_back({member_name(type, i), value.front()});
  }
  return names;
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
