#pragma once
#include <neon/network/affine.hpp>
#include <neon/network/branches.hpp>
#include <neon/network/image_network.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/spatial_convolution.hpp>

#include "support/samples.hpp"
#include "support/slow_images.hpp"

/// A small residual network, and what it does index by index, in double.
namespace neon::slow {

/// Calls visit(output, y, x, input, input y, input x, weight) for every weight at every place inside the image.
template <class Visit>
void for_each_weight(const SpatialConvolution& layer, const Visit& visit) {
  const Windows& w = layer.windows;
  const Index height = (layer.input.height + 2 * w.padding - w.dilation * (w.height - 1) - 1) / w.stride + 1,
              width = (layer.input.width + 2 * w.padding - w.dilation * (w.width - 1) - 1) / w.stride + 1,
              in_group = layer.input.channels / layer.groups, out_group = layer.outputs / layer.groups;
  for (Index o = 0; o < layer.outputs; ++o)
    for (Index y = 0; y < height; ++y)
      for (Index x = 0; x < width; ++x)
        for (Index i = 0; i < in_group; ++i)
          for (Index p = 0; p < w.height; ++p)
            for (Index q = 0; q < w.width; ++q) {
              const Index from_y = y * w.stride + p * w.dilation - w.padding,
                          from_x = x * w.stride + q * w.dilation - w.padding;
              if (from_y < 0 || from_y >= layer.input.height || from_x < 0 || from_x >= layer.input.width) continue;
              visit(o, y, x, o / out_group * in_group + i, from_y, from_x,
                    layer.weight(o, (i * w.height + p) * w.width + q));
            }
}

inline Map empty_output(const SpatialConvolution& layer) {
  const MapShape out = layer.output();
  return {out.channels, out.height, out.width};
}

inline Map convolve(const SpatialConvolution& layer, const Map& in) {
  Map out = empty_output(layer);
  for (Index o = 0; o < out.channels; ++o)
    for (Index y = 0; y < out.height; ++y)
      for (Index x = 0; x < out.width; ++x) out(o, y, x) = layer.bias(o);
  for_each_weight(layer, [&](Index o, Index y, Index x, Index i, Index from_y, Index from_x, double w) {
    out(o, y, x) += w * in(i, from_y, from_x);
  });
  return out;
}

/// What the bias and the stabiliser kept, beside the relevance of the inputs.
struct Crossed {
  Map relevance;
  double kept = 0;
};

inline Crossed cross(const Rule& rule, const SpatialConvolution& layer, const Map& in, const Map& relevance) {
  const auto box = [&](Index i) {
    return layer.lower.size() ? Bounds{layer.lower(i), layer.upper(i)} : Bounds{rule.lower, rule.upper};
  };
  Map z = empty_output(layer);
  Crossed result{Map(in.channels, in.height, in.width)};
  for_each_weight(layer, [&](Index o, Index y, Index x, Index i, Index from_y, Index from_x, double w) {
    z(o, y, x) += contribution(rule, in(i, from_y, from_x), w, 0, box(i));
  });
  for (Index o = 0; o < z.channels; ++o)
    for (Index y = 0; y < z.height; ++y)
      for (Index x = 0; x < z.width; ++x) z(o, y, x) += bias_part(rule, layer.bias(o));
  const double epsilon =
      rule.epsilon * root_mean_square(Eigen::Map<const Vector>(z.values.data(), static_cast<Index>(z.values.size())));
  const auto share = [&](Index o, Index y, Index x) {
    const double sum = z(o, y, x);
    return sum == 0 ? 0 : relevance(o, y, x) / (sum + (sum < 0 ? -epsilon : epsilon));
  };
  for (Index o = 0; o < z.channels; ++o)
    for (Index y = 0; y < z.height; ++y)
      for (Index x = 0; x < z.width; ++x)
        result.kept += z(o, y, x) == 0
                           ? relevance(o, y, x)
                           : share(o, y, x) * (bias_part(rule, layer.bias(o)) + (z(o, y, x) < 0 ? -epsilon : epsilon));
  for_each_weight(layer, [&](Index o, Index y, Index x, Index i, Index from_y, Index from_x, double w) {
    result.relevance(i, from_y, from_x) += contribution(rule, in(i, from_y, from_x), w, 0, box(i)) * share(o, y, x);
  });
  return result;
}

inline Map normalise(const Map& in, const Vector& gamma, const Vector& beta, const Vector& mean,
                     const Vector& variance) {
  Map out = in;
  for (Index c = 0; c < in.channels; ++c)
    for (Index y = 0; y < in.height; ++y)
      for (Index x = 0; x < in.width; ++x)
        out(c, y, x) = gamma(c) * (in(c, y, x) - mean(c)) / std::sqrt(variance(c) + 1e-5) + beta(c);
  return out;
}

inline Map rectify(Map in) {
  for (double& value : in.values) value = std::max(0.0, value);
  return in;
}

inline Map add(Map a, const Map& b) {
  for (std::size_t i = 0; i < a.values.size(); ++i) a.values[i] += b.values[i];
  return a;
}

/// The relevance of branch a of a + b.
inline Map of_branch(const Map& a, const Map& b, const Map& relevance) {
  Map result = a;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double p = a.values[i], q = b.values[i], r = relevance.values[i];
    if (p == 0 && q == 0)
      result.values[i] = r / 2;
    else if ((p >= 0) == (q >= 0))
      result.values[i] = p / (p + q) * r;
    else
      result.values[i] = (p + q >= 0) == (p >= 0) ? r : 0;
  }
  return result;
}

