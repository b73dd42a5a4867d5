#include <neon/clustering/adam.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/deep_embedded_state.hpp>
#include <neon/clustering/detail/dense_training.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/network/normalisation.hpp>

#include <cmath>

namespace neon {
namespace {

constexpr const char* where = "fit_deep_embedded";

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

void check(const MatrixView& x, Index clusters, const DeepEmbeddedOptions& options) {
  require(clusters >= 2, "{}: {} clusters should be at least 2", where, clusters);
  require(x.rows() > 0 && x.cols() > 0, "{}: x is {} x {}, should have at least one point and feature", where, x.rows(),
          x.cols());
  for (const Index width : options.hidden) require(width > 0, "{}: hidden width {} should be at least 1", where, width);
  require(options.code > 0, "{}: a code of {} features should have at least 1", where, options.code);
  require(options.degrees > 0 && std::isfinite(options.degrees), "{}: {} degrees should be positive and finite", where,
          options.degrees);
  require(options.radius >= 0 && std::isfinite(options.radius),
          "{}: radius {} of the sphere should be finite, and 0 (no sphere) or positive", where, options.radius);
  require(options.radius == 0 || options.code > 1,
          "{}: codes of 1 feature have no sphere, should be of at least 2 (radius 0: no sphere)", where);
  require(options.batch > 0 && options.refresh > 0, "{}: mini-batch of {} and {} steps should be at least 1", where,
          options.batch, options.refresh);
  require(options.pretraining >= 0 && options.self_training >= 0, "{}: {} and {} steps should not be negative", where,
          options.pretraining, options.self_training);
  for (const double rate : {options.rate, options.pretraining_rate})
    require(rate > 0 && std::isfinite(rate), "{}: learning rate {} should be positive and finite", where, rate);
  require(options.momentum >= 0 && options.momentum < 1, "{}: momentum {} should be in [0, 1)", where,
          options.momentum);
  require(options.tolerance >= 0, "{}: tolerance {} should not be negative", where, options.tolerance);
  require_finite(x, where);
  require_different(clusters, different_points(x, clusters), where);
}

/// Mean 0 and mean square 1, over all features together. (Xie et al. bring ‖x‖^2 / d to 1 likewise.)
Frame training_frame(const MatrixView& x) {
  Frame frame = frame_of(x);
  frame.unit *= std::sqrt(frame.in(x).array().square().mean());
  return frame;
}

/// Encoder, sphere, and what trains them.
class Training {
 public:
  /// @param task see DeepEmbeddedState; 0: nobody keeps states
  Training(const Matrix& z, const DeepEmbeddedOptions& options, std::uint64_t task)
      : z_(z),
        options_(options),
        task_(task),
        total_(options.pretraining + options.self_training),
        sphere_{options.code} {
    Random random(options.seed);
    std::vector<Index> widths = options.hidden;
    widths.push_back(options.code);
    encoder = he_initialised(z.cols(), widths, random);
    widths.assign(options.hidden.rbegin(), options.hidden.rend());
    widths.push_back(z.cols());
    decoder_ = he_initialised(options.code, widths, random);
  }

  std::vector<Linear> encoder;

  Matrix codes() const { return on_sphere(dense_outputs(encoder, activation, z_), options_.radius); }

  /// mean_n ‖z_n - decoded(z_n)‖^2, in units of what it is without codes.
  double error() const {
    return (dense_outputs(decoder_, activation, on_sphere(dense_outputs(encoder, activation, z_), decoded_radius())) -
            z_)
               .squaredNorm() /
           z_.squaredNorm();
  }

