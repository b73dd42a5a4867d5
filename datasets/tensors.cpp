#include "datasets/tensors.hpp"

#include <neon/core/error.hpp>
#include <neon/model_files/convolution_weights.hpp>

#include <bit>

#include "datasets/digest.hpp"
#include "datasets/source_failed.hpp"

namespace neon::datasets {

static_assert(std::endian::native == std::endian::little, "the checksum is over little-endian numbers");

std::string tensor_sha256(const std::vector<Convolution>& convolutions) {
  Sha256 sha256;
  for (const Convolution& layer : convolutions)
    for (const std::vector<float>* values : {&layer.weight, &layer.bias})
      sha256.update(values->data(), values->size() * sizeof(float));
  return sha256.hex();
}

std::string tensor_sha256(const std::filesystem::path& weights) {
  try {
    return tensor_sha256(read_convolutions(weights));
  } catch (const Error& reason) {
    throw SourceFailed(reason.what());
  }
}

}  // namespace neon::datasets
