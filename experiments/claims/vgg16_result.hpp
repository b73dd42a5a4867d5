#pragma once
#include <string>
#include <vector>

#include "experiments/claims/claim.hpp"

/// Where things lie in vgg16.h5 (see results/README.md).
namespace neon::claims::vgg16 {

/// One layer of one image.
struct Place {
  std::string image;
  Index layer = 0;

  std::string group() const { return fmt::format("images/{}/layers/{}", image, layer); }
};

std::vector<std::string> images(const ResultReader& file);
/// Every layer of every image.
std::vector<Place> places(const ResultReader& file);
/// One layer of every image.  @throws Error if the run has left it out
std::vector<Place> places(const ResultReader& file, Index layer);

/// A number per cluster, e.g. "sizes" or "profile/radius".  @throws Error unless there are `evidence` many
Vector per_cluster(const ResultReader& file, const Place& place, const std::string& name);

/// Area under the flipping curve of a method, mean over the compared clusters of a place.
double flipping_area(const ResultReader& file, const Place& place, const std::string& method);
bool has_flipping(const ResultReader& file, const Place& place, const std::string& method);

}  // namespace neon::claims::vgg16
