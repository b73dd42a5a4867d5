#pragma once
#include <neon/network/layer.hpp>
#include <neon/network/role.hpp>

#include <vector>

namespace neon {

/// One layer in its place. Values are numbered: 0 are the features, n is the output of the n-th node. A node that reads
/// several values reads them side by side.
struct Node {
  Layer layer;
  std::vector<Index> inputs;  ///< numbers of the values read, all before the node's own
  Role role;
};

/// A network of layers that computes the logit of membership in a cluster: acyclic, with one output. The last node is
/// the pool over the margins (MinPool):
///   f_c(x) = softmin^beta_k h_k(x)
/// A value; copies share their layers, which never change.
struct Network {
  Index cluster = 0;
  std::vector<Node> nodes;

  /// @throws Error if there is no node, a node reads a value that does not come before it, or the last is no MinPool
  /// that reads one value
  void check() const;

  const Node& node(Index number) const { return nodes[static_cast<std::size_t>(number - 1)]; }
  /// How many features it reads.
  Index features() const;
  const SoftMin& pool() const;
  /// What its constant is called that has relevance beside the features' (Explanation::constant); empty: it has none.
  std::string constant_name() const;
  /// Number of the value that is the margins.
  Index margins_at() const { return nodes.back().inputs.front(); }
  /// Whether everything that the node reads is a feature, as it is or times a number of the point.
  bool reads_features(Index number) const;

  /// h [n, m], in the order of the competitors.  @param x [n, d]
  Matrix margins(const MatrixView& x) const;
  /// sum_k weight_k grad h_k [n, d].  @param weight [n, m]
  Matrix pullback(const MatrixView& x, const MatrixView& weight) const;
};

/// Layers one upon the other.
Network chain(Index cluster, const std::vector<std::pair<Layer, Role>>& layers);

/// A network at a batch of points: values from the features up, and the way back down.
class Run {
 public:
  /// Runs the nodes 1 ... last.  @param x [n, d], should outlive the run
  Run(const Network& network, const MatrixView& x, Index last);
  /// The same from the output of the first node, which alone reads the features.
  static Run from_first(const Network& network, Matrix output, Index last);

  MatrixView value(Index number) const;
  const Pass& pass(Index node) const { return passes_[static_cast<std::size_t>(node - 1)]; }
  /// What a node reads, one of those that ran or the next.
  MatrixView input(Index node) const;

  /// Takes gradients or relevances from the output of a node to its inputs.
  using Step = std::function<Matrix(Index node, const Matrix& at_output)>;
  /// From a value down to another, which every path between them leads to: branches are summed where they meet.
  Matrix down(Index from, Matrix what, const Step& step, Index to = 0) const;

 private:
  explicit Run(const Network& network) : network_(&network), x_(Matrix()) {}
  void go_on(Index last);
  void read(Index node);

  const Network* network_;
  MatrixView x_;
  std::vector<Pass> passes_;
  std::vector<Matrix> side_by_side_;  // what the nodes of several inputs read; empty: one input
};

}  // namespace neon
