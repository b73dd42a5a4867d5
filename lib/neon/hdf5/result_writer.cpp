#include <neon/core/error.hpp>
#include <neon/core/version.hpp>
#include <neon/hdf5/detail/descriptor_driver.hpp>
#include <neon/hdf5/detail/growing_dataset.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/tables/atomic_file.hpp>

#include <H5Cpp.h>

#include <algorithm>
#include <limits>
#include <map>
#include <system_error>
#include <utility>

namespace neon {
namespace {

constexpr hsize_t compressed_from = 4096, chunk_size = 512 * 1024;  // bytes
constexpr int deflate_level = 4;

/// Whole rows, as many as fit; a row that does not fit is divided.
std::vector<hsize_t> chunk_shape(std::vector<hsize_t> shape, hsize_t element_size) {
  const hsize_t row_size = element_size * (shape.size() == 2 ? shape[1] : 1);
  shape[0] = std::clamp<hsize_t>(chunk_size / row_size, 1, shape[0]);
  if (row_size > chunk_size) shape[1] = chunk_size / element_size;
  return shape;
}

H5::DSetCreatPropList layout(const std::vector<hsize_t>& shape, const H5::DataType& type) {
  H5::DSetCreatPropList properties;
  H5Pset_obj_track_times(properties.getId(), false);  // the same results give the same bytes
  hsize_t size = type.getSize();
  for (const hsize_t extent : shape) size *= extent;
  if (size < compressed_from || type.getClass() == H5T_STRING) return properties;
  properties.setChunk(static_cast<int>(shape.size()), chunk_shape(shape, type.getSize()).data());
  properties.setShuffle();
  properties.setDeflate(deflate_level);
  return properties;
}

H5::StrType text_type() {
  H5::StrType type(H5::PredType::C_S1, H5T_VARIABLE);
  type.setCset(H5T_CSET_UTF8);
  return type;
}

/// The type h5py gives a bool.
H5::EnumType flag_type() {
  H5::EnumType type(H5::PredType::NATIVE_INT8);
  std::int8_t value = 0;
  type.insert("FALSE", &value);
  value = 1;
  type.insert("TRUE", &value);
  return type;
}

}  // namespace

struct ResultWriter::File {
  AtomicFile atomic;
  DescriptorFile bytes;
  H5::H5File hdf5;
  std::map<std::string, GrowingDataset> growing;
  bool open = true;

  explicit File(const std::filesystem::path& path)
      : atomic(path),
        bytes{atomic.descriptor()},
        hdf5(atomic.partial().string(), H5F_ACC_TRUNC, H5::FileCreatPropList::DEFAULT, access_through(bytes)) {}

  std::string name() const { return atomic.target().string(); }

  /// Runs one operation on the file; whatever HDF5 or the file system has against it becomes an Error.
  template <class Operation>
  void run(const std::string& path, const Operation& operation) {
    require(open, "{}: '{}' cannot be written after commit", name(), path);
    check_disk();
    try {
      operation();
    } catch (const H5::Exception& e) {
      throw Error(fmt::format("{}: '{}' cannot be written: {}", name(), path, e.getDetailMsg()));
    }
    check_disk();
  }

  void check_disk() const {
    require(bytes.error == 0, "{}: cannot be written: {}", name(), std::generic_category().message(bytes.error));
  }

  /// The parent should exist.
  bool exists(const std::string& path) const { return path.empty() || path == "/" || hdf5.nameExists(path); }

  void make_group(const std::string& path) {
    make_parent(path);
    if (exists(path)) {
      require(hdf5.childObjType(path.empty() ? "/" : path) == H5O_TYPE_GROUP,
              "{}: '{}' is a dataset, should be a group", name(), path);
      return;
    }
    hdf5.createGroup(path);
  }

  void make_parent(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash != std::string::npos && slash > 0) make_group(path.substr(0, slash));
  }

  /// For a new dataset.
  void make_room(const std::string& path) {
    require(!path.empty() && path.back() != '/', "{}: '{}' is no name for a dataset", name(), path);
    make_parent(path);
    require(!exists(path), "{}: '{}' exists already", name(), path);
  }

  /// @param columns 0 for a vector
  void append(const std::string& path, const void* values, const H5::PredType& type, Index rows, Index columns) {
    run(path, [&] {
      auto found = growing.find(path);
      if (found == growing.end()) {
        make_room(path);
        found = growing.try_emplace(path, hdf5, path, type, static_cast<hsize_t>(columns)).first;
      }
      GrowingDataset& data = found->second;
      require(data.type() == type && data.columns() == static_cast<hsize_t>(columns),
              "{}: '{}' grows by rows of {} numbers, should be {} and of the same type", name(), path,
              std::max<Index>(1, columns), std::max<hsize_t>(1, data.columns()));
      data.append(values, static_cast<hsize_t>(rows));
    });
  }

  void dataset(const std::string& path, const void* values, const H5::DataType& stored, const H5::DataType& in_memory,
               const std::vector<Index>& shape) {
    run(path, [&] {
      make_room(path);
      const std::vector<hsize_t> extents(shape.begin(), shape.end());
      const H5::DataSpace space(static_cast<int>(extents.size()), extents.data());
      const H5::DataSet data = hdf5.createDataSet(path, stored, space, layout(extents, stored));
      if (space.getSimpleExtentNpoints() > 0) data.write(values, in_memory);
    });
  }

