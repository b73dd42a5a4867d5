#include <neon/core/error.hpp>
#include <neon/hdf5/detail/hdf5_file.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/tables/detail/foreign_format.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <new>
#include <system_error>
#include <vector>

namespace neon {
namespace {

namespace fs = std::filesystem;

/// Virtual datasets of virtual datasets, and so on.
constexpr int deepest = 16;

/// The parts of a list of folders, "a:b".
std::vector<fs::path> folders_in(const char* variable) {
  std::vector<fs::path> folders;
  const char* const value = std::getenv(variable);
  std::string_view rest = value != nullptr ? value : "";
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(':'));
    if (!part.empty()) folders.emplace_back(part);
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  return folders;
}

/// The file that HDF5 takes for a name in the file `from`; empty if there is none.
/// Source: HDF5 Reference Manual, H5Lcreate_external and H5Pset_virtual, where the target is looked for.
fs::path linked_file(const fs::path& name, const fs::path& from, const char* variable) {
  const fs::path relative = name.is_absolute() ? name.filename() : name;
  std::vector<fs::path> places;
  if (name.is_absolute()) places.push_back(name);
  for (const fs::path& folder : folders_in(variable)) places.push_back(folder / relative);
  std::error_code error;
  places.insert(places.end(),
                {from.parent_path() / relative, relative, fs::canonical(from, error).parent_path() / relative});
  const auto found = std::find_if(places.begin(), places.end(), is_hdf5);
  return found != places.end() ? *found : fs::path();
}

/// "s%bt" for the first of a series of files or datasets.
std::string first_of_series(const std::string& pattern) {
  std::string name;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool escape = pattern[i] == '%' && i + 1 < pattern.size();
    name += !escape ? pattern[i] : pattern[i + 1] == 'b' ? '0' : pattern[i + 1];
    if (escape) ++i;
  }
  return name;
}

/// A text that HDF5 fills: get(buffer, size) gives its length.
template <class Get>
std::string text_of(const Get& get) {
  const auto length = static_cast<std::ptrdiff_t>(get(nullptr, 0));
  std::string text(static_cast<std::size_t>(std::max<std::ptrdiff_t>(length, 0)) + 1, '\0');
  get(text.data(), text.size());
  text.pop_back();
  return text;
}

struct Source {
  std::string file, dataset;
};

std::vector<Source> virtual_sources(const H5::DSetCreatPropList& layout) {
  std::size_t count = 0;
  H5Pget_virtual_count(layout.getId(), &count);
  std::vector<Source> sources;
  for (std::size_t i = 0; i < count; ++i)
    sources.push_back(
        {text_of([&](char* text, std::size_t size) { return H5Pget_virtual_filename(layout.getId(), i, text, size); }),
         text_of(
             [&](char* text, std::size_t size) { return H5Pget_virtual_dsetname(layout.getId(), i, text, size); })});
  return sources;
}

bool is_virtual(const H5::DSetCreatPropList& layout) { return layout.getLayout() == H5D_VIRTUAL; }

/// Calls use(dataset, its file) for each source of a virtual dataset.  @throws Error naming what is missing
template <class Use>
void for_sources(const H5::DSetCreatPropList& layout, const fs::path& file, const std::string& where, const Use& use) {
  for (const Source& source : virtual_sources(layout)) {
    const std::string name = first_of_series(source.file), dataset = first_of_series(source.dataset);
    const fs::path found = name == "." ? file : linked_file(name, file, "HDF5_VDS_PREFIX");
    require(!found.empty(), "{}: is virtual, its source is missing: the file '{}'", where, name);
    const H5::H5File opened = open_hdf5(found);
    const std::optional<Hdf5Object> object = find_object(opened, dataset);
    require(object && object->type == H5O_TYPE_DATASET, "{}: is virtual, its source is missing: '{}' in the file '{}'",
            where, dataset, name);
    use(opened.openDataSet(dataset), found);
  }
}