  /// The autoencoder, which reads a code on a sphere with mean square 1, whatever the radius: Adam on mean_n ‖z_n -
  /// decoded(z_n)‖^2 / d.
  void pretrain(const DeepEmbeddedState* from) {
    DenseOptimizer up(encoder), down(decoder_);
    BackPropagation encoding, decoding;
    MiniBatches batches(z_.rows(), options_.batch, options_.seed, 1);
    Index t = 1;
    if (from != nullptr) {
      encoder = from->encoder;
      decoder_ = from->decoder;
      up.restore(from->of_encoder);
      down.restore(from->of_decoder);
      batches.skip(from->pretrained);
      t += from->pretrained;
    }
    for (; t <= options_.pretraining; ++t) {
      const std::span<const Index> batch = batches.next();
      const auto points = static_cast<Index>(batch.size());
      const double scale = 2 / static_cast<double>(points * z_.cols());
      encoding.prepare(encoder, points);
      decoding.prepare(decoder_, points);
      parallel_blocks(points, BackPropagation::block, [&](Index first, Index last) {
        const Matrix x = z_(batch.subspan(at(first), at(last - first)), Eigen::all);
        encoding.take(encoder, activation, first, x, [&](Matrix& code) {
          decoding.take(decoder_, activation, first, on_sphere(code, decoded_radius()),
                        [&](Matrix& output) { output = scale * (output - x); });
          code = from_sphere(code, decoding.slope_of_input(decoder_, first, last - first), decoded_radius());
        });
      });
      const double done =
          static_cast<double>(t - 1) / static_cast<double>(std::max<Index>(1, options_.pretraining - 1));
      const Adam adam(options_.pretraining_rate * (1 - 0.9 * done), t);
      up.step(encoder, encoding, adam, adam);
      down.step(decoder_, decoding, adam, adam);
      if (t % options_.refresh == 0)
        keep([&] {
          return DeepEmbeddedState{.task = task_,
                                   .pretrained = t,
                                   .encoder = encoder,
                                   .decoder = decoder_,
                                   .of_encoder = up.moments(),
                                   .of_decoder = down.moments()};
        });
      tell(t);
    }
  }

  /// Gradient descent on mean_n sum_k p_nk log(p_nk / q_nk), by the encoder and the centroids.
  void self_train(DeepEmbeddedFit& fit, const DeepEmbeddedState* from) {
    Matrix& mu = fit.model.centroids;
    DenseOptimizer optimizer(encoder);
    BackPropagation pass;
    Matrix velocity = Matrix::Zero(mu.rows(), mu.cols()), target;
    MiniBatches batches(z_.rows(), options_.batch, options_.seed, 2);
    const Momentum step{options_.rate, options_.momentum};
    if (from != nullptr) {
      optimizer.restore(from->of_encoder);
      velocity = from->velocity;
      fit.labels = from->labels;
      fit.steps = from->self_trained;
      batches.skip(fit.steps);
    }
    for (; fit.steps < options_.self_training; ++fit.steps) {
      if (fit.steps % options_.refresh == 0) {
        // Before the targets are computed: from this state they come again.
        keep([&] {
          return DeepEmbeddedState{.task = task_,
                                   .pretrained = options_.pretraining,
                                   .self_trained = fit.steps,
                                   .encoder = encoder,
                                   .of_encoder = optimizer.moments(),
                                   .error = fit.error,
                                   .centroids = mu,
                                   .velocity = velocity,
                                   .labels = fit.labels};
        });
        if (refreshed(fit, target)) break;
      }
      const std::span<const Index> batch = batches.next();
      const auto points = static_cast<Index>(batch.size());
      Matrix code(points, mu.cols()), weight(points, mu.rows());  // weight: dE / d(o_k), times what o_k is in d_k
      pass.prepare(encoder, points);
      parallel_blocks(points, BackPropagation::block, [&](Index first, Index last) {
        const std::span<const Index> some = batch.subspan(at(first), at(last - first));
        pass.take(encoder, activation, first, z_(some, Eigen::all), [&](Matrix& output) {
          const Matrix here = on_sphere(output, options_.radius), d = squared_distances(here, mu),
                       q = soft_assign(scores(d), 1);
          const Matrix w = (target(some, Eigen::all) - q).array() * (options_.degrees + 1) /
                           (options_.degrees + d.array()) / static_cast<double>(points);
          code.middleRows(first, last - first) = here;
          weight.middleRows(first, last - first) = w;
          output =
              from_sphere(output, Matrix(here.array().colwise() * w.rowwise().sum().array()) - w * mu, options_.radius);
        });
      });
      const Matrix of_mu =
          Matrix(mu.array().colwise() * weight.colwise().sum().transpose().array()) - weight.transpose() * code;
      optimizer.step(encoder, pass, step, step);
      step.update(mu, of_mu, velocity, velocity);
      tell(options_.pretraining + fit.steps + 1);
    }
    tell(total_);
  }

