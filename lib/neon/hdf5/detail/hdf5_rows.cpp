#include <neon/core/error.hpp>
#include <neon/hdf5/detail/hdf5_file.hpp>
#include <neon/hdf5/detail/hdf5_rows.hpp>
#include <neon/hdf5/detail/hdf5_types.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/tables/detail/array_rows.hpp>

#include <algorithm>
#include <deque>
#include <new>
#include <set>

namespace neon {
namespace {

constexpr std::size_t largest_cache = std::size_t{256} << 20U;

/// MATLAB marks what it writes, and stores the first dimension last.
bool is_from_matlab(const H5::DataSet& data) { return data.attrExists("MATLAB_class"); }

std::vector<std::size_t> shape_of(const H5::DataSet& data) {
  const std::vector<hsize_t> stored = extents(data.getSpace());
  std::vector<std::size_t> shape(stored.begin(), stored.end());
  if (is_from_matlab(data)) std::reverse(shape.begin(), shape.end());
  return shape;
}

/// The text attribute of a group or dataset, or empty.
std::string text_attribute(const H5::H5Object& object, const char* name) {
  if (!object.attrExists(name)) return {};
  const H5::Attribute attribute = object.openAttribute(name);
  if (attribute.getTypeClass() != H5T_STRING) return {};
  const H5::StrType type = attribute.getStrType();
  const auto texts = read_texts(type, attribute.getSpace(), [&](void* buffer) { attribute.read(type, buffer); });
  return texts.empty() ? "" : texts.front();
}

/// Is it what one program makes of a table or a sparse matrix? Its parts alone are no table.
std::optional<Hdf5Other> known_group(const H5::Group& group, const std::string& name) {
  if (group.attrExists("pandas_type"))
    return Hdf5Other{name, "a table of pandas (PyTables)",
                     "in Python, pandas.read_hdf(...).to_csv writes a table that is read"};
  const bool sparse = group.attrExists("MATLAB_sparse") || text_attribute(group, "encoding-type").starts_with("cs") ||
                      (find_object(group, "indptr") && find_object(group, "indices"));
  if (sparse) return Hdf5Other{name, "a sparse matrix", "write it in full, x.toarray() in Python or full(x) in MATLAB"};
  return std::nullopt;
}

Hdf5Other other_dataset(const H5::DataSet& data, const std::string& name) {
  const H5::DataType type = data.getDataType();
  const char* advice = "";
  if (type.getClass() == H5T_COMPOUND) advice = "write the fields as the columns of one array of numbers";
  return {name, fmt::format("[{}] of {}", fmt::join(shape_of(data), ", "), type_name(type)), advice};
}

bool holds_numbers(const H5::DataSet& data) {
  return hdf5_real.admits(data.getDataType()) && text_attribute(data, "MATLAB_class") != "char";
}

void list_children(const H5::Group& group, const std::string& prefix, std::set<std::array<unsigned long, 4>>& met,
                   Hdf5Contents& contents, const std::function<void(const H5::Group&, const std::string&)>& use_group) {
  for (hsize_t i = 0; i < group.getNumObjs(); ++i) {
    const std::string child = group.getObjnameByIdx(i), name = prefix + child;
    if (child == "#refs#" || child == "#subsystem#") continue;  // of MATLAB
    const std::optional<Hdf5Object> object = find_object(group, child);
    if (!object || !met.insert(object->identity).second) continue;
    if (object->type == H5O_TYPE_GROUP) {
      const H5::Group found = group.openGroup(child);
      if (const std::optional<Hdf5Other> known = known_group(found, name)) {
        contents.others.push_back(*known);
      } else {
        use_group(found, name + "/");
      }
    } else if (object->type == H5O_TYPE_DATASET) {
      const H5::DataSet data = group.openDataSet(child);
      if (holds_numbers(data)) {
        contents.arrays.push_back({name, shape_of(data)});
      } else {
        contents.others.push_back(other_dataset(data, name));
      }
    }
  }
}

/// Holds all chunks that a row crosses, so that none is unpacked for every block of rows again.
/// @param along the dimension of the rows
H5::DSetAccPropList access_by_rows(const H5::DataSet& data, std::size_t along) {
  H5::DSetAccPropList access;
  const H5::DSetCreatPropList layout = data.getCreatePlist();
  if (layout.getLayout() != H5D_CHUNKED) return access;
  const std::vector<hsize_t> shape = extents(data.getSpace());
  std::vector<hsize_t> chunk(shape.size());
  layout.getChunk(static_cast<int>(chunk.size()), chunk.data());
  std::size_t size = data.getDataType().getSize() * static_cast<std::size_t>(chunk[along]), chunks = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i == along) continue;
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

Hdf5Contents list_hdf5(const std::string& path) {
  const H5::H5File file = open_hdf5(path);
  Hdf5Contents contents;
  try {
    std::set<std::array<unsigned long, 4>> met{find_object(file, "/").value_or(Hdf5Object()).identity};
    // Open until the end: the identity of an object in a file that was closed and opened again is another one.
    std::deque<std::pair<H5::Group, std::string>> groups;
    const auto later = [&](const H5::Group& group, const std::string& prefix) { groups.emplace_back(group, prefix); };
    later(file.openGroup("/"), "");
    if (const std::optional<Hdf5Other> known = known_group(groups.front().first, "/")) {
      contents.others.push_back(*known);
      return contents;
    }
    for (std::size_t i = 0; i < groups.size(); ++i)
      list_children(groups[i].first, groups[i].second, met, contents, later);
  } catch (const H5::Exception& e) {
    throw Error(fmt::format("{}: cannot be read, {}", path, failure_of(e)));
  }
  std::sort(contents.arrays.begin(), contents.arrays.end(),
            [](const Hdf5Array& a, const Hdf5Array& b) { return a.name < b.name; });
  return contents;
}

std::string listed(const std::vector<Hdf5Array>& arrays) {
  constexpr std::size_t most = 20;
  std::string names;
  for (std::size_t i = 0; i < std::min(arrays.size(), most); ++i)
    names += fmt::format("{}{} [{}]", i == 0 ? "" : ", ", arrays[i].name, fmt::join(arrays[i].shape, ", "));
  if (arrays.size() > most) names += fmt::format(" and {} more", arrays.size() - most);
  return names.empty() ? "none" : names;
}

H5::DataSet open_dataset(const H5::H5File& file, const std::string& path, const std::string& dataset) {
  const std::optional<Hdf5Object> object = find_object(file, dataset);
  if (!object) {
    const std::string dead = dead_link(file, dataset);
    require(dead.empty(), "{}: {}", path, dead);
  }
  require(object && object->type == H5O_TYPE_DATASET, "{}: there is no dataset '{}', those of numbers are: {}", path,
          dataset, listed(list_hdf5(path).arrays));
  const std::string where = path + ":" + dataset;
  try {
    H5::DataSet data = file.openDataSet(dataset);
    require_sources(data, path, where);
    return data;
  } catch (const H5::Exception& e) {
    throw Error(fmt::format("{}: cannot be opened, {}", where, failure_of(e)));
  }
}

Hdf5Rows::Hdf5Rows(const std::string& path, const std::string& dataset)
    : path_(path),
      dataset_(dataset),
      file_(open_hdf5(path)),
      data_(open_dataset(file_, path, dataset)),
      from_matlab_(is_from_matlab(data_)),
      shape_(shape_of(data_)),
      columns_(0) {
  const std::string where = path + ":" + dataset;
  require(holds_numbers(data_) && !shape_.empty(), "{}: {} should be [rows, columns] of numbers", where,
          other_dataset(data_, "").what);
  columns_ = columns_of(where, shape_);
  if (from_matlab_ && shape_.size() > 2) column_order_ = column_major_order(shape_);
  const H5::DSetAccPropList access = access_by_rows(data_, from_matlab_ ? shape_.size() - 1 : 0);
  data_.close();  // the cache is made when nobody has the dataset open
  data_ = file_.openDataSet(dataset, access);
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
  std::vector<hsize_t> count(shape_.begin(), shape_.end()), start(shape_.size());
  if (from_matlab_) std::reverse(count.begin(), count.end());
  const std::size_t along = from_matlab_ ? shape_.size() - 1 : 0;
  start[along] = row_;
  count[along] = static_cast<hsize_t>(rows);
  try {
    H5::DataSpace in_file = data_.getSpace();
    in_file.selectHyperslab(H5S_SELECT_SET, count.data(), start.data());
    const H5::DataSpace in_memory(static_cast<int>(count.size()), count.data());
    read_numbers(data_, H5::PredType::NATIVE_DOUBLE, values.data(), static_cast<std::size_t>(values.size()), in_memory,
                 in_file);
  } catch (const H5::Exception& e) {
    throw Error(fmt::format("{}:{}: rows {} ... {} cannot be read: {}", path_, dataset_, row_ + 1,
                            row_ + static_cast<hsize_t>(rows), unread_reason(data_, path_, e)));
  } catch (const std::bad_alloc&) {
    throw Error(fmt::format("{}:{}: {} rows do not fit into memory", path_, dataset_, rows));
  }
  row_ += static_cast<hsize_t>(rows);
  if (!from_matlab_) return values;
  Matrix turned = Eigen::Map<const Matrix>(values.data(), columns(), rows).transpose();
  return column_order_.empty() ? turned : Matrix(turned(Eigen::all, column_order_));
}

}  // namespace neon
