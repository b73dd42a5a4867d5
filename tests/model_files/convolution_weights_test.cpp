#include <neon/model_files/convolution_weights.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "support/sample_weights.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::samples;
using Catch::Matchers::Contains;

TEST_CASE("Keras' and ONNX files of the same network give the same arrays, in its order") {
  const ScratchFolder folder;
  const std::vector<Convolution> network = weights();
  const auto check = [&](const std::vector<Convolution>& found) {
    REQUIRE(found.size() == network.size());
    for (std::size_t l = 0; l < network.size(); ++l) {
      CHECK(found[l].name == network[l].name);
      CHECK(found[l].outputs == network[l].outputs);
      CHECK(found[l].inputs == network[l].inputs);
      CHECK(found[l].weight == network[l].weight);
      CHECK(found[l].bias == network[l].bias);
    }
  };
  SECTION("Keras 1") {
    KerasNames names;
    names.weight = [](const std::string& layer) { return layer + "_W_1:0"; };
    names.bias = [](const std::string& layer) { return layer + "_b_1:0"; };
    write_keras(folder / "w.h5", network, names);
    check(read_convolutions(folder / "w.h5"));
  }
  SECTION("Keras 2, with its layers in a group of the file and the arrays in groups of their own") {
    KerasNames names;
    names.root = "model_weights";
    write_keras(folder / "w.h5", network, names);
    check(read_convolutions(folder / "w.h5"));
  }
  SECTION("a model within the model") {
    KerasNames names;
    names.one_group = "vgg16";
    write_keras(folder / "w.h5", network, names);
    check(read_convolutions(folder / "w.h5"));
  }
  SECTION("ONNX, raw") {
    write_onnx(folder / "w.onnx", network, {.raw = true});
    check(read_convolutions(folder / "w.onnx"));
  }
  SECTION("ONNX, as numbers, under a misleading name") {
    write_onnx(folder / "w.h5", network, {.raw = false});
    check(read_convolutions(folder / "w.h5"));
  }
}

TEST_CASE("what is wrong with a file of weights is told with the file and the tensor") {
  const ScratchFolder folder;
  const auto path = folder / "w";
  std::vector<Convolution> network = weights();
  KerasNames names;
  OnnxVariant onnx;
  const auto keras_message = [&] {
    write_keras(path, network, names);
    return message_of([&] { read_convolutions(path); });
  };
  const auto onnx_message = [&] {
    write_onnx(path, network, onnx);
    return message_of([&] { read_convolutions(path); });
  };
  SECTION("not finite") {
    network[1].weight[3] = std::nanf("");
    const std::string expected = path.string() + ": convolution 'block1_conv2', kernel: element 3 is nan";
    CHECK_THAT(keras_message(), Contains(expected));
    CHECK_THAT(onnx_message(), Contains(expected));
    network[1].weight[3] = 1;
    network[0].bias[1] = std::numeric_limits<float>::infinity();
    CHECK_THAT(onnx_message(), Contains("'block1_conv1', bias: element 1 is inf"));
  }
  SECTION("a bias of another size") {
    network[1].bias.pop_back();
    CHECK_THAT(keras_message(), Contains("block1_conv2/bias:0' of shape [3] should be [4]"));
    CHECK_THAT(onnx_message(), Contains("bias' of shape [3] should be [4]"));
  }
  SECTION("no bias") {
    names.has_bias = false;
    CHECK_THAT(keras_message(), Contains("block1_conv1/kernel:0' is a kernel, its bias is missing"));
    onnx.has_bias = false;
    CHECK_THAT(onnx_message(), Contains("'model/block1_conv1/Conv' has 2 inputs"));
  }
  SECTION("an array that no convolution has") {
    names.extra = "block1_conv1/mask:0";
    CHECK_THAT(keras_message(), Contains("block1_conv1/mask:0' of shape [2] is unknown"));
  }
  SECTION("an array that is announced and missing") {
    names.announced = "block1_conv1/ghost:0";
    CHECK_THAT(keras_message(), Contains("block1_conv1/ghost:0' is missing"));
    onnx.ghost = true;
    CHECK_THAT(onnx_message(), Contains("'model/block1_conv2/kernel' is missing among the initializers"));
  }
  SECTION("no attribute of Keras") {
    names.layer_names = "other";
    CHECK_THAT(keras_message(), Contains("no attribute layer_names"));
  }
  SECTION("another geometry") {
    onnx.stride = 2;
    CHECK_THAT(onnx_message(), Contains("'model/block1_conv1/Conv', attribute strides"));
  }
  SECTION("fewer values than its shape says") {
    onnx.short_data = true;
    CHECK_THAT(onnx_message(), Contains("'model/block1_conv1/kernel' holds") && Contains("should be 18: cut off"));
    onnx.raw = false;
    CHECK_THAT(onnx_message(), Contains("holds 17 values, should be 18"));
  }
  SECTION("no convolution") {
    network.clear();
    CHECK_THAT(keras_message(), Contains(": holds no convolution"));
    CHECK_THAT(onnx_message(), Contains(": holds no convolution"));
  }
}

TEST_CASE("a file of weights that is cut off or something else is refused") {
  const ScratchFolder folder;
  const auto message = [&](const std::filesystem::path& path) { return message_of([&] { read_convolutions(path); }); };
  CHECK_THAT(message(folder / "absent"), Contains("no such file"));
  CHECK_THAT(message(folder / "."), Contains("is no file"));
  spit(folder / "text", "these are no weights");
  CHECK_THAT(message(folder / "text"), Contains("neither an HDF5 file nor an ONNX model, or cut off (20 bytes)"));
  spit(folder / "empty", "");
  CHECK_THAT(message(folder / "empty"), Contains("0 bytes"));
  write_keras(folder / "keras", weights(), {});
  write_onnx(folder / "onnx", weights(), {});
  for (const char* name : {"keras", "onnx"}) {
    const std::string whole = slurp(folder / name);
    const std::size_t keep = whole.size() * GENERATE(2U, 5U, 9U) / 10;
    spit(folder / "cut", whole.substr(0, keep));
    CHECK_THAT(message(folder / "cut"), Contains("cut") && !Contains("no Error"));
  }
}