void require_raw_files(const H5::DataSet& data, const H5::DSetCreatPropList& layout, const fs::path& file,
                       const std::string& where) {
  const int count = H5Pget_external_count(layout.getId());
  if (count <= 0) return;
  hsize_t left = data.getDataType().getSize() * static_cast<hsize_t>(data.getSpace().getSimpleExtentNpoints());
  const char* const prefix = std::getenv("HDF5_EXTFILE_PREFIX");
  for (int i = 0; i < count; ++i) {
    std::array<char, 4096> text{};
    off_t offset = 0;
    hsize_t size = 0;
    H5Pget_external(layout.getId(), static_cast<unsigned>(i), text.size() - 1, text.data(), &offset, &size);
    std::string_view folder = prefix != nullptr ? prefix : "";
    constexpr std::string_view origin = "${ORIGIN}";
    fs::path place = folder;
    if (folder.starts_with(origin))
      place = fs::absolute(file).parent_path() / fs::path(folder.substr(origin.size())).relative_path();
    place /= text.data();
    std::error_code error;
    const bool exists = fs::is_regular_file(place, error);
    const bool beside = !exists && fs::is_regular_file(file.parent_path() / text.data(), error);
    require(exists, "{}: its numbers are in the file '{}', which is missing{}", where, place.string(),
            beside ? "; there is one beside the HDF5 file, which HDF5_EXTFILE_PREFIX='${ORIGIN}' takes" : "");
    const hsize_t wanted = std::min(size, left), held = fs::file_size(place, error);
    require(held >= static_cast<hsize_t>(offset) + wanted, "{}: its file '{}' has {} bytes, should have {}", where,
            place.string(), held, static_cast<hsize_t>(offset) + wanted);
    left -= wanted;
  }
}

void require_sources(const H5::DataSet& data, const fs::path& file, const std::string& where, int depth) {
  require(depth < deepest, "{}: is virtual, and its sources too, more than {} deep", where, deepest);
  const H5::DSetCreatPropList layout = data.getCreatePlist();
  if (!is_virtual(layout)) return require_raw_files(data, layout, file, where);
  for_sources(layout, file, where, [&](const H5::DataSet& source, const fs::path& found) {
    require_sources(source, found, fmt::format("{}: source '{}' in '{}'", where, source.getObjName(), found.string()),
                    depth + 1);
  });
}

/// Of HDF5's list of registered filters.
std::string filter_name(H5Z_filter_t filter, const char* stored) {
  struct Known {
    H5Z_filter_t number;
    const char* name;
  };
  constexpr std::array known{Known{H5Z_FILTER_SZIP, "szip"},
                             Known{307, "bzip2"},
                             Known{32000, "LZF"},
                             Known{32001, "Blosc"},
                             Known{32004, "LZ4"},
                             Known{32008, "bitshuffle"},
                             Known{32013, "ZFP"},
                             Known{32015, "Zstandard"},
                             Known{32017, "SZ"},
                             Known{32018, "FCIDECOMP"},
                             Known{32026, "Blosc2"}};
  for (const Known& one : known)
    if (one.number == filter) return one.name;
  return *stored != '\0' ? stored : fmt::format("number {}", filter);
}

/// The filter of a dataset that is not installed, or empty.
std::string missing_filter(const H5::DSetCreatPropList& layout) {
  const int count = H5Pget_nfilters(layout.getId());
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0, settings = 0;
    std::size_t values = 0;
    std::array<char, 64> name{};
    const H5Z_filter_t filter = H5Pget_filter2(layout.getId(), static_cast<unsigned>(i), &flags, &values, nullptr,
                                               name.size() - 1, name.data(), &settings);
    if (filter >= 0 && H5Zfilter_avail(filter) <= 0) return filter_name(filter, name.data());
  }
  return {};
}

/// The same of a virtual dataset's sources.
std::string missing_filter(const H5::DataSet& data, const fs::path& file, int depth) {
  const H5::DSetCreatPropList layout = data.getCreatePlist();
  if (!is_virtual(layout)) return missing_filter(layout);
  std::string filter;
  if (depth < deepest)
    for_sources(layout, file, "", [&](const H5::DataSet& source, const fs::path& found) {
      if (filter.empty()) filter = missing_filter(source, found, depth + 1);
    });
  return filter;
}

