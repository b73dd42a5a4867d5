#include <neon/core/error.hpp>
#include <neon/model_files/detail/onnx_graph.hpp>
#include <neon/model_files/onnx_state_dict.hpp>
#include <neon/model_files/torch_file.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>

namespace neon {
namespace {

using Node = onnx::NodeProto;
using Nodes = std::vector<const Node*>;

/// Attributes of a node, with what ONNX puts in place of those that are missing.
struct Geometry {
  std::vector<Index> kernel, strides, pads, dilations;

  explicit Geometry(const Node& node) {
    const auto numbers = [&](const char* name, std::size_t count, Index otherwise) {
      for (const onnx::AttributeProto& attribute : node.attribute())
        if (attribute.name() == name) return std::vector<Index>(attribute.ints().begin(), attribute.ints().end());
      return std::vector<Index>(count, otherwise);
    };
    kernel = numbers("kernel_shape", 0, 0);
    strides = numbers("strides", 2, 1);
    pads = numbers("pads", 4, 0);
    dilations = numbers("dilations", 2, 1);
  }
};

bool all(const std::vector<Index>& numbers, std::size_t count, Index value) {
  return numbers == std::vector<Index>(count, value);
}

class Namer {
 public:
  explicit Namer(const OnnxModel& model) : model_(model), path_(OnnxPath::of(model)) {}

  std::vector<WeightTensor> named() {
    for (const OnnxPath::Step& step : path_.steps) pattern_ += letter(model_, *step.node);
    if (pattern_.find('+') != std::string::npos)
      name_residual();
    else
      name_vgg();
    return std::move(tensors_);
  }

 private:
  void require_pattern(const std::string& found, const char* expected, const std::string& where) const {
    require(std::regex_match(found, std::regex(expected)),
            "{}: {}: the graph's operations, '{}', should be as '{}': C convolution, B batch normalisation, R "
            "rectifier, M max-pool, A mean of all places, D dense, + sum, S cut out, P bordered with zeros",
            model_.name(), where, found, expected);
  }

  void name_vgg() {
    require_pattern(pattern_, "((CB?R)+M?)+(DR)*D", "VGG");
    Index feature = 0, classifier = 0;
    for (const OnnxPath::Step& step : path_.steps) {
      const Node& node = *step.node;
      const char kind = letter(model_, node);
      const std::string name = fmt::format("features.{}", feature);
      if (kind == 'C') convolution(node, name, 1);
      if (kind == 'B') normalisation(node, name);
      if (kind == 'M') require_pool(node, 2, 2, 0);
      if (kind == 'D') {
        dense(step, fmt::format("classifier.{}", classifier));
        classifier += 3;  // with a rectifier and a dropout
      } else {
        ++feature;
      }
    }
  }

  void name_residual() {
    require_pattern(pattern_, "CB?RM?(\\+R)+AD", "a residual network");
    Index stage = 1, block = 0;
    bool large_stem = false;
    for (const OnnxPath::Step& step : path_.steps) {
      const Node& node = *step.node;
      switch (letter(model_, node)) {
        case 'C':
          large_stem = pattern_.find('M') != std::string::npos;
          convolution(node, "conv1", large_stem ? 2 : 1);
          break;
        case 'B':
          normalisation(node, "bn1");
          break;
        case 'M':
          require_pool(node, 3, 2, 1);
          break;
        case '+': {
          const bool halves = std::any_of(step.long_way.begin(), step.long_way.end(),
                                          [](const Node* n) { return n->op_type() == "Conv" && halving(*n); });
          if (halves) {
            ++stage;
            block = 0;
          }
          name_block(step, fmt::format("layer{}.{}", stage, block++), halves);
          break;
        }
        case 'D':
          dense(step, large_stem ? "fc" : "linear");
          break;
        default:
          break;
      }
    }
  }

  static bool halving(const Node& node) { return all(Geometry(node).strides, 2, 2); }

  std::string letters(const Nodes& nodes) const {
    std::string result;
    for (const Node* node : nodes) result += letter(model_, *node);
    return result;
  }

  void name_block(const OnnxPath::Step& step, const std::string& name, bool halves) {
    require_pattern(letters(step.long_way), "(CB?R){1,2}CB?", "block " + name);
    require_pattern(letters(step.short_way), "(CB?)?|[SP]+", "the way around block " + name);
    const Index count = std::count_if(step.long_way.begin(), step.long_way.end(),
                                      [](const Node* node) { return node->op_type() == "Conv"; });
    // PyTorch halves in the first of two convolutions, or in the middle one of three.
    const Index halving_at = count == 2 ? 1 : 2;
    Index number = 0;
    for (const Node* node : step.long_way) {
      const char kind = letter(model_, *node);
      if (kind == 'C') {
        ++number;
        convolution(*node, fmt::format("{}.conv{}", name, number), halves && number == halving_at ? 2 : 1);
      }
      if (kind == 'B') normalisation(*node, fmt::format("{}.bn{}", name, number));
    }
    for (const Node* node : step.short_way) {
      const char kind = letter(model_, *node);
      if (kind == 'C') convolution(*node, name + ".downsample.0", halves ? 2 : 1);
      if (kind == 'B') normalisation(*node, name + ".downsample.1");
    }
  }

