#include "experiments/claims/vgg16_result.hpp"

#include <neon/core/error.hpp>

#include <algorithm>

namespace neon::claims::vgg16 {

std::vector<std::string> images(const ResultReader& file) { return file.strings("images_shown"); }

std::vector<Place> places(const ResultReader& file) {
  std::vector<Place> all;
  for (const std::string& image : images(file))
    for (const Index layer : file.labels("layers")) all.push_back({image, layer});
  return all;
}

std::vector<Place> places(const ResultReader& file, Index layer) {
  std::vector<Place> chosen;
  for (const Place& place : places(file))
    if (place.layer == layer) chosen.push_back(place);
  require(!chosen.empty(), "{}: layer {} was left out", file.path().string(), layer);
  return chosen;
}

Vector per_cluster(const ResultReader& file, const Place& place, const std::string& name) {
  Vector values = file.vector(place.group() + "/" + name);
  const Index clusters = file.vector(place.group() + "/evidence").size();
  require(values.size() == clusters && clusters > 0, "{}: {}/{}: {} entries should be {}, one per cluster",
          file.path().string(), place.group(), name, values.size(), clusters);
  return values;
}

double flipping_area(const ResultReader& file, const Place& place, const std::string& method) {
  return file.number(place.group() + "/flipping/" + method, "area");
}

bool has_flipping(const ResultReader& file, const Place& place, const std::string& method) {
  return file.has(place.group() + "/flipping/" + method);
}

}  // namespace neon::claims::vgg16
