#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/detail/stack_implementation.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr Index values_at_once = 1 << 15;

/// gradient *= 1[a > 0], the activations of one map serving all if there is one.
void pass_active(BlockedMaps& gradient, const BlockedMaps& a) {
  const Index map = gradient.map_size(), of_map = a.count == 1 ? 0 : map;
  const Index blocks = (map + values_at_once - 1) / values_at_once;
  parallel_blocks(gradient.count * blocks, 1, [&](Index block, Index) {
    const Index n = block / blocks, first = block % blocks * values_at_once,
                last = std::min(first + values_at_once, map);
    float* g = gradient.values.get() + n * map;
    const float* active = a.values.get() + n * of_map;
    for (Index i = first; i < last; ++i) g[i] = active[i] > 0 ? g[i] : 0;
  });
}

ConvolutionalNetwork checked(ConvolutionalNetwork network) {
  network.check();
  return network;
}

}  // namespace

ConvolutionalStack::Implementation::Implementation(ConvolutionalNetwork layers)
    : network(checked(std::move(layers))),
      block(preferred_block()),
      pool(BufferPool::make()),
      first_gradient(std::get<Convolution>(network.layers.front()), block) {
  for (Index l = 1; l <= network.depth(); ++l)
    if (const auto* convolution = std::get_if<Convolution>(&network.layer(l)))
      convolutions.emplace(std::piecewise_construct, std::forward_as_tuple(l),
                           std::forward_as_tuple(*convolution, pool));
}

bool ConvolutionalStack::Implementation::is_rectified(Index layer) const {
  return layer >= 1 && layer < network.depth() && std::holds_alternative<Convolution>(network.layer(layer)) &&
         std::holds_alternative<Relu>(network.layer(layer + 1));
}

void ConvolutionalStack::Implementation::check(const FeatureMaps& images) const {
  const Index channels = network.channels(0), step = network.reduction(network.depth());
  require(images.count > 0 && images.channels == channels, "images of shape {} should be [n, {}, height, width]",
          images.shape(), channels);
  require(images.height > 0 && images.width > 0 && images.height % step == 0 && images.width % step == 0,
          "images of {} x {} pixels: height and width should be multiples of {}", images.height, images.width, step);
  const auto bad = std::find_if(images.values.begin(), images.values.end(), [](float v) { return !std::isfinite(v); });
  if (bad == images.values.end()) return;
  const Index i = bad - images.values.begin(), p = i % images.locations();
  throw Error(fmt::format("image {}, channel {}, row {}, column {}: {} should be finite",
                          i / (channels * images.locations()), i / images.locations() % channels, p / images.width,
                          p % images.width, *bad));
}

ConvolutionalStack::ConvolutionalStack(ConvolutionalNetwork network)
    : implementation_(std::make_shared<Implementation>(std::move(network))) {}

const ConvolutionalNetwork& ConvolutionalStack::network() const { return implementation_->network; }

std::vector<FeatureMaps> ConvolutionalStack::forward(const FeatureMaps& images, const std::vector<Index>& layers,
                                                     Arithmetic arithmetic) const {
  Implementation& self = *implementation_;
  self.check(images);
  for (const Index l : layers)
    require(l >= 0 && l <= self.network.depth(), "layer {} should be in 0 ... {}", l, self.network.depth());
  std::map<Index, FeatureMaps> kept;
  const auto keep = [&](Index l, const BlockedMaps& maps) {
    if (std::find(layers.begin(), layers.end(), l) != layers.end()) kept.emplace(l, from_blocked(maps));
  };
  const Index last = layers.empty() ? 0 : *std::max_element(layers.begin(), layers.end());
  BlockedMaps x = self.image(images);
  keep(0, x);
  for (Index l = 1; l <= last; ++l) {
    if (std::holds_alternative<Convolution>(self.network.layer(l))) {
      const OneDnnConvolution& convolution = self.convolutions.at(l);
      const bool rectified = self.is_rectified(l);
      if (rectified && std::find(layers.begin(), layers.end(), l) != layers.end())
        kept.emplace(l, from_blocked(convolution.forward(x, false, arithmetic)));
      x = convolution.forward(x, rectified, arithmetic);
      if (!rectified) keep(l, x);
    } else {
      if (std::holds_alternative<MaxPool>(self.network.layer(l))) x = max_pool(*self.pool, x, false).maxima;
      keep(l, x);
    }
  }
  std::vector<FeatureMaps> result;
  result.reserve(layers.size());
  for (const Index l : layers) result.push_back(kept.at(l));
  return result;
}

ForwardPass ConvolutionalStack::pass(const FeatureMaps& images) const {
  Implementation& self = *implementation_;
  self.check(images);
  ForwardPass result;
  result.state_ = std::make_shared<ForwardPass::State>(ForwardPass::State{implementation_, images.count});
  ForwardPass::State& state = *result.state_;
  state.output.push_back(self.image(images));
  for (Index l = 1; l <= self.network.depth(); ++l) {
    const BlockedMaps& x = state.output.back();
    if (std::holds_alternative<Convolution>(self.network.layer(l))) {
      state.output.push_back(self.convolutions.at(l).forward(x, self.is_rectified(l)));
    } else if (std::holds_alternative<MaxPool>(self.network.layer(l))) {
      Pooled pooled = max_pool(*self.pool, x, true);
      state.output.push_back(std::move(pooled.maxima));
      state.winner[l] = std::move(pooled.winner);
    } else {
      state.output.push_back(x);
    }
  }
  return result;
}

Index ForwardPass::images() const { return state_->images; }

FeatureMaps ForwardPass::activations(Index layer) const {
  const ConvolutionalStack::Implementation& stack = *state_->stack;
  require(layer >= 0 && layer <= stack.network.depth(), "layer {} should be in 0 ... {}", layer, stack.network.depth());
  if (!stack.is_rectified(layer)) return from_blocked(state_->output[static_cast<std::size_t>(layer)]);
  return from_blocked(stack.convolutions.at(layer).forward(state_->output[static_cast<std::size_t>(layer - 1)], false));
}

FeatureMaps ForwardPass::pullback(Index layer, const FeatureMaps& gradient) const {
  ConvolutionalStack::Implementation& stack = *state_->stack;
  require(layer >= 1 && layer <= stack.network.depth(), "layer {} should be in 1 ... {}", layer, stack.network.depth());
  const BlockedMaps& output = state_->output[static_cast<std::size_t>(layer)];
  require((gradient.count == state_->images || state_->images == 1) && gradient.channels == output.channels &&
              gradient.height == output.height && gradient.width == output.width,
          "gradient of shape {} at layer {} should be [{}, {}, {}, {}]", gradient.shape(), layer, state_->images,
          output.channels, output.height, output.width);
  BlockedMaps g = to_blocked(*stack.pool, gradient, stack.block);
  for (Index l = layer; l > 1; --l) {
    if (std::holds_alternative<Convolution>(stack.network.layer(l)))
      g = stack.convolutions.at(l).backward(g);
    else if (std::holds_alternative<MaxPool>(stack.network.layer(l)))
      g = unpool(*stack.pool, g, state_->winner.at(l));
    else
      pass_active(g, state_->output[static_cast<std::size_t>(l)]);
  }
  return from_blocked(stack.first_gradient(*stack.pool, g));
}

}  // namespace neon
