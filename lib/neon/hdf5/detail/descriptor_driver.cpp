#include <neon/hdf5/detail/descriptor_driver.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>

namespace neon {
namespace {

/// HDF5 casts between a pointer to this and one to its first member.
struct OpenFile {
  H5FD_t hdf5;
  DescriptorFile* file;
  haddr_t allocated, end;
};

OpenFile& opened(H5FD_t* file) { return *reinterpret_cast<OpenFile*>(file); }
const OpenFile& opened(const H5FD_t* file) { return *reinterpret_cast<const OpenFile*>(file); }

H5FD_t* open_file(const char*, unsigned, hid_t access, haddr_t) {
  const auto* info = static_cast<DescriptorFile* const*>(H5Pget_driver_info(access));
  if (info == nullptr) return nullptr;
  auto file = std::make_unique<OpenFile>();
  file->file = *info;
  return &file.release()->hdf5;
}

herr_t close_file(H5FD_t* file) {
  delete &opened(file);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t allocated(const H5FD_t* file, H5FD_mem_t) { return opened(file).allocated; }

herr_t allocate(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  opened(file).allocated = address;
  return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) { return opened(file).end; }

/// What was never written reads as zeros.
herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer) {
  auto* bytes = static_cast<char*>(buffer);
  while (size > 0) {
    const ssize_t got = ::pread(opened(file).file->descriptor, bytes, size, static_cast<off_t>(address));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    bytes += got;
    address += static_cast<haddr_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  std::memset(bytes, 0, size);
  return 0;
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* buffer) {
  OpenFile& target = opened(file);
  target.end = std::max(target.end, address + size);
  const auto* bytes = static_cast<const char*>(buffer);
  while (size > 0 && target.file->error == 0) {
    const ssize_t written = ::pwrite(target.file->descriptor, bytes, size, static_cast<off_t>(address));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      target.file->error = errno;
      break;
    }
    bytes += written;
    address += static_cast<haddr_t>(written);
    size -= static_cast<std::size_t>(written);
  }
  return 0;
}

/// HDF5 recognises a file that was cut off by its length: it should be all that was allocated.
herr_t truncate(H5FD_t* file, hid_t, hbool_t) {
  OpenFile& target = opened(file);
  if (target.end == target.allocated) return 0;
  if (target.file->error == 0 && ::ftruncate(target.file->descriptor, static_cast<off_t>(target.allocated)) != 0)
    target.file->error = errno;
  target.end = target.allocated;
  return 0;
}

hid_t driver() {
  static const hid_t id = [] {
    H5FD_class_t methods{};
    methods.name = "neon_descriptor";
    methods.maxaddr = static_cast<haddr_t>(std::numeric_limits<off_t>::max());
    methods.fc_degree = H5F_CLOSE_WEAK;
    methods.fapl_size = sizeof(DescriptorFile*);  // NOLINT(bugprone-sizeof-expression): the pointer is what HDF5 copies
    methods.open = open_file;
    methods.close = close_file;
    methods.query = query;
    methods.get_eoa = allocated;
    methods.set_eoa = allocate;
    methods.get_eof = end_of_file;
    methods.read = read;
    methods.write = write;
    methods.truncate = truncate;
    constexpr H5FD_mem_t free_lists[] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(free_lists), std::end(free_lists), methods.fl_map);
    return H5FDregister(&methods);
  }();
  return id;
}

}  // namespace

H5::FileAccPropList access_through(DescriptorFile& file) {
  H5::FileAccPropList access;
  DescriptorFile* const info = &file;
  access.setDriver(driver(), &info);
  return access;
}

}  // namespace neon
