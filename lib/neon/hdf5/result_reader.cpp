#include <neon/core/error.hpp>
#include <neon/hdf5/detail/hdf5_file.hpp>
#include <neon/hdf5/detail/hdf5_types.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <H5Cpp.h>

#include <algorithm>
#include <array>
#include <new>
#include <set>

namespace neon {
namespace fs = std::filesystem;

struct ResultReader::File {
  fs::path path;
  H5::H5File hdf5;

  std::string name() const { return path.string(); }

  /// Runs one read; what HDF5 has against it becomes an Error.
  template <class Operation>
  auto run(const std::string& what, const Operation& operation) const {
    try {
      return operation();
    } catch (const H5::Exception& e) {
      throw Error(fmt::format("{}: '{}' cannot be read, {}", name(), what, failure_of(e)));
    } catch (const std::bad_alloc&) {
      throw Error(fmt::format("{}: '{}' does not fit into memory", name(), what));
    }
  }

  bool has(const std::string& at) const { return find_object(hdf5, at).has_value(); }

  H5O_type_t type(const std::string& at) const {
    const std::optional<Hdf5Object> object = find_object(hdf5, at);
    if (object) return object->type;
    const std::string dead = dead_link(hdf5, at);
    throw Error(dead.empty() ? fmt::format("{}: '{}' is missing", name(), at) : fmt::format("{}: {}", name(), dead));
  }

  H5::DataSet dataset(const std::string& at, std::size_t rank, const ExpectedType& expected) const {
    require(type(at) == H5O_TYPE_DATASET, "{}: '{}' is no dataset, should be {}", name(), at, expected.description);
    return run(at, [&] {
      H5::DataSet data = hdf5.openDataSet(at);
      const std::vector<hsize_t> shape = extents(data.getSpace());
      require(shape.size() == rank && expected.admits(data.getDataType()), "{}: '{}' is [{}] of {}, should be {} of {}",
              name(), at, fmt::join(shape, ", "), type_name(data.getDataType()), rank == 1 ? "[n]" : "[rows, columns]",
              expected.description);
      require_sources(data, path, fmt::format("{}: '{}'", name(), at));
      return data;
    });
  }

  /// Reads a dataset; says why that fails.
  template <class Read>
  void read(const H5::DataSet& data, const std::string& at, const Read& use) const {
    try {
      use();
    } catch (const H5::Exception& e) {
      throw Error(fmt::format("{}: '{}' cannot be read, {}", name(), at, unread_reason(data, path, e)));
    }
  }

  template <class Result>
  Result rows(const std::string& at, const ExpectedType& expected, const H5::DataType& type_in_memory) const {
    constexpr bool is_matrix = Result::ColsAtCompileTime != 1;
    const H5::DataSet data = dataset(at, is_matrix ? 2 : 1, expected);
    return run(at, [&] {
      const std::vector<hsize_t> shape = extents(data.getSpace());
      Result result;
      if constexpr (is_matrix) {
        result.resize(static_cast<Index>(shape[0]), static_cast<Index>(shape[1]));
      } else {
        result.resize(static_cast<Index>(shape[0]));
      }
      const auto size = static_cast<std::size_t>(result.size());
      if (size > 0) read(data, at, [&] { read_numbers(data, type_in_memory, result.data(), size); });
      return result;
    });
  }

  /// Calls use(group or dataset).
  template <class Use>
  auto object(const std::string& at, const Use& use) const {
    const bool is_dataset = type(at) == H5O_TYPE_DATASET;
    return run(at, [&] { return is_dataset ? use(hdf5.openDataSet(at)) : use(hdf5.openGroup(at.empty() ? "/" : at)); });
  }

  /// Calls use(attribute) on an attribute of one value.
  template <class Use>
  auto attribute(const std::string& at, const std::string& key, const ExpectedType& expected, const Use& use) const {
    return object(at, [&](const H5::H5Object& owner) {
      const std::string label = at.empty() ? "/" : at;
      require(owner.attrExists(key), "{}: the attribute '{}' of '{}' is missing", name(), key, label);
      const H5::Attribute value = owner.openAttribute(key);
      const hssize_t count = value.getSpace().getSimpleExtentNpoints();
      require(count == 1 && expected.admits(value.getDataType()),
              "{}: the attribute '{}' of '{}' is [{}] of {}, should be one of: {}", name(), key, label, count,
              type_name(value.getDataType()), expected.description);
      return use(value);
    });
  }

