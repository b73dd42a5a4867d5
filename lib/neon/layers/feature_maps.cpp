#include <neon/core/error.hpp>
#include <neon/layers/feature_maps.hpp>

#include <algorithm>

namespace neon {
namespace {

Index checked_size(Index count, Index channels, Index height, Index width) {
  require(count >= 0 && channels >= 0 && height >= 0 && width >= 0,
          "feature maps: shape [{}, {}, {}, {}] should have no negative extent", count, channels, height, width);
  return count * channels * height * width;
}

using Channels = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

FeatureMaps::FeatureMaps(Index n, Index c, Index h, Index w)
    : count(n), channels(c), height(h), width(w), values(static_cast<std::size_t>(checked_size(n, c, h, w))) {}

std::string FeatureMaps::shape() const { return fmt::format("[{}, {}, {}, {}]", count, channels, height, width); }

Matrix locations(const FeatureMaps& maps, Index n) {
  require(n >= 0 && n < maps.count, "locations: map {} should be in [0, {})", n, maps.count);
  return Eigen::Map<const Channels>(maps.map(n), maps.channels, maps.locations()).transpose().cast<double>();
}

FeatureMaps from_locations(const std::vector<Matrix>& maps, Index height, Index width) {
  require(!maps.empty(), "from_locations: 0 maps should be at least 1");
  FeatureMaps result(static_cast<Index>(maps.size()), maps.front().cols(), height, width);
  for (Index n = 0; n < result.count; ++n) {
    const Matrix& map = maps[static_cast<std::size_t>(n)];
    require(map.rows() == result.locations() && map.cols() == result.channels,
            "from_locations: map {} of shape [{}, {}] should be [{}, {}]", n, map.rows(), map.cols(),
            result.locations(), result.channels);
    Eigen::Map<Channels>(result.map(n), result.channels, result.locations()) = map.transpose().cast<float>();
  }
  return result;
}

FeatureMaps concatenated(const std::vector<FeatureMaps>& batches) {
  require(!batches.empty(), "concatenated: 0 batches should be at least 1");
  FeatureMaps result = batches.front();
  for (std::size_t i = 1; i < batches.size(); ++i) {
    const FeatureMaps& next = batches[i];
    require(next.channels == result.channels && next.height == result.height && next.width == result.width,
            "concatenated: batch {} of shape {} should match {}", i, next.shape(), result.shape());
    result.values.insert(result.values.end(), next.values.begin(), next.values.end());
    result.count += next.count;
  }
  return result;
}

FeatureMaps part_of(const FeatureMaps& maps, Index first, Index count) {
  require(first >= 0 && count >= 0 && first + count <= maps.count, "part_of: maps {} ... {} should be among the {}",
          first, first + count - 1, maps.count);
  FeatureMaps result(count, maps.channels, maps.height, maps.width);
  std::copy_n(maps.map(first), result.size(), result.values.begin());
  return result;
}

}  // namespace neon
