#pragma once
#include <neon/core/types.hpp>

#include <filesystem>

/// The IDX format of the MNIST family, plain or gzip-compressed (told apart by content, not by name).
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", file format section.
namespace neon {

struct IdxImages {
  Matrix pixels;             ///< [n, rows * cols], value / 255 in [0, 1], row by row
  Index rows = 0, cols = 0;  ///< of one image
};

/// Images of unsigned bytes (magic 0x00000803).
/// @throws Error if the file is missing, of another type, truncated, or longer than its header says
IdxImages read_idx_images(const std::filesystem::path& path);

/// Labels of unsigned bytes (magic 0x00000801).  @return [n]  @throws Error as above
Labels read_idx_labels(const std::filesystem::path& path);

struct LabelledImages {
  IdxImages images;
  Labels labels;
};

/// @throws Error also if there are not as many labels as images
LabelledImages read_idx_pair(const std::filesystem::path& images, const std::filesystem::path& labels);

}  // namespace neon
