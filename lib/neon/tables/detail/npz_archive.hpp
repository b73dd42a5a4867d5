#pragma once
#include <neon/tables/detail/npy_header.hpp>

#include <optional>

/// The NPZ format of NumPy: a zip archive of NPY files, stored or deflated.
namespace neon {

struct NpzMember {
  std::string name;                   ///< without ".npy"
  std::optional<ArrayLayout> layout;  ///< none: texts or others that are no numbers
};

/// @throws Error if it is no readable zip archive
std::vector<NpzMember> list_npz(const std::string& path);

/// The NPY file that is a member; errors name it as `path:member`.  @throws Error if there is none
ByteStream open_npz_member(const std::string& path, const std::string& member);

}  // namespace neon
