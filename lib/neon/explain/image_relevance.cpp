#include <neon/core/error.hpp>
#include <neon/explain/image_relevance.hpp>

namespace neon {
namespace {

void append(Vector& all, const Vector& more) {
  const Index before = all.size();
  all.conservativeResize(before + more.size());
  all.tail(more.size()) = more;
}

}  // namespace

ImageRelevance joined(const std::vector<ImageRelevance>& batches) {
  require(!batches.empty(), "joined: 0 batches should be at least 1");
  std::vector<FeatureMaps> pixels;
  pixels.reserve(batches.size());
  for (const ImageRelevance& batch : batches) pixels.push_back(batch.pixels);
  ImageRelevance result{concatenated(pixels), batches.front().layers};
  for (std::size_t i = 1; i < batches.size(); ++i)
    for (std::size_t l = 0; l < result.layers.size(); ++l) {
      LayerConservation& all = result.layers[l];
      const LayerConservation& more = batches[i].layers.at(l);
      require(more.layer == all.layer, "joined: batch {} crossed layer {}, should be {}", i, more.layer, all.layer);
      append(all.sum_in, more.sum_in);
      append(all.sum_out, more.sum_out);
      append(all.bias, more.bias);
      append(all.smallest_denominator, more.smallest_denominator);
      append(all.negative_share, more.negative_share);
    }
  return result;
}

}  // namespace neon
