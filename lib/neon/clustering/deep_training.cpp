#include <neon/clustering/adam.hpp>
#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/detail/dense_training.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>

#include <cmath>
#include <numeric>

namespace neon {
namespace {

void check(const ImagePatches& patches, Index features, const std::vector<Index>& hidden) {
  require(patches.height > 0 && patches.width > 0 && patches.height * patches.width == features,
          "fit_deep_kmeans: images of {} x {} pixels should have the {} features of the points", patches.height,
          patches.width, features);
  require(patches.size > 0 && patches.size <= std::min(patches.height, patches.width),
          "fit_deep_kmeans: patches of {} pixels should fit into images of {} x {}", patches.size, patches.height,
          patches.width);
  require(patches.stride > 0, "fit_deep_kmeans: stride {} of the patches should be at least 1", patches.stride);
  require(!hidden.empty() && hidden.front() % patches.count() == 0,
          "fit_deep_kmeans: a first hidden layer of {} neurons should be a multiple of the {} patches",
          hidden.empty() ? 0 : hidden.front(), patches.count());
}

void check(const MatrixView& x, const Labels& labels, Index clusters, const DeepKMeansOptions& options) {
  require(clusters >= 2, "fit_deep_kmeans: {} clusters should be at least 2", clusters);
  require(x.rows() > 0 && x.cols() > 0, "fit_deep_kmeans: x is {} x {}, should have at least one point and feature",
          x.rows(), x.cols());
  require(labels.size() == static_cast<std::size_t>(x.rows()), "fit_deep_kmeans: {} labels should be {}, one per point",
          labels.size(), x.rows());
  for (std::size_t n = 0; n < labels.size(); ++n)
    require(labels[n] >= 0 && labels[n] < clusters, "fit_deep_kmeans: label {} of point {} should be in [0, {})",
            labels[n], n, clusters);
  for (const Index width : options.hidden)
    require(width > 0, "fit_deep_kmeans: hidden width {} should be at least 1", width);
  require(options.epochs > 0, "fit_deep_kmeans: {} epochs should be at least 1", options.epochs);
  require(options.batch > 0, "fit_deep_kmeans: mini-batch of {} should be at least 1", options.batch);
  require(options.learning_rate > 0 && std::isfinite(options.learning_rate),
          "fit_deep_kmeans: learning rate {} should be positive and finite", options.learning_rate);
  require(options.weight_decay >= 0 && options.weight_decay * options.learning_rate < 1,
          "fit_deep_kmeans: weight decay {} should be at least 0 and below 1 / learning rate", options.weight_decay);
  require(options.noise >= 0 && std::isfinite(options.noise),
          "fit_deep_kmeans: noise {} should not be negative, and finite", options.noise);
  if (options.patches) check(*options.patches, x.cols(), options.hidden);
  require_finite(x, "fit_deep_kmeans");
  require_different(clusters, different_points(x, clusters), "fit_deep_kmeans");
}

/// Scales the start of each feature's weights by its standard deviation, their mean square kept. A feature that hardly
/// varies teaches hardly anything: its weights would keep their random start and send relevance to it.
void weigh_by_deviation(const MatrixView& x, Matrix& weight) {
  const Eigen::RowVectorXd mean = column_means(x);
  Eigen::RowVectorXd variance = Eigen::RowVectorXd::Zero(x.cols());
  for (Index n = 0; n < x.rows(); ++n) variance += (x.row(n) - mean).cwiseAbs2();
  if (variance.sum() > 0) weight *= (variance / variance.mean()).cwiseSqrt().asDiagonal();
}

/// Which features each neuron of the first layer sees: 1 or 0.  @return [outputs, d]; empty: all see all
Matrix sight(const std::optional<ImagePatches>& patches, Index outputs) {
  if (!patches) return {};
  const Index of_each = outputs / patches->count();
  Matrix mask(outputs, patches->height * patches->width);
  for (Index neuron = 0; neuron < outputs; ++neuron) mask.row(neuron) = patches->mask(neuron / of_each);
  return mask;
}

/// Weights that see nothing are 0; the others grow, so that the scale of the activations stays.
void look_at(const Matrix& sight, Matrix& weight) {
  if (sight.size() == 0) return;
  const Vector seen = sight.rowwise().sum() / static_cast<double>(sight.cols());
  weight = weight.cwiseProduct(sight).array().colwise() / seen.array().sqrt();
}

/// Coordinates that suit the learning rate, whatever the unit of x: no further than 1 from their mean. 0 stays 0, which
/// means something to images, unless x lies far from it.
Frame training_frame(const MatrixView& x) {
  constexpr double far = 16;
  Frame frame = frame_of(x);
  frame.unit *= 2;
  if (frame.origin.cwiseAbs().maxCoeff() <= far * frame.unit) frame.origin.setZero();
  return frame;
}

/// Some points, each with normal noise that its row and the seed decide.
Matrix with_noise(const Matrix& x, std::span<const Index> rows, double deviation, std::uint64_t seed) {
  Matrix points(static_cast<Index>(rows.size()), x.cols());
  parallel_blocks(points.rows(), 8, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) {
      const Index row = rows[static_cast<std::size_t>(n)];
      Random random(seed, static_cast<std::uint64_t>(row));
      for (Index i = 0; i < x.cols(); ++i) points(n, i) = x(row, i) + deviation * random.normal();
    }
  });
  return points;
}