  void attribute(const std::string& path, const std::string& key, const void* value, const H5::DataType& stored,
                 const H5::DataType& in_memory) {
    run(path, [&] {
      const std::string at = path.empty() ? "/" : path;
      make_parent(at);
      if (!exists(at)) make_group(at);
      const auto put = [&](const H5::H5Object& object) {
        require(!object.attrExists(key), "{}: the attribute '{}' of '{}' exists already", name(), key, at);
        object.createAttribute(key, stored, H5::DataSpace()).write(in_memory, value);
      };
      if (at == "/" || hdf5.childObjType(at) == H5O_TYPE_GROUP) {
        put(hdf5.openGroup(at));
      } else {
        put(hdf5.openDataSet(at));
      }
    });
  }
};

ResultWriter::ResultWriter(const std::filesystem::path& path, std::string_view kind) {
  H5::Exception::dontPrint();
  try {
    file_ = std::make_unique<File>(path);
  } catch (const H5::Exception& e) {
    throw Error(fmt::format("{}: cannot be created: {}", path.string(), e.getDetailMsg()));
  }
  attribute("", "neon_kind", kind);
  attribute("", "neon_version", version);
  attribute("", "neon_commit", git_commit);
}

ResultWriter::~ResultWriter() = default;
ResultWriter::ResultWriter(ResultWriter&&) noexcept = default;
ResultWriter& ResultWriter::operator=(ResultWriter&&) noexcept = default;

void ResultWriter::put(const std::string& name, const double* values, const Shape& shape) {
  file_->dataset(name, values, H5::PredType::IEEE_F64LE, H5::PredType::NATIVE_DOUBLE, shape);
}

void ResultWriter::put(const std::string& name, const float* values, const Shape& shape) {
  file_->dataset(name, values, H5::PredType::IEEE_F32LE, H5::PredType::NATIVE_FLOAT, shape);
}

void ResultWriter::put(const std::string& name, const std::int32_t* values, const Shape& shape) {
  file_->dataset(name, values, H5::PredType::STD_I32LE, H5::PredType::NATIVE_INT32, shape);
}

void ResultWriter::put_rows(const std::string& name, const double* values, const Shape& shape) {
  const Index columns = shape.size() == 2 ? shape[1] : 0;
  require(shape.size() == 1 || columns > 0, "{}: '{}' grows by rows of no numbers", file_->name(), name);
  file_->append(name, values, H5::PredType::IEEE_F64LE, shape[0], columns);
}

void ResultWriter::append(const std::string& name, const Labels& values) {
  file_->append(name, values.data(), H5::PredType::STD_I64LE, count(values), 0);
}

void ResultWriter::write(const std::string& name, const Labels& values) {
  static_assert(sizeof(Index) == sizeof(std::int64_t));
  file_->dataset(name, values.data(), H5::PredType::STD_I64LE, H5::PredType::NATIVE_INT64, {count(values)});
}

void ResultWriter::write(const std::string& name, const std::vector<std::string>& values) {
  std::vector<const char*> texts;
  for (const std::string& value : values) {
    require(value.find('\0') == std::string::npos, "{}: text {} of '{}' holds a zero byte", file_->name(), texts.size(),
            name);
    texts.push_back(value.c_str());
  }
  file_->dataset(name, texts.data(), text_type(), text_type(), {count(values)});
}

void ResultWriter::put_number(const std::string& path, const std::string& name, double value) {
  file_->attribute(path, name, &value, H5::PredType::IEEE_F64LE, H5::PredType::NATIVE_DOUBLE);
}

void ResultWriter::put_integer(const std::string& path, const std::string& name, std::int64_t value) {
  file_->attribute(path, name, &value, H5::PredType::STD_I64LE, H5::PredType::NATIVE_INT64);
}

void ResultWriter::put_unsigned(const std::string& path, const std::string& name, std::uint64_t value) {
  require(std::in_range<std::int64_t>(value), "{}: the attribute '{}' of '{}' is {}, should be at most {}",
          file_->name(), name, path, value, std::numeric_limits<std::int64_t>::max());
  put_integer(path, name, static_cast<std::int64_t>(value));
}

void ResultWriter::put_flag(const std::string& path, const std::string& name, bool value) {
  const std::int8_t number = value ? 1 : 0;
  file_->attribute(path, name, &number, flag_type(), flag_type());
}

void ResultWriter::put_text(const std::string& path, const std::string& name, std::string_view value) {
  const std::string text(value);
  const char* const pointer = text.c_str();
  file_->attribute(path, name, static_cast<const void*>(&pointer), text_type(), text_type());
}

void ResultWriter::commit() {
  for (auto& [name, data] : file_->growing) file_->run(name, [&grown = data] { grown.finish(); });
  file_->run("/", [&] { file_->hdf5.close(); });
  file_->open = false;
  file_->atomic.commit();
}

}  // namespace neon
