#include "experiments/vgg16/weights.hpp"

#include <neon/layers/vgg16.hpp>
#include <neon/model_files/convolution_weights.hpp>

#include "datasets/fetch.hpp"
#include "experiments/support/record.hpp"

namespace neon::experiments::vgg16 {

ConvolutionalStack load_network(const std::filesystem::path& file, ResultWriter& writer) {
  std::filesystem::path weights = file;
  if (file.empty()) {
    const datasets::Dataset data = datasets::fetch("vgg16");
    const datasets::FileEntry& entry = datasets::built_in_manifest().find("vgg16").files.front();
    weights = data.file(entry.name);
    record_input(writer, entry.name, entry.pin());
  }
  return ConvolutionalStack(neon::vgg16::network(read_convolutions(weights)));
}

}  // namespace neon::experiments::vgg16
