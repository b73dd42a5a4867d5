#pragma once
#include <neon/images/image.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon::experiments::tiles {

/// Height and width of the pictures for people.
inline constexpr Index picture_size = 112;

/// Photographs of magnetic tiles, each with the mask of its defect, all scaled to one size.
struct Tiles {
  Index size = 0;                         ///< height and width
  Matrix grey;                            ///< [n, size * size] 0 ... 255, row by row
  std::vector<std::vector<bool>> mask;    ///< [n][size * size] of the defect; all false where none is marked
  std::vector<Image> picture;             ///< [n] larger ones, for people
  Labels kind;                            ///< [n] in `kinds`: the fine label
  std::vector<std::string> kinds, names;  ///< in alphabetical order; [n] of the files

  Index count() const { return grey.rows(); }
  /// The number of the kind without a defect, "Free".  @throws Error if there is none
  Index free() const;
  /// 1: defective, the coarse label; 0: not.  [n]
  Labels defective() const;
};

/// Reads an archive of MT_<kind>/Imgs/<name>.jpg and, for each, <name>.png: its mask, where white is the defect.
/// Folders above are no matter, nor are other files. Tiles of any shape are scaled to a square, their masks by area:
/// what is half inside is inside, and of a defect too small for that the pixel that has most of it.
/// @param of_each images of each kind that are read, evenly spaced; 0: all
/// @throws Error naming the archive and member: an image without mask or a mask without image, a mask of another size,
/// one that marks a defect though the kind is "Free", or fewer than two kinds, "Free" among them
Tiles read_tiles(const std::filesystem::path& archive, Index size, Index of_each);

}  // namespace neon::experiments::tiles