/// Of a link that leads nowhere.
std::string target_of(const H5::Group& group, const std::string& path) {
  H5L_info_t info;
  if (H5Lget_info(group.getId(), path.c_str(), &info, H5P_DEFAULT) < 0 || info.type == H5L_TYPE_HARD) return {};
  std::vector<char> value(info.u.val_size + 1, '\0');
  if (H5Lget_val(group.getId(), path.c_str(), value.data(), info.u.val_size, H5P_DEFAULT) < 0) return {};
  if (info.type == H5L_TYPE_SOFT) return fmt::format("'{}', which is missing", value.data());
  unsigned flags = 0;
  const char *file = nullptr, *object = nullptr;
  if (info.type != H5L_TYPE_EXTERNAL || H5Lunpack_elink_val(value.data(), info.u.val_size, &flags, &file, &object) < 0)
    return "a place of unknown kind";
  const bool found = !linked_file(file, group.getFileName(), "HDF5_EXT_PREFIX").empty();
  return found ? fmt::format("'{}' in the file '{}', which lacks it", object, file)
               : fmt::format("'{}' in the file '{}', which is missing", object, file);
}

}  // namespace

bool is_hdf5(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  std::array<char, hdf5_magic.size()> start{};
  constexpr std::streamoff first_block = 512;
  for (std::streamoff at = 0; file.seekg(at) && file.read(start.data(), start.size());
       at = std::max(first_block, 2 * at))
    if (std::string_view(start.data(), start.size()) == hdf5_magic) return true;
  return false;
}

H5::H5File open_hdf5(const fs::path& path) {
  H5::Exception::dontPrint();
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  require(fs::exists(status), "{}: no such file", path.string());
  require(fs::is_regular_file(status), "{}: is no file", path.string());
  try {
    return {path.string(), H5F_ACC_RDONLY};
  } catch (const H5::Exception&) {
    throw Error(fmt::format("{}: not an HDF5 file, or cut off, or not readable ({} bytes)", path.string(),
                            fs::file_size(path, error)));
  }
}

std::optional<Hdf5Object> find_object(const H5::Group& group, const std::string& path) {
  H5G_stat_t found;
  // Each link on the way alone: a name that is no link would be an error.
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string prefix = path.substr(0, end);
    if (prefix.empty() || prefix == "/") continue;
    if (H5Lexists(group.getId(), prefix.c_str(), H5P_DEFAULT) <= 0) return std::nullopt;
  }
  const std::string name = path.empty() ? "." : path;
  if (H5Gget_objinfo(group.getId(), name.c_str(), true, &found) < 0) return std::nullopt;
  Hdf5Object object;
  object.identity = {found.fileno[0], found.fileno[1], found.objno[0], found.objno[1]};
  if (found.type == H5G_GROUP) object.type = H5O_TYPE_GROUP;
  if (found.type == H5G_DATASET) object.type = H5O_TYPE_DATASET;
  if (found.type == H5G_TYPE) object.type = H5O_TYPE_NAMED_DATATYPE;
  return object;
}

std::string dead_link(const H5::Group& group, const std::string& path) {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string prefix = path.substr(0, end);
    if (prefix.empty() || prefix == "/" || find_object(group, prefix)) continue;
    if (H5Lexists(group.getId(), prefix.c_str(), H5P_DEFAULT) <= 0) return {};
    const std::string target = target_of(group, prefix);
    return target.empty() ? "" : fmt::format("'{}' is a link to {}", prefix, target);
  }
  return {};
}

void require_sources(const H5::DataSet& data, const fs::path& file, const std::string& where) {
  require_sources(data, file, where, 0);
}

std::string failure_of(const H5::Exception& error) {
  // What HDF5 itself failed of is forgotten as soon as something of it is closed on the way here.
  constexpr std::size_t room = std::size_t{16} << 20;
  const bool memory = std::unique_ptr<char[]>(new (std::nothrow) char[room]) == nullptr;
  return fmt::format("{} ({})", memory ? "there is too little memory for it" : "the file is damaged",
                     error.getDetailMsg());
}

std::string unread_reason(const H5::DataSet& data, const fs::path& file, const H5::Exception& error) {
  const std::string failure = failure_of(error);
  try {
    const std::string filter = missing_filter(data, file, 0);
    if (!filter.empty())
      return fmt::format(
          "it is packed with the filter {}, which is not installed here; write it again with gzip, as "
          "compression='gzip' in h5py or h5repack -f GZIP=4 do",
          filter);
  } catch (const Error&) {
  } catch (const H5::Exception&) {  // the damage that is told
  }
  return failure;
}

}  // namespace neon
