#pragma once
#include <H5Cpp.h>

namespace neon {

/// The file behind an H5File that is being written, and the first error (errno) of writing it.
struct DescriptorFile {
  int descriptor;
  int error = 0;
};

/// HDF5 file driver over an open descriptor that keeps write errors for the caller and tells HDF5 that all went well:
/// HDF5 1.10 cannot recover from a failed write (objects that failed to close crash the program when it exits).
/// After each operation ask `file.error`; once set, nothing more is written.
/// @param file must outlive the H5File
H5::FileAccPropList access_through(DescriptorFile& file);

}  // namespace neon
