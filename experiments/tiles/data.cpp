#include "experiments/tiles/data.hpp"

#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/images/image_resize.hpp>
#include <neon/images/jpeg_decoder.hpp>
#include <neon/images/png_codec.hpp>
#include <neon/tables/detail/archive_reader.hpp>

#include <algorithm>
#include <map>

namespace neon::experiments::tiles {
namespace {

constexpr const char* without_defect = "Free";

struct Encoded {
  std::string image, mask;
};
/// By kind and name: the order of the archive does not matter.
using Kinds = std::map<std::string, std::map<std::string, Encoded>>;

Kinds read_members(const std::filesystem::path& archive) {
  Kinds kinds;
  ArchiveReader reader(archive);
  while (const auto member = reader.next()) {
    const std::filesystem::path path = member->path, folder = path.parent_path(), above = folder.parent_path();
    const std::string kind = above.filename().string(), extension = path.extension().string();
    if (member->kind != ArchiveReader::Kind::file || folder.filename() != "Imgs" || !kind.starts_with("MT_")) continue;
    Encoded& file = kinds[kind.substr(3)][path.stem().string()];
    if (extension == ".jpg") file.image = reader.contents();
    if (extension == ".png") file.mask = reader.contents();
  }
  require(kinds.size() >= 2 && kinds.contains(without_defect),
          "{}: {} folders MT_<kind>/Imgs should be at least 2, MT_{} among them", archive.string(), kinds.size(),
          without_defect);
  for (const auto& [kind, files] : kinds)
    for (const auto& [name, file] : files)
      require(!file.image.empty() && !file.mask.empty(), "{}: MT_{}/Imgs/{}.{} should be there, as .{} is",
              archive.string(), kind, name, file.image.empty() ? "jpg" : "png", file.image.empty() ? "png" : "jpg");
  return kinds;
}

Eigen::RowVectorXd levels(const Image& image) {
  Eigen::RowVectorXd grey(image.height * image.width);
  for (Index p = 0; p < grey.size(); ++p) grey(p) = image.rgb[static_cast<std::size_t>(3 * p)];
  return grey;
}

/// The share of every pixel of the small mask that is inside the large one.  [size * size]
Eigen::RowVectorXd shares_inside(const Image& mask, Index size) {
  Eigen::RowVectorXd inside = Eigen::RowVectorXd::Zero(size * size), all = inside;
  for (Index y = 0; y < mask.height; ++y)
    for (Index x = 0; x < mask.width; ++x) {
      const Index place = y * size / mask.height * size + x * size / mask.width;
      inside(place) += *mask.pixel(y, x) > 127 ? 1 : 0;
      all(place) += 1;
    }
  return inside.array() / all.array().max(1);
}

}  // namespace

Index Tiles::free() const {
  const auto found = std::find(kinds.begin(), kinds.end(), without_defect);
  require(found != kinds.end(), "tiles: there should be a kind '{}'", without_defect);
  return found - kinds.begin();
}

Labels Tiles::defective() const {
  Labels result;
  const Index none = free();
  for (const Index one : kind) result.push_back(one == none ? 0 : 1);
  return result;
}

Tiles read_tiles(const std::filesystem::path& archive, Index size, Index of_each) {
  const Kinds all = read_members(archive);
  Tiles tiles{.size = size, .grey = {}, .mask = {}, .picture = {}, .kind = {}, .kinds = {}, .names = {}};
  std::vector<const Encoded*> files;
  for (const auto& [kind, of_kind] : all) {
    std::vector<std::pair<std::string, const Encoded*>> listed;
    for (const auto& [name, file] : of_kind) listed.emplace_back(name, &file);
    for (const Index n : evenly_spaced(of_each, static_cast<Index>(listed.size()))) {
      tiles.names.push_back(listed[static_cast<std::size_t>(n)].first);
      files.push_back(listed[static_cast<std::size_t>(n)].second);
      tiles.kind.push_back(static_cast<Index>(tiles.kinds.size()));
    }
    tiles.kinds.push_back(kind);
  }
  tiles.grey.resize(static_cast<Index>(files.size()), size * size);
  tiles.mask.resize(files.size());
  tiles.picture.resize(files.size());
  parallel_blocks(tiles.count(), 8, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) {
      const auto at = static_cast<std::size_t>(n);
      const std::string& kind = tiles.kinds[static_cast<std::size_t>(tiles.kind[at])];
      const std::string where = fmt::format("{}: MT_{}/Imgs/{}", archive.string(), kind, tiles.names[at]);
      const Image image = decode_jpeg(files[at]->image, where + ".jpg"),
                  mask = decode_png(files[at]->mask, where + ".png");
      require(mask.height == image.height && mask.width == image.width, "{}.png: {} x {} pixels should be {} x {}",
              where, mask.width, mask.height, image.width, image.height);
      tiles.picture[at] = resized(image, picture_size, picture_size);
      tiles.grey.row(n) = levels(resized(image, size, size));
      const Eigen::RowVectorXd share = shares_inside(mask, size);
      Index most = 0;
      const double largest = share.maxCoeff(&most);
      require(kind != without_defect || largest == 0, "{}.png: a tile without defect should have none marked", where);
      tiles.mask[at].resize(static_cast<std::size_t>(share.size()));
      for (Index p = 0; p < share.size(); ++p)
        tiles.mask[at][static_cast<std::size_t>(p)] = share(p) >= 0.5 || (p == most && largest > 0);
    }
  });
  return tiles;
}

}  // namespace neon::experiments::tiles