/// A pass over the points of a mini-batch, with noise if there should be some.  @return their k-means error
double run(BackPropagation& pass, const DeepKMeans& model, const Matrix& x, const Labels& labels,
           std::span<const Index> batch, double noise, std::uint64_t seed) {
  if (noise == 0) return pass.run(model.layers, model.centroids, x, labels, batch);
  Labels label, row(batch.size());
  for (const Index n : batch) label.push_back(labels[static_cast<std::size_t>(n)]);
  std::iota(row.begin(), row.end(), 0);
  return pass.run(model.layers, model.centroids, with_noise(x, batch, noise, seed), label, row);
}

}  // namespace

Eigen::RowVectorXd ImagePatches::mask(Index p) const {
  const Index across = (width - size) / stride + 1, top = p / across * stride, left = p % across * stride;
  Matrix image = Matrix::Zero(height, width);
  image.block(top, left, size, size).setOnes();
  return image.reshaped<Eigen::RowMajor>().transpose();
}

DeepKMeans fit_deep_kmeans(const MatrixView& x, const Labels& labels, Index clusters,
                           const DeepKMeansOptions& options) {
  check(x, labels, clusters, options);
  const Frame frame = training_frame(x);
  const Matrix z = frame.in(x);
  std::vector<Index> widths = options.hidden;
  widths.push_back(clusters);
  Random start(options.seed);
  DeepKMeans model{he_initialised(x.cols(), widths, start), Matrix::Identity(clusters, clusters), infinity};
  Matrix seen = sight(options.patches, model.layers.front().outputs());
  look_at(seen, model.layers.front().weight);
  weigh_by_deviation(z, model.layers.front().weight);
  DenseOptimizer optimizer(model.layers, {std::move(seen), options.nonpositive_biases});
  BackPropagation pass;
  Labels order(labels.size());
  std::iota(order.begin(), order.end(), 0);

  const Index steps = (x.rows() + options.batch - 1) / options.batch, total = options.epochs * steps;
  for (Index epoch = 0, t = 0; epoch < options.epochs; ++epoch) {
    Random random(options.seed, static_cast<std::uint64_t>(epoch) + 1);  // stream 0 drew the weights
    random.shuffle(order);
    const std::uint64_t noise_seed = random.bits();
    for (Index first = 0; first < x.rows(); first += options.batch) {
      const Index points = std::min(options.batch, x.rows() - first);
      const std::span<const Index> batch(order.data() + first, static_cast<std::size_t>(points));
      const double error = run(pass, model, z, labels, batch, options.noise / frame.unit, noise_seed);
      require(std::isfinite(error), "fit_deep_kmeans: error {} in epoch {} should be finite (learning rate {})", error,
              epoch, options.learning_rate);

      const double done = static_cast<double>(t) / static_cast<double>(std::max<Index>(1, total - 1));
      const double rate = options.learning_rate * (1 - 0.9 * done);
      ++t;
      optimizer.step(model.layers, pass, Adam(rate, t, options.weight_decay), Adam(rate, t));
      if (options.progress) options.progress(t, total);
    }
  }
  model.layers.front() = out_of(frame, std::move(model.layers.front()));
  for (const Linear& layer : model.layers)
    require(layer.weight.allFinite() && layer.bias.allFinite(),
            "fit_deep_kmeans: the weights should be finite after training (learning rate {})", options.learning_rate);
  return model;
}

}  // namespace neon
