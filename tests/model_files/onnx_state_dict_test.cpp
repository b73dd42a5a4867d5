#include <neon/model_files/onnx_state_dict.hpp>
#include <neon/network/image_architecture.hpp>

#include <catch2/catch.hpp>

#include "support/laws.hpp"
#include "support/onnx_network.hpp"
#include "support/sample_state_dicts.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"
#include "support/torch_writer.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Scores of two images by the network of a file, and by that of the weights that it was made of.
struct Compared {
  ImageClassifier read, expected;

  Compared(const std::vector<WeightTensor>& weights, const samples::OnnxForm& form)
      : read(of(weights, form)), expected(image_classifier({"net.th", weights}, small(weights))) {}

  /// ImageNet's form at 64 x 64: quicker.
  static ImageNetworkOptions small(const std::vector<WeightTensor>& weights) {
    return {.size = StateDict("net.th", weights).contains("fc.weight") ? Index{64} : Index{0}};
  }
  static ImageClassifier of(const std::vector<WeightTensor>& weights, const samples::OnnxForm& form) {
    const ScratchFolder folder;
    samples::write_onnx_network(folder / "net.onnx", weights, form);
    return image_classifier(read_network_weights(folder / "net.onnx"), small(weights));
  }
  void check(double tolerance) const {
    REQUIRE(read.network.last() == expected.network.last());
    CHECK(read.architecture.substr(0, 5) == expected.architecture.substr(0, 5));
    const Matrix x = samples::normal(2, expected.network.shape(0).size(), 5);
    laws::equal(read.network.activations(x, read.network.last()),
                expected.network.activations(x, expected.network.last()), tolerance);
  }
};

std::string refused(const std::vector<WeightTensor>& weights, const samples::OnnxForm& form) {
  const ScratchFolder folder;
  samples::write_onnx_network(folder / "net.onnx", weights, form);
  return message_of([&] { image_classifier(read_network_weights(folder / "net.onnx")); });
}

}  // namespace

TEST_CASE("networks of ONNX models are those of the weights that they were made of") {
  const std::vector<WeightTensor> weights =
      GENERATE(samples::cifar_residual(3), samples::imagenet_residual(3, false), samples::imagenet_residual(3, true),
               samples::vgg(3, false), samples::vgg(3, true))
          .tensors();
  Compared(weights, {}).check(tolerance::rounding);
  Compared(weights, {.merged = true}).check(tolerance::single);
  Compared(weights, {.matrices = true, .epsilon = 1e-3F}).check(tolerance::single);
}

TEST_CASE("files of weights are told apart by content") {
  const ScratchFolder folder;
  const std::vector<WeightTensor> weights = samples::cifar_residual(1).tensors();
  samples::write_onnx_network(folder / "a.pt", weights);
  spit(folder / "b.bin", samples::torch_file(weights));
  CHECK(read_network_weights(folder / "a.pt").contains("layer3.1.bn2.running_var"));
  CHECK(read_network_weights(folder / "b.bin").contains("layer3.1.bn2.running_var"));
}

TEST_CASE("ONNX models of other networks are refused, and the node is named") {
  const std::vector<WeightTensor> residual = samples::cifar_residual(1).tensors(),
                                  vgg = samples::vgg(1, true).tensors();
  CHECK_THAT(refused(residual, {.rectifier = "Sigmoid"}),
             Contains("net.onnx: node 'Sigmoid_") && Contains("is in no VGG nor residual network that is known"));
  CHECK_THAT(refused(residual, {.stem_stride = 2}),
             Contains("strides [2, 2]") && Contains("should be 1, 1 and 1: it is 'conv1'"));
  CHECK_THAT(refused(residual, {.rectified_sums = false}),
             Contains("a residual network: the graph's operations, 'CBR++++++AD', should be"));
  CHECK_THAT(refused(vgg, {.without = "onnx::1"}), Contains("tensor 'onnx::1' is missing among the initializers"));
  CHECK_THAT(refused(residual, {.spoilt = "onnx::1"}), Contains("'conv1.weight', element 3: nan should be finite"));

  const ScratchFolder folder;
  samples::write_onnx_network(folder / "net.onnx", residual);
  const std::string whole = slurp(folder / "net.onnx");
  spit(folder / "cut.onnx", whole.substr(0, whole.size() / 2));
  CHECK_THROWS_WITH(read_network_weights(folder / "cut.onnx"), Contains("cut.onnx") && Contains("cut off"));
  spit(folder / "text.onnx", "no model at all");
  CHECK_THROWS_WITH(read_network_weights(folder / "text.onnx"), Contains("nor an ONNX model"));
}