inline Map subsample(const Map& in, Index channels) {
  Map out(channels, (in.height + 1) / 2, (in.width + 1) / 2);
  for (Index c = 0; c < in.channels; ++c)
    for (Index y = 0; y < in.height; y += 2)
      for (Index x = 0; x < in.width; x += 2) out((channels - in.channels) / 2 + c, y / 2, x / 2) = in(c, y, x);
  return out;
}

inline Map subsample_back(const Map& relevance, const Map& in) {
  Map out(in.channels, in.height, in.width);
  for (Index c = 0; c < in.channels; ++c)
    for (Index y = 0; y < in.height; y += 2)
      for (Index x = 0; x < in.width; x += 2)
        out(c, y, x) = relevance((relevance.channels - in.channels) / 2 + c, y / 2, x / 2);
  return out;
}

}  // namespace neon::slow

namespace neon::samples {

struct Normaliser {
  Vector gamma, beta, mean, variance;
};

inline Normaliser normaliser(Index channels, std::uint64_t seed) {
  const Matrix n = normal(4, channels, seed);
  return {Vector(1 + 0.3 * n.row(0).array()), Vector(0.3 * n.row(1)), Vector(0.3 * n.row(2)),
          Vector(0.5 + n.row(3).array().square())};
}

inline SpatialConvolution spatial_convolution(const MapShape& input, Index outputs, const Windows& windows,
                                              std::uint64_t seed, Index groups = 1) {
  const Index reads = input.channels / groups * windows.places();
  return {"sample",
          input,
          outputs,
          windows,
          groups,
          Matrix(normal(outputs, reads, seed) / std::sqrt(static_cast<double>(reads))),
          Vector(0.2 * normal(outputs, 1, seed + 50))};
}

/// 3 maps of 7 x 6 -> stem -> block with an identity around it -> block of stride 2 with the shortcut without weights
/// -> global mean -> a dense layer of 3 outputs. Convolutions with groups, dilation and stride.
struct SmallResidual {
  MapShape image{3, 7, 6}, wide{4, 7, 6}, half{8, 4, 3};
  SpatialConvolution stem, first, second, third, fourth;
  Normaliser n0, n1, n2, n3, n4;
  Affine dense;

  explicit SmallResidual(std::uint64_t seed)
      : stem(spatial_convolution(image, 4, {3, 3, 1, 1}, seed)),
        first(spatial_convolution(wide, 4, {3, 3, 1, 1}, seed + 1, 2)),
        second(spatial_convolution(wide, 4, {3, 3, 1, 2, 2}, seed + 2)),
        third(spatial_convolution(wide, 8, {3, 3, 2, 1}, seed + 3)),
        fourth(spatial_convolution(half, 8, {3, 3, 1, 1}, seed + 4)),
        n0(normaliser(4, seed + 10)),
        n1(normaliser(4, seed + 11)),
        n2(normaliser(4, seed + 12)),
        n3(normaliser(8, seed + 13)),
        n4(normaliser(8, seed + 14)),
        dense{{normal(3, 8, seed + 20), normal(3, 1, seed + 21)}} {
    stem.lower = Vector::Constant(3, -6);
    stem.upper = Vector::Constant(3, 7);
  }

  static BatchNormalisation layer(const std::string& name, const MapShape& shape, const Normaliser& n) {
    return BatchNormalisation::of(name, shape, n.gamma, n.beta, n.mean, n.variance);
  }

  ImageNetwork network() const {
    ImageNetwork net(image);
    const auto after = [&](const std::string& name, const SpatialConvolution& c, const Normaliser& n, Index input) {
      const Index at = net.add("conv " + name, c, {input});
      return net.add("bn " + name, layer("bn " + name, c.output(), n), {at});
    };
    const Index a = net.add("stem", MapRectifier{}, {after("stem", stem, n0, 0)});
    const Index b = net.add("relu first", MapRectifier{}, {after("first", first, n1, a)});
    const Index c = net.add("sum 1", BranchSum{}, {after("second", second, n2, b), a});
    const Index d = net.add("stage 1", MapRectifier{}, {c});
    const Index e = net.add("relu third", MapRectifier{}, {after("third", third, n3, d)});
    const Index f = after("fourth", fourth, n4, e);
    const Index g = net.add("shortcut", PaddedSubsampling{wide, 2, 8}, {d});
    const Index h = net.add("stage 2", MapRectifier{}, {net.add("sum 2", BranchSum{}, {f, g})});
    net.add("dense", dense, {net.add("mean", AveragePooling::global(half), {h})});
    return net;
  }
};

}  // namespace neon::samples