 private:
  Matrix scores(const Matrix& d) const { return (options_.degrees + 1) / 2 * (d / options_.degrees).array().log1p(); }

  /// Targets and clusters anew; whether hardly a cluster has changed.
  bool refreshed(DeepEmbeddedFit& fit, Matrix& target) const {
    const Matrix o = scores(distances_to_centroids(codes(), fit.model.centroids));
    require(o.allFinite(), "{}: the scores should be finite after {} steps of self-training (learning rate {})", where,
            fit.steps, options_.rate);
    const Labels before = std::move(fit.labels);
    fit.labels = assign(o);
    target = self_training_target(soft_assign(o, 1));
    Index changed = 0;
    for (std::size_t n = 0; n < before.size(); ++n) changed += before[n] != fit.labels[n] ? 1 : 0;
    fit.converged = fit.steps > 0 && static_cast<double>(changed) < options_.tolerance * static_cast<double>(z_.rows());
    return fit.converged;
  }

  double decoded_radius() const { return std::sqrt(static_cast<double>(options_.code)); }
  Matrix on_sphere(const Matrix& code, double radius) const {
    return options_.radius > 0 ? Matrix(radius * sphere_.forward(code)) : code;
  }
  Matrix from_sphere(const Matrix& code, const Matrix& gradient, double radius) const {
    return options_.radius > 0 ? Matrix(radius * sphere_.pullback(code, gradient)) : gradient;
  }
  template <class State>
  void keep(const State& state) const {
    if (options_.checkpoint) options_.checkpoint(state());
  }
  void tell(Index done) const {
    if (options_.progress) options_.progress(done, total_);
  }

  const Activation activation = Activation::rectifier();
  const Matrix& z_;
  const DeepEmbeddedOptions& options_;
  std::uint64_t task_;
  Index total_;
  Normalisation sphere_;
  std::vector<Linear> decoder_;
};

}  // namespace

Matrix self_training_target(const Matrix& q) {
  const Eigen::RowVectorXd size = q.colwise().sum();
  Matrix p = q.array().square().rowwise() / size.array();
  p.array().colwise() /= p.rowwise().sum().array().eval();
  return p;
}

DeepEmbeddedFit fit_deep_embedded(const MatrixView& x, Index clusters, const DeepEmbeddedOptions& options) {
  check(x, clusters, options);
  const Frame frame = training_frame(x);
  const Matrix z = frame.in(x);
  Training training(z, options, options.checkpoint ? training_task(x, clusters, options) : 0);
  const DeepEmbeddedState* const from = options.resume.get();
  if (from != nullptr) check_state(*from, x, clusters, options);
  DeepEmbeddedFit fit;
  const bool pretrained = from != nullptr && from->self_training();
  if (pretrained) {
    training.encoder = from->encoder;
    fit.error = from->error;
    fit.model.centroids = from->centroids;
  } else {
    training.pretrain(from);
    fit.error = training.error();
    require(std::isfinite(fit.error), "{}: the autoencoder's error should be finite (learning rate {})", where,
            options.pretraining_rate);
    const Matrix codes = training.codes();
    require_different(clusters, different_points(codes, clusters), where, "codes");
    fit.model.centroids =
        fit_kmeans(codes, clusters, {.seed = options.seed, .restarts = options.restarts}).model.centroids;
  }
  fit.model.degrees = options.degrees;
  fit.model.radius = options.radius;
  training.self_train(fit, pretrained ? from : nullptr);
  fit.model.layers = std::move(training.encoder);
  fit.model.layers.front() = out_of(frame, std::move(fit.model.layers.front()));
  fit.model.domain.resize(2, x.cols());
  fit.model.domain << x.colwise().minCoeff(), x.colwise().maxCoeff();
  fit.labels = assign(fit.model.outlier_scores(x));
  return fit;
}

}  // namespace neon
