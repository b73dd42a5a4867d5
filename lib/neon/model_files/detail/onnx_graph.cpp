#include <neon/core/error.hpp>
#include <neon/model_files/detail/onnx_graph.hpp>

#include <algorithm>
#include <set>

namespace neon {
namespace {

using Node = onnx::NodeProto;

bool keeps_values(const Node& node) {
  static const std::set<std::string> kinds{"Identity",  "Dropout", "Flatten",    "Reshape", "Squeeze",
                                           "Unsqueeze", "Softmax", "LogSoftmax", "Cast"};
  return kinds.contains(node.op_type());
}

class Walker {
 public:
  explicit Walker(const OnnxModel& model) : model_(model) {
    for (const Node& node : model.graph().node())
      for (const std::string& output : node.output()) producer_[output] = &node;
    for (const onnx::ValueInfoProto& input : model.graph().input())
      if (!model.holds(input.name())) images_.push_back(input.name());
    require(images_.size() == 1 && model.graph().output_size() >= 1,
            "{}: {} inputs and {} outputs should be one, images, and class scores", model.name(), images_.size(),
            model.graph().output_size());
  }

  OnnxPath walk() const {
    OnnxPath path;
    std::string at = model_.graph().output(0).name();
    while (at != images_.front()) {
      const Node& node = producer(at);
      OnnxPath::Step step{.node = &node};
      if (node.op_type() == "Add" && !is_sum(node)) {
        const bool first = model_.holds(node.input(0));
        step.bias = &model_.initializer(node.input(first ? 0 : 1));
        step.node = &producer(node.input(first ? 1 : 0));
        require(step.node->op_type() == "MatMul", "{}: node '{}' adds a constant to {}, should to MatMul",
                model_.name(), node.name(), step.node->op_type());
        at = input(*step.node);
      } else if (is_sum(node)) {
        at = branches(node, step);
      } else {
        at = input(node);
      }
      if (!keeps_values(*step.node)) path.steps.push_back(std::move(step));
      require(path.steps.size() <= static_cast<std::size_t>(model_.graph().node_size()), "{}: the graph has a circle",
              model_.name());
    }
    std::reverse(path.steps.begin(), path.steps.end());
    return path;
  }

 private:
  const Node& producer(const std::string& tensor) const {
    const auto found = producer_.find(tensor);
    require(found != producer_.end(), "{}: no node gives '{}', which another reads", model_.name(), tensor);
    return *found->second;
  }
  std::string input(const Node& node) const {
    require(node.input_size() >= 1, "{}: node '{}' of type {} should read something", model_.name(), node.name(),
            node.op_type());
    return node.input(0);
  }
  bool is_sum(const Node& node) const {
    return node.op_type() == "Add" && node.input_size() == 2 && !model_.holds(node.input(0)) &&
           !model_.holds(node.input(1));
  }

  /// Values on the first way down from one, itself first.
  std::vector<std::string> way(std::string at) const {
    std::vector<std::string> result{at};
    while (at != images_.front()) {
      at = input(producer(at));
      result.push_back(at);
      require(result.size() <= static_cast<std::size_t>(model_.graph().node_size()) + 1, "{}: the graph has a circle",
              model_.name());
    }
    return result;
  }

  /// Fills the branches of a sum.  @return the value that both start from
  std::string branches(const Node& sum, OnnxPath::Step& step) const {
    const std::vector<std::string> a = way(sum.input(0)), b = way(sum.input(1));
    const auto meet = std::find_if(
        b.begin(), b.end(), [&](const std::string& value) { return std::find(a.begin(), a.end(), value) != a.end(); });
    require(meet != b.end(), "{}: the branches of node '{}' should meet", model_.name(), sum.name());
    const auto nodes = [&](const std::vector<std::string>& values) {
      std::vector<const Node*> result;
      for (const std::string& value : values) {
        if (value == *meet) break;
        const Node& node = producer(value);
        require(!is_sum(node), "{}: node '{}': sums within branches are of no residual network that is known",
                model_.name(), node.name());
        if (!keeps_values(node)) result.insert(result.begin(), &node);
      }
      return result;
    };
    step.long_way = nodes(a);
    step.short_way = nodes(b);
    const auto convolutions = [](const std::vector<const Node*>& some) {
      return std::count_if(some.begin(), some.end(), [](const Node* node) { return node->op_type() == "Conv"; });
    };
    if (convolutions(step.long_way) < convolutions(step.short_way)) std::swap(step.long_way, step.short_way);
    return *meet;
  }

  const OnnxModel& model_;
  std::map<std::string, const Node*> producer_;
  std::vector<std::string> images_;
};

}  // namespace

OnnxPath OnnxPath::of(const OnnxModel& model) { return Walker(model).walk(); }

char letter(const OnnxModel& model, const onnx::NodeProto& node) {
  static const std::map<std::string, char> letters{{"Conv", 'C'},
                                                   {"BatchNormalization", 'B'},
                                                   {"Relu", 'R'},
                                                   {"MaxPool", 'M'},
                                                   {"GlobalAveragePool", 'A'},
                                                   {"ReduceMean", 'A'},
                                                   {"AveragePool", 'A'},
                                                   {"Gemm", 'D'},
                                                   {"MatMul", 'D'},
                                                   {"Add", '+'},
                                                   {"Slice", 'S'},
                                                   {"Pad", 'P'}};
  const auto found = letters.find(node.op_type());
  require(found != letters.end(), "{}: node '{}' of type {} is in no VGG nor residual network that is known",
          model.name(), node.name(), node.op_type());
  return found->second;
}

}  // namespace neon
