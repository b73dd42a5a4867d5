#pragma once
#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <hdf5.h>
#include <string>
#include <vector>

/// The raw HDF5 library, as another program would use it, to check what NEON writes and to write what it should read.
namespace neon::raw {

/// An HDF5 identifier, checked once and closed.
class Id {
 public:
  Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) { REQUIRE(id_ >= 0); }
  ~Id() { close_(id_); }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor): passed to the C library

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

class File : public Id {
 public:
  static File create(const std::filesystem::path& path) {
    return File(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  }
  static File open(const std::filesystem::path& path) {
    return File(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  }

 private:
  explicit File(hid_t id) : Id(id, H5Fclose) {}
};

inline Id space(const std::vector<hsize_t>& shape) {
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose};
}

inline void dataset(hid_t file, const char* name, hid_t stored, hid_t in_memory, const std::vector<hsize_t>& shape,
                    const void* values) {
  const Id links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  REQUIRE(H5Pset_create_intermediate_group(links, 1) >= 0);
  const Id extent = space(shape);
  const Id data(H5Dcreate2(file, name, stored, extent, links, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
  REQUIRE(H5Dwrite(data, in_memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
}

inline void attribute(hid_t object, const char* name, hid_t type, const void* value) {
  const Id scalar(H5Screate(H5S_SCALAR), H5Sclose);
  const Id attribute(H5Acreate2(object, name, type, scalar, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  REQUIRE(H5Awrite(attribute, type, value) >= 0);
}

inline void attribute(hid_t object, const char* name, double value) {
  attribute(object, name, H5T_NATIVE_DOUBLE, &value);
}

/// As NumPy writes bytes: a fixed width, padded with zeros, without a terminator where the width is used up.
inline Id fixed_text(std::size_t width) {
  Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  REQUIRE(H5Tset_size(type, width) >= 0);
  REQUIRE(H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0);
  return {H5Tcopy(type), H5Tclose};
}

inline void fixed_attribute(hid_t object, const char* name, const std::string& value) {
  attribute(object, name, fixed_text(value.size()), value.data());
}

/// As h5py writes bool.
inline Id truth_type() {
  const Id type(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
  const std::int8_t no = 0, yes = 1;
  REQUIRE(H5Tenum_insert(type, "FALSE", &no) >= 0);
  REQUIRE(H5Tenum_insert(type, "TRUE", &yes) >= 0);
  return {H5Tcopy(type), H5Tclose};
}

/// As h5py writes str.
inline Id variable_text() {
  const Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  REQUIRE(H5Tset_size(type, H5T_VARIABLE) >= 0);
  REQUIRE(H5Tset_cset(type, H5T_CSET_UTF8) >= 0);
  return {H5Tcopy(type), H5Tclose};
}

inline void variable_attribute(hid_t object, const char* name, const char* value) {
  attribute(object, name, variable_text(), &value);
}

}  // namespace neon::raw
