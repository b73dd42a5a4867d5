#include <neon/core/error.hpp>
#include <neon/io/hdf5.hpp>
#include <neon/io/hdf5_rows.hpp>
#include <neon/io/hdf5_types.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr std::size_t largest_cache = std::size_t{256} << 20U;

H5::H5File open_file(const std::string& path) {
  H5::Exception::dontPrint();
  try {
    return {path, H5F_ACC_RDONLY};
  } catch (const H5::Exception&) {
    throw Error(fmt::format("{}: not an HDF5 file, or cut off, or not readable", path));
  }
}

void list_group(const H5::Group& group, const std::string& prefix, std::vector<Hdf5Array>& arrays) {
  for (hsize_t i = 0; i < group.getNumObjs(); ++i) {
    const std::string child = group.getObjnameByIdx(i);
    const H5O_type_t type = group.childObjType(child);
    if (type == H5O_TYPE_GROUP) list_group(group.openGroup(child), prefix + child + "/", arrays);
    if (type != H5O_TYPE_DATASET) continue;
    const H5::DataSet data = group.openDataSet(child);
    if (hdf5_real.admits(data.getDataType())) arrays.push_back({prefix + child, extents(data.getSpace())});
  }
}

/// Holds all chunks that a row crosses, so that none is unpacked for every block of rows again.
H5::DSetAccPropList access_by_rows(const H5::DataSet& data, const std::vector<hsize_t>& shape) {
  H5::DSetAccPropList access;
  const H5::DSetCreatPropList layout = data.getCreatePlist();
  if (layout.getLayout() != H5D_CHUNKED) return access;
  std::vector<hsize_t> chunk(shape.size());
  layout.getChunk(static_cast<int>(chunk.size()), chunk.data());
  std::size_t size = data.getDataType().getSize() * static_cast<std::size_t>(chunk.front()), chunks = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    const auto across = static_cast<std::size_t>((shape[i] + chunk[i] - 1) / chunk[i]);
    chunks *= across;
    size *= across * static_cast<std::size_t>(chunk[i]);
  }
  constexpr std::size_t usual = 1 << 20, slots_per_chunk = 100;
  constexpr double soonest = 1;  // chunks that were read to their end go first
  access.setChunkCache(chunks * slots_per_chunk + 521, std::clamp(size, usual, largest_cache), soonest);
  return access;
}

}  // namespace

std::vector<Hdf5Array> list_hdf5_arrays(const std::string& path) {
  const H5::H5File file = open_file(path);
  std::vector<Hdf5Array> arrays;
  try {
    list_group(file.openGroup("/"), "", arrays);
  } catch (const H5::Exception& e) {
    throw Error(fmt::format("{}: cannot be read, the file is damaged ({})", path, e.getDetailMsg()));
  }
  return arrays;
}

Hdf5Rows::Hdf5Rows(const std::string& path, const std::string& dataset)
    : path_(path), dataset_(dataset), file_(open_file(path)) {
  const std::string where = path + ":" + dataset;
  try {
    data_ = file_.openDataSet(dataset);
  } catch (const H5::Exception&) {
    std::string names;
    for (const Hdf5Array& array : list_hdf5_arrays(path)) names += (names.empty() ? "" : ", ") + array.name;
    throw Error(fmt::format("{}: there is no dataset '{}', those of numbers are: {}", path, dataset,
                            names.empty() ? "none" : names));
  }
  shape_ = extents(data_.getSpace());
  require(hdf5_real.admits(data_.getDataType()) && !shape_.empty(),
          "{}: [{}] of {} should be [rows, columns] of numbers", where, fmt::join(shape_, ", "),
          type_name(data_.getDataType()));
  const H5::DSetAccPropList access = access_by_rows(data_, shape_);
  data_.close();  // the cache is made when nobody has the dataset open
  data_ = file_.openDataSet(dataset, access);
}

Index Hdf5Rows::columns() const {
  hsize_t product = 1;
  for (std::size_t i = 1; i < shape_.size(); ++i) product *= shape_[i];
  return static_cast<Index>(product);
}

std::vector<std::string> Hdf5Rows::column_names() const {
  const ResultReader file(path_);
  const std::string beside = dataset_.substr(0, dataset_.rfind('/') + 1) + "feature_names";
  if (!file.has(beside)) return {};
  std::vector<std::string> names = file.strings(beside);
  if (static_cast<Index>(names.size()) != columns()) return {};
  return names;
}

Matrix Hdf5Rows::operator()(Index rows) {
  Matrix values(rows, columns());
  if (values.size() == 0) return values;
  std::vector<hsize_t> start(shape_.size()), count = shape_;
  start.front() = row_;
  count.front() = static_cast<hsize_t>(rows);
  try {
    H5::DataSpace in_file = data_.getSpace();
    in_file.selectHyperslab(H5S_SELECT_SET, count.data(), start.data());
    data_.read(values.data(), H5::PredType::NATIVE_DOUBLE, H5::DataSpace(static_cast<int>(count.size()), count.data()),
               in_file);
  } catch (const H5::Exception& e) {
    throw Error(fmt::format("{}:{}: rows {} ... {} cannot be read, the file is damaged ({})", path_, dataset_, row_ + 1,
                            row_ + count.front(), e.getDetailMsg()));
  }
  row_ += count.front();
  return values;
}

}  // namespace neon
