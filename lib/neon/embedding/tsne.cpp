#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/random.hpp>
#include <neon/embedding/pca.hpp>
#include <neon/embedding/tsne.hpp>
#include <neon/embedding/tsne_gradient.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

void require_valid(const TsneOptions& options) {
  require(options.perplexity >= 1 && options.perplexity < infinity, "fit_tsne: perplexity {} should be at least 1",
          options.perplexity);
  require(options.iterations >= 0, "fit_tsne: {} iterations should be at least 0", options.iterations);
  require(options.exaggerated_iterations >= 0, "fit_tsne: {} exaggerated iterations should be at least 0",
          options.exaggerated_iterations);
  require(options.exaggeration >= 1 && options.exaggeration < infinity,
          "fit_tsne: exaggeration {} should be at least 1", options.exaggeration);
  require(options.learning_rate >= 0 && options.learning_rate < infinity,
          "fit_tsne: learning rate {} should be positive (0: automatic)", options.learning_rate);
  require(options.theta >= 0 && options.theta <= 1, "fit_tsne: theta {} should be between 0 and 1", options.theta);
}

/// At least 50, so that a thousand points unfold in a few hundred iterations, but never above n / exaggeration: beyond
/// it the exaggerated attraction overshoots.
double automatic_rate(Index n, double exaggeration) {
  const double limit = static_cast<double>(n) / exaggeration;
  return std::max(limit / 4, std::min(limit, 50.0));
}

/// The first two principal components with a deviation of 1e-4 along the first, and a hundredth of that as jitter.
Matrix initial_embedding(const Matrix& x, std::uint64_t seed) {
  constexpr double deviation = 1e-4, jitter = 1e-6;
  const Pca pca = fit_pca(x, std::min<Index>(2, x.cols()));
  Random random(seed);
  Matrix y(x.rows(), 2);
  for (Index i = 0; i < y.size(); ++i) y.data()[i] = jitter * random.normal();
  if (pca.explained_variance(0) > 0)
    y.leftCols(pca.components.rows()) += deviation / std::sqrt(pca.explained_variance(0)) * transform(pca, x);
  return y;
}

/// Gradient descent with momentum; a coordinate's gain grows while it keeps its direction and shrinks when it turns.
class Descent {
 public:
  explicit Descent(Index n) : velocity_(Matrix::Zero(n, 2)), gain_(Matrix::Ones(n, 2)) {}

  void step(const Matrix& gradient, double rate, double momentum, Matrix& y) {
    constexpr double growth = 0.2, decay = 0.8, least = 0.01;
    const auto keeps_direction = (gradient.array() * velocity_.array()) < 0;
    gain_ = keeps_direction.select(gain_.array() + growth, (decay * gain_.array()).max(least)).matrix().eval();
    velocity_ = momentum * velocity_ - rate * gain_.cwiseProduct(gradient);
    y += velocity_;
  }

 private:
  Matrix velocity_, gain_;
};

}  // namespace

Tsne fit_tsne(const MatrixView& x, const TsneOptions& options) {
  require(x.rows() >= 1 && x.cols() >= 1, "fit_tsne: input [{}, {}] should have at least one row and one column",
          x.rows(), x.cols());
  require_valid(options);
  require_finite(x, "fit_tsne");

  // The affinities depend neither on the origin nor on the unit of x.
  const Matrix z = frame_of_any_size(x).in(x);
  const Affinities p = joint_affinities(z, options.perplexity);
  Tsne result{initial_embedding(z, options.seed)};
  Matrix& y = result.embedding;

  const double rate =
      options.learning_rate > 0 ? options.learning_rate : automatic_rate(x.rows(), options.exaggeration);
  Descent descent(x.rows());
  for (Index iteration = 0; iteration < options.iterations && x.rows() > 1; ++iteration) {
    const bool early = iteration < options.exaggerated_iterations;
    const Repulsion repulsion = tsne_repulsion(y, options.theta);
    const Matrix gradient =
        4 * ((early ? options.exaggeration : 1) * tsne_attraction(p, y) - repulsion.force / repulsion.z);
    descent.step(gradient, rate, early ? 0.5 : 0.8, y);
    require(y.squaredNorm() < infinity, "fit_tsne: diverged at iteration {}: learning rate {} should be smaller",
            iteration, rate);
    if (options.progress) options.progress(iteration + 1, options.iterations);
  }
  y.rowwise() -= Eigen::RowVector2d(y.colwise().mean());
  if (x.rows() > 1) result.kl_divergence = tsne_divergence(p, y, tsne_repulsion(y, 0).z);
  return result;
}

}  // namespace neon
