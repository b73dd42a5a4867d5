#pragma once
#include <neon/images/image.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon::experiments::vgg16 {

/// A square image to be analysed, and where it came from.
struct Picture {
  std::string name = {};    ///< of its group in the result file
  std::string source = {};  ///< in words, for captions
  std::string file = {};    ///< name of the file; empty: generated
  std::string sha256 = {};  ///< of the file
  Index file_height = 0, file_width = 0;
  Image image = {};  ///< centre square, [size, size]
};

/// The names of the default set: spiral, street, palace.
std::vector<std::string> default_names();

/// One of the default set; photographs are fetched.
/// @throws Error for an unknown name  @throws DataUnavailable if no source has it
Picture default_picture(const std::string& name, Index size);

/// Any PNG or JPEG file; named after the file.  @throws Error as read_image
Picture open_picture(const std::filesystem::path& file, Index size);

/// Tells pictures of the same name apart by a number.
void make_names_unique(std::vector<Picture>& pictures);

}  // namespace neon::experiments::vgg16
