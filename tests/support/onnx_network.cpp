#include "support/onnx_network.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <onnx/onnx_pb.h>

namespace neon::samples {
namespace {

class Graph {
 public:
  Graph(const std::vector<WeightTensor>& tensors, const OnnxForm& form) : weights_("net", tensors), form_(form) {
    model_.set_ir_version(8);
    graph().set_name("sample");
    graph().add_input()->set_name("image");
  }

  const StateDict& weights() const { return weights_; }
  void write(const std::filesystem::path& path, const std::string& scores) {
    graph().add_output()->set_name(scores);
    std::ofstream file(path, std::ios::binary);
    model_.SerializeToOstream(&file);
  }

  std::string convolution(const std::string& in, const std::string& name, const std::string& normalisation,
                          Index stride) {
    WeightTensor kernel = weights_.find(name + ".weight");
    std::vector<float> bias;
    if (weights_.contains(name + ".bias")) bias = weights_.find(name + ".bias").values;
    const bool normalised = weights_.contains(normalisation + ".weight");
    if (normalised && form_.merged) merge(kernel, bias, normalisation);
    const std::size_t side = static_cast<std::size_t>(kernel.shape[2]);
    std::vector<std::string> inputs{in, tensor(kernel.shape, kernel.values)};
    if (!bias.empty()) inputs.push_back(tensor({kernel.shape[0]}, bias));
    onnx::NodeProto& node = add("Conv", inputs);
    set(node, "kernel_shape", {kernel.shape[2], kernel.shape[3]});
    set(node, "strides", {stride, stride});
    set(node, "pads", std::vector<Index>(4, static_cast<Index>(side - 1) / 2));
    set(node, "dilations", {1, 1});
    if (!normalised || form_.merged) return node.output(0);
    std::vector<std::string> all{node.output(0)};
    for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
      WeightTensor values = weights_.find(normalisation + part);
      // What the file says is right with its own epsilon.
      if (std::string(part) == ".running_var")
        for (float& v : values.values) v += 1e-5F - form_.epsilon;
      all.push_back(tensor(values.shape, values.values));
    }
    onnx::NodeProto& after = add("BatchNormalization", all);
    onnx::AttributeProto& epsilon = *after.add_attribute();
    epsilon.set_name("epsilon");
    epsilon.set_type(onnx::AttributeProto::FLOAT);
    epsilon.set_f(form_.epsilon);
    return after.output(0);
  }
  std::string rectifier(const std::string& in) { return add(form_.rectifier, {in}).output(0); }
  std::string pool(const std::string& in, Index side, Index border) {
    onnx::NodeProto& node = add("MaxPool", {in});
    set(node, "kernel_shape", {side, side});
    set(node, "strides", {2, 2});
    set(node, "pads", std::vector<Index>(4, border));
    return node.output(0);
  }
  std::string simple(const char* kind, const std::vector<std::string>& inputs) { return add(kind, inputs).output(0); }
  std::string dense(const std::string& in, const std::string& name) {
    const WeightTensor& weight = weights_.find(name + ".weight");
    const WeightTensor& bias = weights_.find(name + ".bias");
    const std::string biases = tensor(bias.shape, bias.values);
    if (!form_.matrices) {
      onnx::NodeProto& node = add("Gemm", {in, tensor(weight.shape, weight.values), biases});
      onnx::AttributeProto& by_outputs = *node.add_attribute();
      by_outputs.set_name("transB");
      by_outputs.set_type(onnx::AttributeProto::INT);
      by_outputs.set_i(1);
      return node.output(0);
    }
    std::vector<float> transposed;
    for (Index i = 0; i < weight.shape[1]; ++i)
      for (Index o = 0; o < weight.shape[0]; ++o)
        transposed.push_back(weight.values[static_cast<std::size_t>(o * weight.shape[1] + i)]);
    const std::string product = simple("MatMul", {in, tensor({weight.shape[1], weight.shape[0]}, transposed)});
    return simple("Add", {biases, product});
  }

 private:
  onnx::GraphProto& graph() { return *model_.mutable_graph(); }

  void merge(WeightTensor& kernel, std::vector<float>& bias, const std::string& normalisation) const {
    const auto part = [&](const char* name) { return weights_.find(normalisation + name).values; };
    const std::vector<float> gamma = part(".weight"), beta = part(".bias"), mean = part(".running_mean"),
                             variance = part(".running_var");
    bias.resize(gamma.size(), 0);
    const std::size_t of_each = kernel.values.size() / gamma.size();
    for (std::size_t o = 0; o < gamma.size(); ++o) {
      const double scale = gamma[o] / std::sqrt(static_cast<double>(variance[o]) + 1e-5);
      for (std::size_t i = 0; i < of_each; ++i)
        kernel.values[o * of_each + i] = static_cast<float>(scale * kernel.values[o * of_each + i]);
      bias[o] = static_cast<float>(scale * (static_cast<double>(bias[o]) - mean[o]) + beta[o]);
    }
  }

