#pragma once
#include <H5Cpp.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>

/// What every reader of HDF5 files shares: opening them, following their links, and saying why data cannot be read.
namespace neon {

/// Opens a file for reading, with HDF5's own messages silenced.
/// @throws Error if there is no such file, it is none of HDF5, cut off, or not readable
H5::H5File open_hdf5(const std::filesystem::path& path);

/// What a name in a file stands for.
struct Hdf5Object {
  H5O_type_t type = H5O_TYPE_UNKNOWN;
  /// The same object has the same, whatever the name or link.
  std::array<unsigned long, 4> identity{};
};

/// @param path within the group or file, links are followed
/// @return none if nothing has that name, or only a link to what does not exist
std::optional<Hdf5Object> find_object(const H5::Group& group, const std::string& path);

/// The first link on the path that leads nowhere, and the object or file that it names: "'x' is a link to 'y' in
/// 'other.h5', which is missing"; empty if there is none such.
std::string dead_link(const H5::Group& group, const std::string& path);

/// Looks for the files that a dataset is made of: HDF5 itself reads zeros where the source of a virtual dataset or the
/// end of a raw file is missing.
/// @param file that holds the dataset  @param where "file:dataset", for the message
/// @throws Error naming the missing file or dataset
void require_sources(const H5::DataSet& data, const std::filesystem::path& file, const std::string& where);

/// Why HDF5 failed: damage or, where there is hardly any memory left, that.
std::string failure_of(const H5::Exception& error);

/// Why a dataset could not be read: a filter that is not installed, by name, with what to do; else damage.
std::string unread_reason(const H5::DataSet& data, const std::filesystem::path& file, const H5::Exception& error);

}  // namespace neon
