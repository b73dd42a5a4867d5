#include "experiments/tiles/explanations.hpp"

#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/network/map_pools.hpp>

#include <cmath>

namespace neon::experiments::tiles {
namespace {

/// Rows of (channels * pixels) numbers, summed over the channels.
Matrix over_colours(const MatrixView& x) {
  const Index pixels = x.cols() / 3;
  return x.leftCols(pixels) + x.middleCols(pixels, pixels) + x.rightCols(pixels);
}

/// What stands above the maps of a stage takes to them.
struct Pools {
  AveragePooling mean;
  MaxPooling largest;

  explicit Pools(const MapShape& maps)
      : mean(AveragePooling::global(maps)), largest{maps, {.height = maps.height, .width = maps.width}} {}
};

}  // namespace

TileExplainer::TileExplainer(const TileNetwork& network, const Head& head, const ExplanationOptions& options)
    : network_(network),
      head_(head),
      options_(options),
      top_(head.machine.neuralize(1), composites::find("paper-v2")),
      evidence_(evidence(head.machine.neuralize(1))),
      down_(network.network, node_composites::find("gamma=0.25")) {}

Matrix TileExplainer::gradient(const MatrixView& x) const {
  const Run run(network_.network.network(), x, network_.stages.back());
  const Matrix of_features =
      evidence_.gradient(head_.scaled(network_.features(run))).array().rowwise() / head_.deviation.array();
  const auto step = [&](Index n, const Matrix& at) {
    return network_.network.network().node(n).layer.pullback(run.input(n), at);
  };
  Index column = of_features.cols();
  Matrix at;  // of the maps of the stage above, brought down to this one
  for (std::size_t s = network_.stages.size(); s-- > 0;) {
    const Index stage = network_.stages[s], channels = network_.network.shape(stage).channels;
    const Pools pools(network_.network.shape(stage));
    const MatrixView maps = run.value(stage);
    column -= 2 * channels;
    Matrix here = pools.mean.pullback(maps, Matrix(of_features.middleCols(column, channels))) +
                  pools.largest.pullback(maps, Matrix(of_features.middleCols(column + channels, channels)));
    if (at.size() > 0) here += at;
    at = run.down(stage, std::move(here), step, s == 0 ? 0 : network_.stages[s - 1]);
  }
  return at;
}

void TileExplainer::explain_by_neon(const Matrix& x, TileExplanation& result) const {
  const Run run(network_.network.network(), x, network_.stages.back());
  const Explanation top = top_(head_.scaled(network_.features(run)));
  result.margin = top.logit(0);
  result.kept = -top.residual(0);
  double turnover = std::abs(result.margin) + std::abs(result.kept);
  std::vector<NodePropagator::Part> parts;
  Index column = top.relevance.cols();
  for (std::size_t s = network_.stages.size(); s-- > 0;) {
    const Index stage = network_.stages[s], channels = network_.network.shape(stage).channels;
    const Pools pools(network_.network.shape(stage));
    const MatrixView maps = run.value(stage);
    column -= 2 * channels;
    const Pass means{pools.mean.forward(maps)}, maxima{pools.largest.forward(maps)};
    parts.push_back({stage, pools.mean.relevance(maps, means, Matrix(top.relevance.middleCols(column, channels)), {}) +
                                pools.largest.relevance(
                                    maps, maxima, Matrix(top.relevance.middleCols(column + channels, channels)), {})});
  }
  const NodeRelevance found = down_(run, parts);
  for (const NodeConservation& node : found.nodes) {
    result.kept += node.kept(0);
    turnover += std::abs(node.kept(0));
  }
  result.relevance["NEON"] = over_colours(found.pixels);
  turnover += found.pixels.cwiseAbs().sum();
  const double missing = std::abs(result.margin - found.pixels.sum() - result.kept);
  result.gap = missing > 0 ? missing / turnover : 0;
}

Eigen::RowVectorXd TileExplainer::occlusion(const MatrixView& grey) const {
  const Index size = network_.size(), across = (size - options_.patch) / options_.stride + 1, patches = across * across;
  Matrix changed = grey.replicate(patches + 1, 1);
  const double blank = grey.mean();
  const auto each_pixel = [&](Index patch, const auto& use) {
    for (Index y = 0; y < options_.patch; ++y)
      for (Index x = 0; x < options_.patch; ++x)
        use((patch / across * options_.stride + y) * size + patch % across * options_.stride + x);
  };
  for (Index p = 0; p < patches; ++p) each_pixel(p, [&](Index pixel) { changed(p, pixel) = blank; });
  const Vector f = head_.margin(joined(network_.features(network_.input(changed))));
  Eigen::RowVectorXd result = Eigen::RowVectorXd::Zero(size * size);
  for (Index p = 0; p < patches; ++p)
    each_pixel(p, [&](Index pixel) {
      result(pixel) += (f(patches) - f(p)) / static_cast<double>(options_.patch * options_.patch);
    });
  return result;
}

TileExplanation TileExplainer::operator()(const MatrixView& grey, Index number) const {
  require(grey.rows() == 1, "{} tiles should be 1", grey.rows());
  TileExplanation result;
  const Matrix x = network_.input(grey);
  explain_by_neon(x, result);
  const Matrix slope = gradient(x);
  result.relevance["SA"] = over_colours(slope.cwiseAbs2());
  result.relevance["GI"] = over_colours(slope.cwiseProduct(x));

  const Matrix blank = network_.input(Matrix::Constant(1, grey.cols(), grey.mean()));
  Matrix sum = Matrix::Zero(1, x.cols());
  for (Index s = 0; s < options_.steps; ++s)
    sum += gradient(blank + (static_cast<double>(s) + 0.5) / static_cast<double>(options_.steps) * (x - blank));
  const Matrix integrated = (x - blank).cwiseProduct(sum) / static_cast<double>(options_.steps);
  result.relevance["IG"] = over_colours(integrated);
  result.completeness = std::abs(integrated.sum() - (result.margin - value(blank)(0)));

  result.relevance["occlusion"] = occlusion(grey);
  Random random(options_.seed, static_cast<std::uint64_t>(number));
  Eigen::RowVectorXd& uniform = result.relevance["random"];
  uniform.resize(grey.cols());
  for (double& one : uniform) one = random.uniform();
  return result;
}

}  // namespace neon::experiments::tiles