  std::string tensor(const std::vector<Index>& shape, const std::vector<float>& values) {
    const std::string name = fmt::format("onnx::{}", ++count_);
    if (name == form_.without) return name;
    onnx::TensorProto& stored = *graph().add_initializer();
    stored.set_name(name);
    stored.set_data_type(onnx::TensorProto::FLOAT);
    for (const Index extent : shape) stored.add_dims(extent);
    std::vector<float> numbers = values;
    if (name == form_.spoilt) numbers[3] = std::nanf("");
    stored.set_raw_data(numbers.data(), numbers.size() * sizeof(float));
    return name;
  }
  onnx::NodeProto& add(const std::string& kind, const std::vector<std::string>& inputs) {
    onnx::NodeProto& node = *graph().add_node();
    node.set_op_type(kind);
    node.set_name(fmt::format("{}_{}", kind, ++count_));
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(fmt::format("value {}", count_));
    return node;
  }
  static void set(onnx::NodeProto& node, const char* name, const std::vector<Index>& numbers) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto::INTS);
    for (const Index number : numbers) attribute.add_ints(number);
  }

  StateDict weights_;
  OnnxForm form_;
  onnx::ModelProto model_;
  int count_ = 0;
};

std::string residual(Graph& graph, const OnnxForm& form) {
  const StateDict& weights = graph.weights();
  const bool large = weights.find("conv1.weight").shape[2] == 7;
  const Index stride = form.stem_stride > 0 ? form.stem_stride : large ? 2 : 1;
  std::string at = graph.rectifier(graph.convolution("image", "conv1", "bn1", stride));
  if (large) at = graph.pool(at, 3, 1);
  for (Index stage = 1; weights.numbered(fmt::format("layer{}.", stage)) > 0; ++stage)
    for (Index b = 0; b < weights.numbered(fmt::format("layer{}.", stage)); ++b) {
      const std::string name = fmt::format("layer{}.{}.", stage, b);
      const Index convolutions = weights.contains(name + "conv3.weight") ? 3 : 2, halving = convolutions - 1;
      const bool halves = stage > 1 && b == 0;
      std::string along = at, around = at;
      // Exports tell the way around before or behind the other one.
      for (Index c = 1; c <= convolutions; ++c) {
        along = graph.convolution(along, fmt::format("{}conv{}", name, c), fmt::format("{}bn{}", name, c),
                                  halves && c == halving ? 2 : 1);
        if (c < convolutions) along = graph.rectifier(along);
      }
      if (weights.contains(name + "downsample.0.weight"))
        around = graph.convolution(at, name + "downsample.0", name + "downsample.1", halves ? 2 : 1);
      else if (halves)
        around = graph.simple("Pad", {graph.simple("Slice", {at})});
      at = stage % 2 == 0 ? graph.simple("Add", {around, along}) : graph.simple("Add", {along, around});
      if (form.rectified_sums) at = graph.rectifier(at);
    }
  at = graph.simple("Flatten", {graph.simple("GlobalAveragePool", {at})});
  return graph.dense(at, weights.contains("fc.weight") ? "fc" : "linear");
}

std::string vgg(Graph& graph) {
  const StateDict& weights = graph.weights();
  std::vector<Index> convolutions, dense;
  for (Index n = 0; n < weights.numbered("features."); ++n)
    if (weights.contains(fmt::format("features.{}.weight", n)) &&
        weights.find(fmt::format("features.{}.weight", n)).shape.size() == 4)
      convolutions.push_back(n);
  for (Index n = 0; n < weights.numbered("classifier."); ++n)
    if (weights.contains(fmt::format("classifier.{}.weight", n))) dense.push_back(n);
  std::string at = "image";
  for (std::size_t i = 0; i < convolutions.size(); ++i) {
    const Index n = convolutions[i];
    const std::string after = fmt::format("features.{}", n + 1);
    const bool normalised = weights.contains(after + ".running_mean"), last = i + 1 == convolutions.size();
    at = graph.rectifier(graph.convolution(at, fmt::format("features.{}", n), normalised ? after : "none", 1));
    if (last || convolutions[i + 1] - n > (normalised ? 3 : 2)) at = graph.pool(at, 2, 0);
  }
  at = graph.simple("Flatten", {at});
  for (const Index n : dense) {
    at = graph.dense(at, fmt::format("classifier.{}", n));
    if (n != dense.back()) at = graph.simple("Dropout", {graph.rectifier(at)});
  }
  return at;
}

}  // namespace

void write_onnx_network(const std::filesystem::path& path, const std::vector<WeightTensor>& weights,
                        const OnnxForm& form) {
  Graph graph(weights, form);
  const std::string scores = graph.weights().contains("features.0.weight") ? vgg(graph) : residual(graph, form);
  graph.write(path, scores);
}

}  // namespace neon::samples
