#include <neon/core/error.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/network.hpp>

#include <algorithm>

namespace neon {

void Network::check() const {
  require(!nodes.empty(), "network of cluster {}: 0 nodes should be at least 1", cluster);
  for (Index n = 1; n <= static_cast<Index>(nodes.size()); ++n) {
    require(!node(n).inputs.empty(), "network of cluster {}: node {} should read something", cluster, n);
    for (const Index input : node(n).inputs)
      require(input >= 0 && input < n, "network of cluster {}: node {} reads value {}, should be in [0, {})", cluster,
              n, input, n);
  }
  require(nodes.back().inputs.size() == 1 && nodes.back().layer.as<MinPool>() != nullptr,
          "network of cluster {}: the last node should be a MinPool over the margins", cluster);
}

Index Network::features() const {
  for (const Node& node : nodes)
    if (node.inputs == std::vector<Index>{0} && node.layer.inputs() > 0) return node.layer.inputs();
  throw Error("network: a node that reads the features should say how many there are");
}

std::string Network::constant_name() const {
  for (const Node& node : nodes)
    if (std::string name = node.layer.constant_name(); !name.empty()) return name;
  return {};
}

const SoftMin& Network::pool() const { return nodes.back().layer.as<MinPool>()->pool; }

bool Network::reads_features(Index number) const {
  const std::vector<Index>& inputs = node(number).inputs;
  return std::all_of(inputs.begin(), inputs.end(), [this](Index input) {
    return input == 0 || (node(input).layer.keeps_features() && reads_features(input));
  });
}

Matrix Network::margins(const MatrixView& x) const { return Run(*this, x, margins_at()).value(margins_at()); }

Matrix Network::pullback(const MatrixView& x, const MatrixView& weight) const {
  const Run run(*this, x, margins_at() - 1);
  return run.down(margins_at(), weight,
                  [&](Index n, const Matrix& gradient) { return node(n).layer.pullback(run.input(n), gradient); });
}

Network chain(Index cluster, const std::vector<std::pair<Layer, Role>>& layers) {
  Network network{cluster, {}};
  for (const auto& [layer, role] : layers)
    network.nodes.push_back({layer, {static_cast<Index>(network.nodes.size())}, role});
  network.check();
  return network;
}

Run::Run(const Network& network, const MatrixView& x, Index last) : network_(&network), x_(x) { go_on(last); }

Run Run::from_first(const Network& network, Matrix output, Index last) {
  Run run(network);
  run.side_by_side_.emplace_back();
  run.passes_.push_back({std::move(output)});
  run.go_on(last);
  return run;
}

void Run::go_on(Index last) {
  for (auto n = static_cast<Index>(passes_.size()) + 1; n <= last; ++n) {
    read(n);
    passes_.push_back(network_->node(n).layer.pass(input(n)));
  }
  if (last < static_cast<Index>(network_->nodes.size())) read(last + 1);
}

void Run::read(Index node) {
  const std::vector<Index>& inputs = network_->node(node).inputs;
  Matrix& all = side_by_side_.emplace_back();
  if (inputs.size() == 1) return;
  Index columns = 0;
  for (const Index number : inputs) columns += value(number).cols();
  all.resize(value(inputs.front()).rows(), columns);
  columns = 0;
  for (const Index number : inputs) {
    all.middleCols(columns, value(number).cols()) = value(number);
    columns += value(number).cols();
  }
}

MatrixView Run::value(Index number) const { return number == 0 ? x_ : MatrixView(pass(number).output); }

MatrixView Run::input(Index node) const {
  const std::vector<Index>& inputs = network_->node(node).inputs;
  return inputs.size() == 1 ? value(inputs.front()) : MatrixView(side_by_side_[static_cast<std::size_t>(node - 1)]);
}

Matrix Run::down(Index from, Matrix what, const Step& step, Index to) const {
  std::vector<Matrix> at(static_cast<std::size_t>(from) + 1);  // no columns: nothing came there
  const auto add = [&](Index number, Matrix part) {
    Matrix& sum = at[static_cast<std::size_t>(number)];
    if (sum.cols() == 0)
      sum = std::move(part);
    else
      sum += part;
  };
  const Index rows = what.rows();
  add(from, std::move(what));
  for (Index n = from; n > to; --n) {
    const Matrix here = std::move(at[static_cast<std::size_t>(n)]);
    if (here.cols() == 0) continue;
    Matrix below = step(n, here);
    const std::vector<Index>& inputs = network_->node(n).inputs;
    if (inputs.size() == 1) {
      add(inputs.front(), std::move(below));
      continue;
    }
    Index column = 0;
    for (const Index input : inputs) {
      add(input, below.middleCols(column, value(input).cols()));
      column += value(input).cols();
    }
  }
  Matrix& result = at[static_cast<std::size_t>(to)];
  if (result.cols() == 0) result.setZero(rows, value(to).cols());
  return std::move(result);
}

}  // namespace neon