  std::vector<std::string> children(const std::string& at, H5O_type_t wanted) const {
    require(type(at) == H5O_TYPE_GROUP, "{}: '{}' is no group", name(), at);
    return run(at, [&] {
      const H5::Group group = hdf5.openGroup(at.empty() ? "/" : at);
      std::set<std::array<unsigned long, 4>> above{find_object(hdf5, "/")->identity};
      for (std::size_t end = 0; end != std::string::npos;) {
        end = at.find('/', end + 1);
        if (const std::optional<Hdf5Object> object = find_object(hdf5, at.substr(0, end)))
          above.insert(object->identity);
      }
      std::vector<std::string> names;
      for (hsize_t i = 0; i < group.getNumObjs(); ++i) {
        const std::string child = group.getObjnameByIdx(i);
        const std::optional<Hdf5Object> object = find_object(group, child);
        if (object && object->type == wanted && !above.contains(object->identity)) names.push_back(child);
      }
      return names;
    });
  }
};

ResultReader::ResultReader(const fs::path& path, std::string_view kind) {
  file_ = std::make_unique<File>(File{path, open_hdf5(path)});
  if (kind.empty()) return;
  require(has_attribute("", "neon_kind"), "{}: the attribute neon_kind is missing, should be '{}'", path.string(),
          kind);
  const std::string found = this->kind();
  require(found == kind, "{}: is of kind '{}', should be '{}'", path.string(), found, kind);
}

ResultReader::~ResultReader() = default;
ResultReader::ResultReader(ResultReader&&) noexcept = default;
ResultReader& ResultReader::operator=(ResultReader&&) noexcept = default;

const fs::path& ResultReader::path() const { return file_->path; }

Matrix ResultReader::matrix(const std::string& name) const {
  return file_->rows<Matrix>(name, hdf5_real, H5::PredType::NATIVE_DOUBLE);
}

FloatMatrix ResultReader::float_matrix(const std::string& name) const {
  return file_->rows<FloatMatrix>(name, hdf5_real, H5::PredType::NATIVE_FLOAT);
}

IntegerMatrix ResultReader::integer_matrix(const std::string& name) const {
  return file_->rows<IntegerMatrix>(name, hdf5_integral, H5::PredType::NATIVE_INT32);
}

Vector ResultReader::vector(const std::string& name) const {
  return file_->rows<Vector>(name, hdf5_real, H5::PredType::NATIVE_DOUBLE);
}

Labels ResultReader::labels(const std::string& name) const {
  using IndexVector = Eigen::Matrix<std::int64_t, Eigen::Dynamic, 1>;
  const auto values = file_->rows<IndexVector>(name, hdf5_integral, H5::PredType::NATIVE_INT64);
  return {values.begin(), values.end()};
}

std::vector<std::string> ResultReader::strings(const std::string& name) const {
  const H5::DataSet data = file_->dataset(name, 1, hdf5_textual);
  return file_->run(name, [&] {
    const H5::StrType type = data.getStrType();
    return read_texts(type, data.getSpace(),
                      [&](void* buffer) { file_->read(data, name, [&] { data.read(buffer, type); }); });
  });
}

bool ResultReader::has(const std::string& path) const { return file_->has(path); }

bool ResultReader::has_attribute(const std::string& path, const std::string& name) const {
  return file_->object(path, [&](const H5::H5Object& owner) { return owner.attrExists(name); });
}

std::vector<std::string> ResultReader::groups(const std::string& path) const {
  return file_->children(path, H5O_TYPE_GROUP);
}

std::vector<std::string> ResultReader::datasets(const std::string& path) const {
  return file_->children(path, H5O_TYPE_DATASET);
}

ResultReader::Layout ResultReader::layout(const std::string& dataset) const {
  require(file_->type(dataset) == H5O_TYPE_DATASET, "{}: '{}' is no dataset", file_->name(), dataset);
  return file_->run(dataset, [&] {
    const H5::DataSet data = file_->hdf5.openDataSet(dataset);
    const std::vector<hsize_t> shape = extents(data.getSpace());
    const H5::DataType type = data.getDataType();
    return Layout{{shape.begin(), shape.end()}, type_name(type), hdf5_real.admits(type)};
  });
}

std::vector<std::string> ResultReader::attributes(const std::string& path) const {
  return file_->object(path, [](const H5::H5Object& owner) {
    std::vector<std::string> names(static_cast<std::size_t>(owner.getNumAttrs()));
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = owner.openAttribute(static_cast<unsigned>(i)).getName();
    std::sort(names.begin(), names.end());
    return names;
  });
}

double ResultReader::number(const std::string& path, const std::string& attribute) const {
  return file_->attribute(path, attribute, hdf5_real, [](const H5::Attribute& value) {
    double result = 0;
    value.read(H5::PredType::NATIVE_DOUBLE, &result);
    return result;
  });
}

std::int64_t ResultReader::integer(const std::string& path, const std::string& attribute) const {
  return file_->attribute(path, attribute, hdf5_integral, [](const H5::Attribute& value) {
    std::int64_t result = 0;
    value.read(H5::PredType::NATIVE_INT64, &result);
    return result;
  });
}

bool ResultReader::flag(const std::string& path, const std::string& attribute) const {
  return file_->attribute(path, attribute, hdf5_logical, [](const H5::Attribute& value) {
    const H5::DataType type = value.getDataType();
    std::vector<char> bytes(type.getSize());
    value.read(type, bytes.data());
    return std::any_of(bytes.begin(), bytes.end(), [](char byte) { return byte != 0; });
  });
}

std::string ResultReader::text(const std::string& path, const std::string& attribute) const {
  return file_->attribute(path, attribute, hdf5_textual, [](const H5::Attribute& value) {
    const H5::StrType type = value.getStrType();
    return read_texts(type, value.getSpace(), [&](void* buffer) { value.read(type, buffer); }).front();
  });
}

}  // namespace neon
