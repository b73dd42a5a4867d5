#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/surrogate/class_margins.hpp>
#include <neon/surrogate/layer_surrogate.hpp>

namespace neon {

Matrix class_posteriors(const MatrixView& q, const Labels& y, Index classes) {
  require(q.rows() > 0 && static_cast<std::size_t>(q.rows()) == y.size(),
          "class posteriors: {} classes should be {}, one per point", y.size(), q.rows());
  Matrix mass = Matrix::Zero(q.cols(), classes);
  for (Index n = 0; n < q.rows(); ++n) {
    const Index of = y[static_cast<std::size_t>(n)];
    require(of >= 0 && of < classes, "class posteriors: class {} of point {} should be in [0, {})", of, n, classes);
    mass.col(of) += q.row(n).transpose();
  }
  const Vector size = mass.rowwise().sum();
  for (Index k = 0; k < size.size(); ++k)
    require(size[k] > 0, "class posteriors: cluster {} should have points, or part of some", k);
  return mass.array().colwise() / size.array();
}

Matrix LayerSurrogate::predict(const MatrixView& activation) const {
  return soft_assign(model.outlier_scores(activation), model.beta) * posterior;
}

Network LayerSurrogate::neuralize(Index y) const {
  require(y >= 0 && y < classes(), "surrogate: class {} should be in [0, {})", y, classes());
  require(posterior.rows() == model.clusters(), "surrogate: posteriors of {} clusters should be of {}",
          posterior.rows(), model.clusters());
  require(model.beta == 1, "surrogate: stiffness {} of its clusters should be 1", model.beta);
  const double unit = model.radius > 0 ? model.radius : 1;
  Network network = model.neuralize(0);
  network.cluster = y;
  network.nodes.erase(network.nodes.end() - 2, network.nodes.end());  // what reads the codes: margins and pool
  const auto codes = static_cast<Index>(network.nodes.size());
  ClassMargins margins(model.centroids / unit, model.degrees / (unit * unit), (model.degrees + 1) / 2,
                       posterior.col(y));
  network.nodes.push_back({std::move(margins), {codes}, Role::detection});
  network.nodes.push_back({MinPool{{1}}, {codes + 1}, Role::pool});
  network.check();
  return network;
}

Matrix weighted_prediction(const std::vector<Matrix>& predictions, const Vector& weights) {
  require(!predictions.empty() && static_cast<std::size_t>(weights.size()) == predictions.size(),
          "surrogate: {} weights should be {}, one per layer", weights.size(), predictions.size());
  require(weights.allFinite() && weights.minCoeff() >= 0 && weights.sum() > 0,
          "surrogate: weights of layers should be finite and not negative, one of them positive");
  Matrix sum = Matrix::Zero(predictions.front().rows(), predictions.front().cols());
  for (std::size_t l = 0; l < predictions.size(); ++l) {
    require(predictions[l].rows() == sum.rows() && predictions[l].cols() == sum.cols(),
            "surrogate: predictions [{}, {}] of layer {} should be [{}, {}]", predictions[l].rows(),
            predictions[l].cols(), l, sum.rows(), sum.cols());
    sum += weights[static_cast<Index>(l)] * predictions[l];
  }
  return sum / weights.sum();
}

double agreement(const MatrixView& prediction, const Labels& expected) {
  require(prediction.rows() > 0 && static_cast<std::size_t>(prediction.rows()) == expected.size(),
          "agreement: {} classes should be {}, one per point", expected.size(), prediction.rows());
  const Labels predicted = assign(-prediction);
  Index same = 0;
  for (std::size_t n = 0; n < expected.size(); ++n) same += predicted[n] == expected[n] ? 1 : 0;
  return static_cast<double>(same) / static_cast<double>(expected.size());
}

}  // namespace neon
