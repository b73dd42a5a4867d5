#pragma once
#include <neon/hdf5/hdf5.hpp>
#include <neon/images/image.hpp>

#include <string>
#include <vector>

namespace neon::plots {

/// One layer of one image as Figure 7 shows it. Clusters are in the order of their share of the evidence.
struct Vgg16Layer {
  Index layer = 0, height = 0, width = 0;  ///< of the locations
  Labels order = {};                       ///< [K] cluster numbers in the file, most evidence first
  Labels labels = {};                      ///< [height * width], places in `order`
  Labels sizes = {};                       ///< [K] locations
  Vector share = {};                       ///< [K] of the layer's evidence
  Vector border = {};                      ///< [K] share of the locations that lie on the outermost ring
  Matrix relevance = {};                   ///< [K, size * size]
};

struct Vgg16Image {
  std::string name, source;
  Image image = {};  ///< [size, size]
  std::vector<Vgg16Layer> layers = {};
};

/// The part of results/vgg16.h5 that the figure shows (results/README.md).
/// @throws Error if an array lacks or has another shape than documented
std::vector<Vgg16Image> read_vgg16(const ResultReader& reader);

}  // namespace neon::plots
