#include <neon/clustering/deep_embedded_state.hpp>
#include <neon/core/error.hpp>

#include <bit>

namespace neon {
namespace {

constexpr const char* where = "fit_deep_embedded: the checkpoint";

/// Order matters. Source of the multiplier: Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014.
class Mixed {
 public:
  void add(std::uint64_t bits) {
    state_ = (state_ ^ bits) * 0xbf58476d1ce4e5b9ULL;
    state_ ^= state_ >> 29;
  }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  void add(Index number) { add(static_cast<std::uint64_t>(number)); }
  std::uint64_t bits() const { return state_; }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15ULL;
};

void check_layers(const std::vector<Linear>& layers, Index inputs, const std::vector<Index>& widths, const char* what) {
  require(layers.size() == widths.size(), "{} has {} layers of the {}, should have {}", where, layers.size(), what,
          widths.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Linear& layer = layers[l];
    require(layer.weight.rows() == widths[l] && layer.weight.cols() == inputs && layer.bias.size() == widths[l],
            "{}: layer {} of the {} is [{}, {}] with {} biases, should be [{}, {}]", where, l, what,
            layer.weight.rows(), layer.weight.cols(), layer.bias.size(), widths[l], inputs);
    require(layer.weight.allFinite() && layer.bias.allFinite(), "{}: layer {} of the {} should be finite", where, l,
            what);
    inputs = widths[l];
  }
}

}  // namespace

std::uint64_t training_task(const MatrixView& x, Index clusters, const DeepEmbeddedOptions& options) {
  Mixed task;
  for (const Index number : {x.rows(), x.cols(), clusters, options.code, options.batch, options.pretraining,
                             options.self_training, options.refresh, options.restarts})
    task.add(number);
  for (const Index width : options.hidden) task.add(width);
  for (const double number :
       {options.degrees, options.radius, options.pretraining_rate, options.rate, options.momentum, options.tolerance})
    task.add(number);
  task.add(options.seed);
  for (Index n = 0; n < x.rows(); ++n)
    for (Index i = 0; i < x.cols(); ++i) task.add(x(n, i));
  return task.bits();
}

void check_state(const DeepEmbeddedState& state, const MatrixView& x, Index clusters,
                 const DeepEmbeddedOptions& options) {
  require(state.task == training_task(x, clusters, options),
          "{} is of another training: other points, clusters or options", where);
  std::vector<Index> widths = options.hidden;
  widths.push_back(options.code);
  for (const std::vector<Linear>* layers : {&state.encoder, &state.of_encoder.mean, &state.of_encoder.square})
    check_layers(*layers, x.cols(), widths, "encoder");
  require(state.pretrained >= 0 && state.pretrained <= options.pretraining && state.self_trained >= 0 &&
              state.self_trained <= options.self_training,
          "{}: {} and {} steps should be at most {} and {}", where, state.pretrained, state.self_trained,
          options.pretraining, options.self_training);
  if (state.self_training()) {
    for (const Matrix* of : {&state.centroids, &state.velocity})
      require(of->rows() == clusters && of->cols() == options.code && of->allFinite(),
              "{}: centroids of [{}, {}] should be [{}, {}], and finite", where, of->rows(), of->cols(), clusters,
              options.code);
    require(state.labels.empty() || static_cast<Index>(state.labels.size()) == x.rows(), "{}: {} labels should be {}",
            where, state.labels.size(), x.rows());
    return;
  }
  widths.assign(options.hidden.rbegin(), options.hidden.rend());
  widths.push_back(x.cols());
  for (const std::vector<Linear>* layers : {&state.decoder, &state.of_decoder.mean, &state.of_decoder.square})
    check_layers(*layers, options.code, widths, "decoder");
}

}  // namespace neon
