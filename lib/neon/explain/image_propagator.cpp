#include <neon/core/error.hpp>
#include <neon/explain/image_propagator.hpp>
#include <neon/layers/detail/stack_implementation.hpp>
#include <neon/rules/detail/convolution_rule.hpp>
#include <neon/rules/detail/pixel_crossing.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

using Stack = ConvolutionalStack::Implementation;

/// Of the largest array of one chunk of maps; there are at most two at a time.
constexpr Index chunk_bytes = 128 << 20;

/// Rules of the same terms are the same to the weights of a layer above the pixels, where terms have no bounds.
Stack::WeightKey key(Index layer, const Rule& rule) {
  Stack::WeightKey result{layer, rule.bias, InputParts(rule).activation, {}};
  for (const Term& term : rule.terms) std::get<3>(result).emplace_back(term.map, term.factor);
  return result;
}

}  // namespace

struct ImagePropagator::Implementation {
  /// A convolution at this image, prepared for its rule.
  struct Crossing {
    std::shared_ptr<const Stack::Mapped> mapped;
    BlockedMaps carrier;  ///< what its input multiplies with; empty: ones
    Denominators z;
  };

  std::shared_ptr<Stack> stack;
  ForwardPass pass;
  ImageComposite composite;
  PixelCrossing pixels;
  std::map<Index, Crossing> crossings = {};  ///< of every convolution but the first, by layer

  const ForwardPass::State& state() const { return *pass.state(); }
  bool is_convolution(Index layer) const {
    return layer >= 1 && std::holds_alternative<Convolution>(stack->network.layer(layer));
  }
  /// The convolution, rectified or not, whose output layer l reads; 0 if that is something else.
  Index convolution_below(Index l) const {
    if (is_convolution(l - 1)) return l - 1;
    return l > 1 && std::holds_alternative<Relu>(stack->network.layer(l - 1)) ? l - 2 : 0;
  }
  bool is_pool(Index layer) const { return std::holds_alternative<MaxPool>(stack->network.layer(layer)); }

  /// A convolution above the pixels under its rule, at this image.
  Crossing prepare(Index layer) {
    const Rule& rule = composite.rule(layer);
    auto& mapped = stack->mapped[key(layer, rule)];
    if (!mapped)
      mapped = std::make_shared<const Stack::Mapped>(
          mapped_by(rule, std::get<Convolution>(stack->network.layer(layer)), {}), stack->pool);
    Crossing result{mapped, {}, {}};
    BlockedMaps input = state().output[static_cast<std::size_t>(layer - 1)];
    if (InputParts(rule).activation)
      result.carrier = input;
    else
      input = to_blocked(*stack->pool, rule_input(rule, from_blocked(input), {}), stack->block);
    result.z = denominators(mapped->run.forward(input, false), mapped->layer.bias, rule.epsilon);
    return result;
  }

  const Denominators& denominators_of(Index layer) const {
    return layer == 1 ? pixels.denominators() : crossings.at(layer).z;
  }

  /// The maps first ... first + count - 1.
  ImageRelevance carry(Index layer, const FeatureMaps& relevance, Index first, Index count) const {
    ImageRelevance result;
    BlockedMaps factor = to_blocked(*stack->pool, relevance, stack->block, first, count);
    BlockedMaps carrier;  // R = factor * carrier; empty: ones
    for (Index l = layer; l >= 1; --l) {
      const Index below = convolution_below(l);
      if (is_pool(l) && below > 0) {
        const ShareAccount account =
            divide_winners(*stack->pool, factor, carrier, state().winner.at(l), denominators_of(below));
        cross(below, account, factor, carrier, result);
        l = below;
      } else if (is_pool(l)) {
        if (carrier) multiply(factor, carrier);
        factor = unpool(*stack->pool, factor, state().winner.at(l));
        carrier = {};
      } else if (is_convolution(l)) {
        const ShareAccount account = divide(factor, carrier, denominators_of(l));
        cross(l, account, factor, carrier, result);
      }
    }
    result.pixels = pixels.relevance(*stack->pool, factor);
    finish(result);
    return result;
  }

