#include <neon/network/score_tail.hpp>

#include <algorithm>

namespace neon {

std::optional<ScoreTail> ScoreTail::of(const Network& network) {
  const Node& first = network.nodes.front();
  const auto reads_features = [](const Node& node) {
    return std::find(node.inputs.begin(), node.inputs.end(), 0) != node.inputs.end();
  };
  if (first.layer.scored() == nullptr || first.inputs != std::vector<Index>{0} ||
      std::any_of(network.nodes.begin() + 1, network.nodes.end(), reads_features))
    return std::nullopt;
  return ScoreTail(network);
}

Vector ScoreTail::value(Matrix scores) const {
  const Index at = network_.margins_at();
  Matrix first = this->scores().output(std::move(scores));
  if (is_first()) return network_.pool().forward(first);
  return network_.pool().forward(Run::from_first(network_, std::move(first), at).value(at));
}

Matrix ScoreTail::gradient(const Matrix& scores) const {
  const Index at = network_.margins_at();
  const Run run = Run::from_first(network_, this->scores().output(scores), at);
  const Matrix gradient = run.down(
      at, network_.pool().shares(run.value(at)),
      [&](Index n, const Matrix& above) { return network_.node(n).layer.pullback(run.input(n), above); }, 1);
  return this->scores().pullback(scores, gradient);
}

Matrix ScoreTail::mean_gradient(const Matrix& start, const Matrix& end, Index steps) const {
  if (is_first())
    if (std::optional<Matrix> mean = scores().mean_gradient(start, end, steps, network_.pool()))
      return std::move(*mean);
  const auto count = static_cast<double>(steps);
  Matrix sum = Matrix::Zero(start.rows(), start.cols());
  for (Index s = 0; s < steps; ++s) sum += gradient(start + (static_cast<double>(s) + 0.5) / count * (end - start));
  return sum / count;
}

std::shared_ptr<const FollowedLogit> ScoreTail::followed() const {
  return is_first() ? scores().followed(network_.pool()) : nullptr;
}

}  // namespace neon
