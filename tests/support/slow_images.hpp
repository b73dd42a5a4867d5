#pragma once
#include <neon/layers/channel_bounds.hpp>
#include <neon/layers/convolution.hpp>
#include <neon/layers/feature_maps.hpp>

#include <limits>

#include "support/slow_rules.hpp"

/// Convolutional networks with direct loops, in double: one image, index by index.
namespace neon::slow {

struct Map {
  Index channels = 0, height = 0, width = 0;
  std::vector<double> values = {};

  Map() = default;
  Map(Index c, Index h, Index w) : channels(c), height(h), width(w), values(static_cast<std::size_t>(c * h * w)) {}
  double& operator()(Index c, Index y, Index x) {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
  double operator()(Index c, Index y, Index x) const {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
  bool holds(Index y, Index x) const { return y >= 0 && y < height && x >= 0 && x < width; }
};

inline Map map_of(const FeatureMaps& maps, Index n = 0) {
  Map result(maps.channels, maps.height, maps.width);
  for (std::size_t i = 0; i < result.values.size(); ++i) result.values[i] = maps.map(n)[i];
  return result;
}

/// Calls visit(output, y, x, input, input y, input x, weight) for every weight at every place inside the image.
template <class Visit>
void for_each_weight(const Convolution& layer, Index height, Index width, const Visit& visit) {
  for (Index o = 0; o < layer.outputs; ++o)
    for (Index y = 0; y < height; ++y)
      for (Index x = 0; x < width; ++x)
        for (Index i = 0; i < layer.inputs; ++i)
          for (Index q = 0; q < 9; ++q) {
            const Index from_y = y + q / 3 - 1, from_x = x + q % 3 - 1;
            if (from_y < 0 || from_y >= height || from_x < 0 || from_x >= width) continue;
            const auto at = static_cast<std::size_t>((o * layer.inputs + i) * 9 + q);
            visit(o, y, x, i, from_y, from_x, static_cast<double>(layer.weight[at]));
          }
}

inline Map convolve(const Convolution& layer, const Map& in) {
  Map out(layer.outputs, in.height, in.width);
  for (Index o = 0; o < out.channels; ++o)
    for (Index y = 0; y < out.height; ++y)
      for (Index x = 0; x < out.width; ++x) out(o, y, x) = static_cast<double>(layer.bias[static_cast<std::size_t>(o)]);
  for_each_weight(layer, in.height, in.width,
                  [&](Index o, Index y, Index x, Index i, Index from_y, Index from_x, double w) {
                    out(o, y, x) += w * in(i, from_y, from_x);
                  });
  return out;
}

/// Calls visit(channel, y, x of the window, y, x of its first largest value).
template <class Visit>
void for_each_winner(const Map& in, const Visit& visit) {
  for (Index c = 0; c < in.channels; ++c)
    for (Index y = 0; y < in.height / 2; ++y)
      for (Index x = 0; x < in.width / 2; ++x) {
        Index top = 2 * y, left = 2 * x;
        for (Index q = 0; q < 4; ++q)
          if (in(c, 2 * y + q / 2, 2 * x + q % 2) > in(c, top, left)) {
            top = 2 * y + q / 2;
            left = 2 * x + q % 2;
          }
        visit(c, y, x, top, left);
      }
}

/// The image, then the output of every layer.
inline std::vector<Map> activations(const ConvolutionalNetwork& network, const Map& image) {
  std::vector<Map> result{image};
  for (const ImageLayer& layer : network.layers) {
    const Map& in = result.back();
    Map out = in;
    if (const auto* convolution = std::get_if<Convolution>(&layer)) {
      out = convolve(*convolution, in);
    } else if (std::holds_alternative<MaxPool>(layer)) {
      out = Map(in.channels, in.height / 2, in.width / 2);
      for_each_winner(in, [&](Index c, Index y, Index x, Index top, Index left) { out(c, y, x) = in(c, top, left); });
    } else {
      for (double& value : out.values) value = std::max(value, 0.0);
    }
    result.push_back(std::move(out));
  }
  return result;
}

/// R_i = sum_k q_ik / (sum_i q_ik + bias_k) R_k across one convolution.
inline Map cross(const Rule& rule, const Convolution& layer, const Map& in, const Map& relevance,
                 const ChannelBounds& bounds = {}) {
  const auto box = [&](Index i) {
    const auto channel = static_cast<std::size_t>(i);
    return bounds.lower.empty() ? Bounds{} : Bounds{bounds.lower[channel], bounds.upper[channel]};
  };
  Map z(layer.outputs, in.height, in.width), result(in.channels, in.height, in.width);
  for_each_weight(layer, in.height, in.width,
                  [&](Index o, Index y, Index x, Index i, Index from_y, Index from_x, double w) {
                    z(o, y, x) += contribution(rule, in(i, from_y, from_x), w, 0, box(i));
                  });
  for (Index o = 0; o < z.channels; ++o)
    for (Index y = 0; y < z.height; ++y)
      for (Index x = 0; x < z.width; ++x)
        z(o, y, x) += bias_part(rule, static_cast<double>(layer.bias[static_cast<std::size_t>(o)]));
  const double epsilon =
      rule.epsilon * root_mean_square(Eigen::Map<const Vector>(z.values.data(), static_cast<Index>(z.values.size())));
  for_each_weight(
      layer, in.height, in.width, [&](Index o, Index y, Index x, Index i, Index from_y, Index from_x, double w) {
        double sum = z(o, y, x);
        if (sum == 0) return;
        sum += sum < 0 ? -epsilon : epsilon;
        result(i, from_y, from_x) += contribution(rule, in(i, from_y, from_x), w, 0, box(i)) / sum * relevance(o, y, x);
      });
  return result;
}

/// Winner takes all.
inline Map unpool(const Map& in, const Map& relevance) {
  Map result(in.channels, in.height, in.width);
  for_each_winner(in,
                  [&](Index c, Index y, Index x, Index top, Index left) { result(c, top, left) = relevance(c, y, x); });
  return result;
}

}  // namespace neon::slow
