#pragma once
#include <neon/images/image.hpp>
#include <neon/network/image_architecture.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon::cli {

/// An image of the set that is explained.
struct ImageFile {
  std::filesystem::path path;
  std::string name;  ///< as it is told: the path as given, or inside the folder that was given
  std::string stem;  ///< of files made for it: the name without ending and folders, told apart by numbers
};

/// The files among the arguments, and the PNG and JPEG files (by their endings) anywhere inside the folders among them,
/// in the order of their names.
/// @throws Error if an argument does not exist, or a folder holds no image
std::vector<ImageFile> find_images(const std::vector<std::string>& arguments);

/// One name a line; empty lines at the end do not count.
/// @throws Error naming the file if it cannot be read, or has another number of names than there are classes
std::vector<std::string> read_class_names(const std::filesystem::path& file, Index classes);

/// A picture as the network takes it: centre_crop. Grey ones are three equal channels, transparent ones lie on white.
/// @throws Error as read_image
Image prepared_picture(const ImageFile& file, const ImageClassifier& network);

}  // namespace neon::cli
