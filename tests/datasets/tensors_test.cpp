#include "datasets/tensors.hpp"

#include <cstring>

#include "datasets/contents.hpp"
#include "datasets/sandbox.hpp"
#include "datasets/source_failed.hpp"
#include "support/sample_weights.hpp"

using namespace neon;
using namespace neon::datasets;
using namespace neon::datasets::testing;
using Catch::Matchers::Contains;

TEST_CASE("a network's checksum is that of kernels and biases in order, whatever the file") {
  const Sandbox box;
  const std::vector<Convolution> network = samples::weights();
  std::string bytes;
  for (const Convolution& layer : network)
    for (const std::vector<float>& values : {layer.weight, layer.bias})
      bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  CHECK(tensor_sha256(network) == sha256(bytes));

  FileEntry entry;
  entry.name = "weights";
  entry.tensor_sha256 = sha256(bytes);
  CHECK(entry.pin() == sha256(bytes));
  samples::write_keras(box.root / "keras", network, {});
  samples::write_onnx(box.root / "onnx", network, {});
  for (const char* source : {"keras", "onnx"}) {
    import_file(box.root / source, box.root / "weights", entry);
    CHECK(read_file(box.root / "weights") == read_file(box.root / source));
    verify_contents(box.root / "weights", entry);
  }
  write_file(box.root / "text", "no weights");
  CHECK_THAT(message_of<SourceFailed>([&] { verify_contents(box.root / "text", entry); }),
             Contains("neither an HDF5 file nor an ONNX model"));
  std::vector<Convolution> other = network;
  other[1].bias[0] += 1;
  samples::write_onnx(box.root / "other", other, {});
  CHECK_THAT(message_of<SourceFailed>([&] { verify_contents(box.root / "other", entry); }),
             Contains("refused, sha256 of its tensors is") && Contains("should be " + entry.pin()));
}

TEST_CASE("the manifest knows VGG16 from two kinds of sources") {
  const DatasetEntry& vgg16 = built_in_manifest().find("vgg16");
  REQUIRE(vgg16.files.size() == 1);
  CHECK(vgg16.files[0].pin() == "dd21191fd3ba4d9b2b0104621c806227994d029acdf7f88d3ca0afd5774c15cf");
  CHECK(vgg16.files[0].urls.size() == 2);
  CHECK(vgg16.packages.at(0).client == "pip");
}
