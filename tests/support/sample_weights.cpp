#include "support/sample_weights.hpp"

#include <fstream>
#include <onnx/onnx_pb.h>
#include <utility>

#include "support/raw_hdf5.hpp"

namespace neon::samples {
namespace {

Convolution convolution(const std::string& name, Index outputs, Index inputs) {
  Convolution result{name, outputs, inputs};
  for (Index o = 0; o < outputs; ++o) {
    for (Index i = 0; i < inputs; ++i)
      for (Index q = 0; q < 9; ++q)
        result.weight.push_back(static_cast<float>(1000 * o + 100 * i + 10 * (q / 3) + q % 3));
    result.bias.push_back(static_cast<float>(o) - 0.5F);
  }
  return result;
}

/// An attribute of texts of one width, as h5py writes a list of bytes.
void names_attribute(hid_t object, const std::string& name, const std::vector<std::string>& values) {
  std::size_t width = 1;
  for (const std::string& value : values) width = std::max(width, value.size());
  std::string bytes(width * values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) bytes.replace(i * width, values[i].size(), values[i]);
  const raw::Id type = raw::fixed_text(width);
  const raw::Id extent = values.empty() ? raw::Id(H5Screate(H5S_NULL), H5Sclose) : raw::space({values.size()});
  const raw::Id attribute(H5Acreate2(object, name.c_str(), type, extent, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!values.empty()) REQUIRE(H5Awrite(attribute, type, bytes.data()) >= 0);
}

void floats(hid_t group, const std::string& name, const std::vector<hsize_t>& shape, const std::vector<float>& values) {
  raw::dataset(group, name.c_str(), H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, shape, values.data());
}

std::vector<float> height_width_input_output(const Convolution& layer) {
  std::vector<float> result;
  for (Index q = 0; q < 9; ++q)
    for (Index i = 0; i < layer.inputs; ++i)
      for (Index o = 0; o < layer.outputs; ++o)
        result.push_back(layer.weight[static_cast<std::size_t>((o * layer.inputs + i) * 9 + q)]);
  return result;
}

raw::Id make_group(hid_t parent, const std::string& name) {
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
}

void set_numbers(onnx::TensorProto& tensor, const std::string& name, const std::vector<Index>& shape,
                 std::vector<float> values, bool raw, bool cut) {
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  for (const Index extent : shape) tensor.add_dims(extent);
  if (cut) values.pop_back();
  if (raw)
    tensor.set_raw_data(values.data(), values.size() * sizeof(float));
  else
    for (const float value : values) tensor.add_float_data(value);
}

void set_ones(onnx::NodeProto& node, const std::string& name, int count, int value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  for (int i = 0; i < count; ++i) attribute.add_ints(value);
}

}  // namespace

std::vector<Convolution> weights() { return {convolution("block1_conv1", 2, 1), convolution("block1_conv2", 4, 2)}; }

void write_keras(const std::filesystem::path& path, const std::vector<Convolution>& network, const KerasNames& names) {
  const raw::File file = raw::File::create(path);
  const raw::Id root = make_group(file, names.root.empty() ? "unused" : names.root);
  const hid_t layers = names.root.empty() ? static_cast<hid_t>(file) : static_cast<hid_t>(root);
  std::vector<std::string> order{"input_1"};
  names_attribute(make_group(layers, "input_1"), "weight_names", {});
  std::vector<std::string> all;
  for (const Convolution& layer : network) {
    const bool own = names.one_group.empty();
    const std::string place = own ? layer.name : names.one_group;
    if (order.back() != place) {
      order.push_back(place);
      make_group(layers, place);
      all.clear();
    }
    const raw::Id group(H5Gopen2(layers, place.c_str(), H5P_DEFAULT), H5Gclose);
    const auto outputs = static_cast<hsize_t>(layer.outputs), inputs = static_cast<hsize_t>(layer.inputs);
    all.push_back(names.weight(layer.name));
    floats(group, all.back(), {3, 3, inputs, outputs}, height_width_input_output(layer));
    if (names.has_bias) {
      all.push_back(names.bias(layer.name));
      floats(group, all.back(), {layer.bias.size()}, layer.bias);
    }
    const bool first = layer.name == network.front().name;
    if (first && !names.extra.empty()) {
      all.push_back(names.extra);
      floats(group, names.extra, {2}, {1, 2});
    }
    if (first && !names.announced.empty()) all.push_back(names.announced);
    if (H5Aexists(group, "weight_names") > 0) H5Adelete(group, "weight_names");
    names_attribute(group, "weight_names", all);
  }
  order.emplace_back("fc1");
  const raw::Id dense = make_group(layers, "fc1");
  floats(dense, "kernel", {2, 2}, {1, 2, 3, 4});
  floats(dense, "bias", {2}, {1, 2});
  names_attribute(dense, "weight_names", {"kernel", "bias"});
  names_attribute(layers, names.layer_names, order);
}

void write_onnx(const std::filesystem::path& path, const std::vector<Convolution>& network,
                const OnnxVariant& variant) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("sample");
  for (std::size_t l = 0; l < network.size(); ++l) {
    const Convolution& layer = network[l];
    const std::string name = "model/" + layer.name;
    onnx::NodeProto& node = *graph.add_node();
    node.set_name(name + "/Conv");
    node.set_op_type("Conv");
    node.add_input("x");
    node.add_input(name + "/kernel");
    if (variant.has_bias) node.add_input(name + "/bias");
    set_ones(node, "strides", 2, variant.stride);
    set_ones(node, "pads", 4, 1);
    graph.add_node()->set_op_type("Relu");
  }
  graph.add_node()->set_op_type("MatMul");
  // Initializers in another order than the nodes, a dense layer's first.
  set_numbers(*graph.add_initializer(), "dense", {2, 2}, {1, 2, 3, 4}, variant.raw, false);
  for (std::size_t l = network.size(); l-- > 0;) {
    const Convolution& layer = network[l];
    const std::string name = "model/" + layer.name;
    if (!(variant.ghost && l == 1))
      set_numbers(*graph.add_initializer(), name + "/kernel", {layer.outputs, layer.inputs, 3, 3}, layer.weight,
                  variant.raw, variant.short_data && l == 0);
    set_numbers(*graph.add_initializer(), name + "/bias", {static_cast<Index>(layer.bias.size())}, layer.bias,
                variant.raw, false);
  }
  std::ofstream file(path, std::ios::binary);
  REQUIRE(model.SerializeToOstream(&file));
}

}  // namespace neon::samples