  void add(const std::string& name, std::vector<Index> shape, std::vector<float> values) {
    tensors_.push_back({name, std::move(shape), std::move(values)});
  }
  const onnx::TensorProto& tensor(const Node& node, int input) const {
    require(input < node.input_size(), "{}: node '{}' of type {} has {} inputs, should have at least {}", model_.name(),
            node.name(), node.op_type(), node.input_size(), input + 1);
    return model_.initializer(node.input(input));
  }
  void take(const Node& node, int input, const std::string& name) {
    const onnx::TensorProto& values = tensor(node, input);
    add(name, model_.extents(values), model_.values(values));
  }

  void convolution(const Node& node, const std::string& name, Index stride) {
    const std::vector<Index> shape = model_.extents(tensor(node, 1));
    require(shape.size() == 4 && shape[2] == shape[3], "{}: node '{}': kernels of shape [{}] should be square",
            model_.name(), node.name(), fmt::join(shape, ", "));
    const Geometry geometry(node);
    for (const onnx::AttributeProto& attribute : node.attribute())
      require(attribute.name() != "auto_pad" || attribute.s() == "NOTSET",
              "{}: node '{}': auto_pad {} should be NOTSET, the borders told by pads", model_.name(), node.name(),
              attribute.s());
    require(
        all(geometry.strides, 2, stride) && all(geometry.dilations, 2, 1) && all(geometry.pads, 4, (shape[2] - 1) / 2),
        "{}: node '{}': strides {}, dilations {} and pads {} should be {}, 1 and {}: it is '{}'", model_.name(),
        node.name(), geometry.strides, geometry.dilations, geometry.pads, stride, (shape[2] - 1) / 2, name);
    take(node, 1, name + ".weight");
    if (node.input_size() > 2) take(node, 2, name + ".bias");
  }

  void normalisation(const Node& node, const std::string& name) {
    const char* const parts[] = {".weight", ".bias", ".running_mean", ".running_var"};
    for (int part = 0; part < 4; ++part) take(node, part + 1, name + parts[part]);
    constexpr float usual = 1e-5F;
    for (const onnx::AttributeProto& attribute : node.attribute())
      if (attribute.name() == "epsilon" && attribute.f() != usual)
        for (float& variance : tensors_.back().values) variance += attribute.f() - usual;
  }

  void require_pool(const Node& node, Index side, Index stride, Index border) const {
    const Geometry geometry(node);
    require(all(geometry.kernel, 2, side) && all(geometry.strides, 2, stride) && all(geometry.pads, 4, border),
            "{}: node '{}': a max-pool of {}, strides {}, pads {} should be of {} x {}, {} and {}", model_.name(),
            node.name(), geometry.kernel, geometry.strides, geometry.pads, side, side, stride, border);
  }

  void dense(const OnnxPath::Step& step, const std::string& name) {
    const Node& node = *step.node;
    const onnx::TensorProto& weight = tensor(node, 1);
    std::vector<Index> shape = model_.extents(weight);
    require(shape.size() == 2, "{}: node '{}': weights of shape [{}] should be a matrix", model_.name(), node.name(),
            fmt::join(shape, ", "));
    bool by_outputs = false;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      if (attribute.name() == "transB") by_outputs = attribute.i() == 1;
      require((attribute.name() != "alpha" && attribute.name() != "beta") || attribute.f() == 1,
              "{}: node '{}': {} is {}, should be 1", model_.name(), node.name(), attribute.name(), attribute.f());
      require(attribute.name() != "transA" || attribute.i() == 0, "{}: node '{}': transA should be 0", model_.name(),
              node.name());
    }
    std::vector<float> values = model_.values(weight);
    if (!by_outputs) {
      const FloatMatrix transposed = Eigen::Map<const FloatMatrix>(values.data(), shape[0], shape[1]).transpose();
      std::copy_n(transposed.data(), transposed.size(), values.begin());
      std::swap(shape[0], shape[1]);
    }
    const Index outputs = shape[0];
    add(name + ".weight", std::move(shape), std::move(values));
    const onnx::TensorProto* bias = step.bias;
    if (bias == nullptr && node.input_size() > 2) bias = &tensor(node, 2);
    add(name + ".bias", {outputs},
        bias == nullptr ? std::vector<float>(static_cast<std::size_t>(outputs), 0) : model_.values(*bias));
    require(static_cast<Index>(tensors_.back().values.size()) == outputs, "{}: node '{}': {} biases should be {}",
            model_.name(), node.name(), tensors_.back().values.size(), outputs);
  }

  const OnnxModel& model_;
  OnnxPath path_;
  std::string pattern_;
  std::vector<WeightTensor> tensors_;
};

}  // namespace

StateDict read_onnx_state_dict(const std::filesystem::path& path) {
  const OnnxModel model(path);
  return {path.string(), Namer(model).named()};
}

StateDict read_network_weights(const std::filesystem::path& path) {
  // The first field of an ONNX model is the version of the format; PyTorch's files begin with a pickle or as zip.
  constexpr char version_of_format = 0x08;
  std::ifstream file(path, std::ios::binary);
  const bool onnx = path.extension() == ".onnx" || file.peek() == version_of_format;
  return onnx ? read_onnx_state_dict(path) : read_state_dict(path);
}

}  // namespace neon