  /// From shares s_k of the outputs to factor and carrier of the inputs.
  void cross(Index l, const ShareAccount& account, BlockedMaps& factor, BlockedMaps& carrier,
             ImageRelevance& result) const {
    require(account.relevance.allFinite(), "relevance at layer {} grew beyond single precision under rule {}", l,
            composite.rule(l).name);
    if (!result.layers.empty()) result.layers.back().sum_out = account.relevance;
    result.layers.push_back({l,
                             composite.rule(l).name,
                             account.relevance,
                             {},
                             account.bias,
                             account.condition.smallest,
                             account.condition.negative_share()});
    if (l == 1) return;
    factor = crossings.at(l).mapped->run.backward(factor);
    carrier = crossings.at(l).carrier;
  }

  static void finish(ImageRelevance& result) {
    Vector& sum = result.layers.back().sum_out;
    sum.resize(result.pixels.count);
    for (Index m = 0; m < result.pixels.count; ++m)
      sum(m) = Eigen::Map<const Eigen::VectorXf>(result.pixels.map(m), result.pixels.size() / result.pixels.count)
                   .cast<double>()
                   .sum();
    require(sum.allFinite(), "relevance at the pixels grew beyond single precision");
  }
};

ImagePropagator::ImagePropagator(const ConvolutionalStack& stack, const ForwardPass& pass, ImageComposite composite,
                                 const ChannelBounds& bounds) {
  require(pass.images() == 1, "image propagator: a pass of {} images should be of one", pass.images());
  const ConvolutionalNetwork& network = stack.network();
  for (Index l = 1; l <= network.depth(); ++l) {
    if (!std::holds_alternative<Convolution>(network.layer(l))) continue;
    const Rule& rule = composite.rule(l);
    require(!rule.midpoint, "composite '{}', layer {}: only detection layers have root points", composite.name, l);
    const bool has_bounds = std::any_of(rule.terms.begin(), rule.terms.end(), [](const Term& term) {
      return term.input == Input::lower || term.input == Input::upper;
    });
    require(l == 1 || (!has_bounds && InputParts(rule).count() == 1),
            "composite '{}', layer {}: rule {} should stand at the pixels", composite.name, l, rule.name);
  }
  const std::shared_ptr<Stack>& inside = pass.state()->stack;
  PixelCrossing pixels(composite.pixels, std::get<Convolution>(network.layer(1)), pass.activations(0), bounds,
                       inside->pool, inside->block);
  Implementation prepared{inside, pass, std::move(composite), std::move(pixels)};
  for (Index l = 2; l <= network.depth(); ++l)
    if (prepared.is_convolution(l)) prepared.crossings.emplace(l, prepared.prepare(l));
  implementation_ = std::make_shared<const Implementation>(std::move(prepared));
}

ImageRelevance ImagePropagator::operator()(Index layer, const FeatureMaps& relevance) const {
  const Implementation& self = *implementation_;
  require(layer >= 1 && layer <= self.stack->network.depth(), "layer {} should be in 1 ... {}", layer,
          self.stack->network.depth());
  const BlockedMaps& output = self.state().output[static_cast<std::size_t>(layer)];
  require(relevance.count > 0 && relevance.channels == output.channels && relevance.height == output.height &&
              relevance.width == output.width,
          "relevance of shape {} at layer {} should be [m, {}, {}, {}]", relevance.shape(), layer, output.channels,
          output.height, output.width);
  require(std::all_of(relevance.values.begin(), relevance.values.end(), [](float v) { return std::isfinite(v); }),
          "relevance at layer {} should be finite", layer);

  Index largest = 1;
  for (Index l = 0; l < layer; ++l)
    largest = std::max(largest, self.state().output[static_cast<std::size_t>(l)].map_size());
  const Index fit = std::max<Index>(1, chunk_bytes / (largest * static_cast<Index>(sizeof(float))));
  const Index chunks = (relevance.count + fit - 1) / fit, chunk = (relevance.count + chunks - 1) / chunks;
  std::vector<ImageRelevance> parts;
  for (Index first = 0; first < relevance.count; first += chunk)
    parts.push_back(self.carry(layer, relevance, first, std::min(chunk, relevance.count - first)));
  return joined(parts);
}

}  // namespace neon
