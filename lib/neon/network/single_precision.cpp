#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/detail/onednn_convolution.hpp>
#include <neon/layers/detail/onednn_descriptions.hpp>
#include <neon/network/branches.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/single_precision.hpp>
#include <neon/network/spatial_convolution.hpp>

#include <algorithm>
#include <optional>

namespace neon {

using dnnl::memory;
using namespace onednn;
using Tag = memory::format_tag;

namespace {

constexpr Index images_at_once = 8;

memory::desc described(const MapShape& shape, Index block) {
  return onednn::described(1, shape.channels, shape.height, shape.width,
                           block == 16  ? Tag::nChw16c
                           : block == 8 ? Tag::nChw8c
                                        : Tag::nchw);
}

/// A convolution of one map on one thread.
struct Prepared {
  dnnl::convolution_forward primitive;
  Index source_block;  ///< 1 where channels do not fill whole blocks, as those of images
  memory::desc scratch;
  memory weight, bias;
};

Prepared prepared(const SpatialConvolution& layer, Index block, bool rectified) {
  const MapShape out = layer.output();
  const Windows& w = layer.windows;
  const memory::dims stride{w.stride, w.stride}, dilation{w.dilation - 1, w.dilation - 1};
  // Windows that would start beyond the far border are left out, as in `output`.
  const auto behind = [&](Index extent, Index places, Index windows) {
    return (windows - 1) * w.stride + w.dilation * (places - 1) + 1 - extent - w.padding;
  };
  const memory::dims before{w.padding, w.padding},
      after{behind(layer.input.height, w.height, out.height), behind(layer.input.width, w.width, out.width)};
  const memory::dims extents =
      layer.groups == 1 ? memory::dims{layer.outputs, layer.input.channels, w.height, w.width}
                        : memory::dims{layer.groups, layer.group_outputs(), layer.group_inputs(), w.height, w.width};
  const Index source_block = layer.input.channels % block == 0 ? block : 1;
  const memory::desc source = described(layer.input, source_block), target = described(out, block),
                     bias({layer.outputs}, f32, Tag::x);
  const dnnl::convolution_forward::desc operation(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, source,
      memory::desc(extents, f32, Tag::any), bias, target, stride, dilation, before, after);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (rectified) {
    dnnl::post_ops last;
    last.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(last);
  }
  const dnnl::convolution_forward::primitive_desc description(operation, attributes, processor());
  FloatMatrix weights = layer.weight.cast<float>();
  Eigen::VectorXf biases = layer.bias.cast<float>();
  Prepared result{dnnl::convolution_forward(description), source_block, description.scratchpad_desc(),
                  memory(description.weights_desc(), processor()), memory(bias, processor())};
  const memory plain({extents, f32, layer.groups == 1 ? Tag::oihw : Tag::goihw}, processor(), weights.data());
  onednn::run(dnnl::reorder(plain, result.weight), {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, result.weight}});
  std::copy_n(biases.data(), biases.size(), static_cast<float*>(result.bias.get_data_handle()));
  return result;
}

FeatureMaps maps_of(const MatrixView& row, const MapShape& shape) {
  FeatureMaps result(1, shape.channels, shape.height, shape.width);
  for (Index i = 0; i < shape.size(); ++i) result.values[static_cast<std::size_t>(i)] = static_cast<float>(row(0, i));
  return result;
}

Matrix row_of(const BlockedMaps& maps) {
  const FeatureMaps plain = from_blocked(maps);
  return Eigen::Map<const Eigen::RowVectorXf>(plain.values.data(), plain.size()).cast<double>();
}

}  // namespace

struct SinglePrecision::Implementation {
  ImageNetwork network;
  Index block = preferred_block();
  std::vector<std::optional<Prepared>> convolution = {};  ///< by node
  std::vector<bool> rectified = {};                       ///< by node: its rectifier is computed with it
  std::vector<Index> last_reader = {};                    ///< by value

  explicit Implementation(const ImageNetwork& given) : network(given) {
    const auto count = static_cast<std::size_t>(network.last()) + 1;
    std::vector<Index> readers(count, 0);
    last_reader.assign(count, 0);
    for (Index n = 1; n <= network.last(); ++n)
      for (const Index input : network.network().node(n).inputs) {
        ++readers[static_cast<std::size_t>(input)];
        last_reader[static_cast<std::size_t>(input)] = n;
      }
    const ThreadScope one(1);
    for (Index n = 1; n <= network.last(); ++n) {
      const Layer& layer = network.network().node(n).layer;
      const auto value = static_cast<std::size_t>(n);
      const auto* spatial = layer.as<SpatialConvolution>();
      const bool fuses = (spatial != nullptr || layer.as<BranchSum>() != nullptr) && readers[value] == 1 &&
                         network.network().node(last_reader[value]).layer.as<MapRectifier>() != nullptr;
      rectified.push_back(fuses);
      convolution.emplace_back();
      if (spatial == nullptr) continue;
      try {
        convolution.back() = prepared(*spatial, block, fuses);
      } catch (const dnnl::error& reason) {
        throw Error(fmt::format("convolution '{}': oneDNN: {}", spatial->name, reason.what()));
      }
    }
  }

  const Node& node(Index n) const { return network.network().node(n); }

  /// Is this a value that was never computed, because its rectifier was instead?
  bool is_fused(Index value) const { return value > 0 && rectified[static_cast<std::size_t>(value - 1)]; }

  BlockedMaps empty(BufferPool& pool, Index value) const {
    const MapShape& s = network.shape(value);
    return blocked_maps(pool, 1, s.channels, s.height, s.width, block);
  }

  BlockedMaps convolved(BufferPool& pool, Index n, const BlockedMaps& x) const {
    const Prepared& p = *convolution[static_cast<std::size_t>(n - 1)];
    const BlockedMaps in = x.block == p.source_block ? x : to_blocked(pool, from_blocked(x), p.source_block);
    BlockedMaps y = empty(pool, n);
    const std::shared_ptr<float> room = pool.take(p.scratch.get_size() / sizeof(float) + 1);
    onednn::run(p.primitive, {{DNNL_ARG_SRC, view(in)},
                              {DNNL_ARG_WEIGHTS, p.weight},
                              {DNNL_ARG_BIAS, p.bias},
                              {DNNL_ARG_DST, view(y)},
                              {DNNL_ARG_SCRATCHPAD, memory(p.scratch, processor(), room.get())}});
    return y;
  }

  BlockedMaps summed(BufferPool& pool, Index n, const std::vector<BlockedMaps>& values) const {
    BlockedMaps y = empty(pool, n);
    const std::vector<Index>& inputs = node(n).inputs;
    float* const out = y.values.get();
    const Index size = y.map_size();
    std::copy_n(values[static_cast<std::size_t>(inputs.front())].values.get(), size, out);
    for (std::size_t b = 1; b < inputs.size(); ++b) {
      const float* const in = values[static_cast<std::size_t>(inputs[b])].values.get();
      for (Index i = 0; i < size; ++i) out[i] += in[i];
    }
    if (rectified[static_cast<std::size_t>(n - 1)])
      for (Index i = 0; i < size; ++i) out[i] = std::max(out[i], 0.0F);
    return y;
  }

  /// A layer without a fast path, as it is.
  BlockedMaps plain(BufferPool& pool, Index n, const std::vector<BlockedMaps>& values) const {
    const std::vector<Index>& inputs = node(n).inputs;
    Matrix x(1, 0);
    for (const Index input : inputs) {
      const Matrix more = row_of(values[static_cast<std::size_t>(input)]);
      x.conservativeResize(1, x.cols() + more.cols());
      x.rightCols(more.cols()) = more;
    }
    return to_blocked(pool, maps_of(node(n).layer.pass(x).output, network.shape(n)), block);
  }

  /// Calls use(value, maps) for every value of one image that is wanted.
  template <class Use>
  void run(BufferPool& pool, const MatrixView& image, const std::vector<Index>& wanted, const Use& use) const {
    const Index last = *std::max_element(wanted.begin(), wanted.end());
    const auto keep = [&](Index value, const BlockedMaps& maps) {
      if (std::find(wanted.begin(), wanted.end(), value) != wanted.end()) use(value, maps);
    };
    std::vector<BlockedMaps> values(static_cast<std::size_t>(last) + 1);
    values[0] = to_blocked(pool, maps_of(image, network.shape(0)), block);
    keep(0, values[0]);
    for (Index n = 1; n <= last; ++n) {
      BlockedMaps& here = values[static_cast<std::size_t>(n)];
      const std::vector<Index>& inputs = node(n).inputs;
      const BlockedMaps& first = values[static_cast<std::size_t>(inputs.front())];
      if (convolution[static_cast<std::size_t>(n - 1)])
        here = convolved(pool, n, first);
      else if (node(n).layer.as<BranchSum>() != nullptr)
        here = summed(pool, n, values);
      else if (is_fused(inputs.front()))
        here = first;
      else
        here = plain(pool, n, values);
      keep(n, here);
      for (const Index input : inputs)
        if (last_reader[static_cast<std::size_t>(input)] == n) values[static_cast<std::size_t>(input)] = {};
    }
  }

  /// Values of every image, side by side over the blocks of images.
  template <class Use>
  void run_all(const MatrixView& x, const std::vector<Index>& wanted, const Use& use) const {
    require(!wanted.empty(), "no value is asked for");
    for (const Index value : wanted)
      require(value >= 0 && value <= network.last() && !is_fused(value),
              "value {} should be in 0 ... {}, and not one that is computed with its rectifier: ask for that", value,
              network.last());
    require(x.cols() == network.shape(0).size(), "images of {} features should have {}: {}", x.cols(),
            network.shape(0).size(), network.shape(0).text());
    parallel_blocks(x.rows(), images_at_once, [&](Index first, Index end) {
      const ThreadScope one(1);
      const std::shared_ptr<BufferPool> pool = BufferPool::make();
      for (Index n = first; n < end; ++n)
        run(*pool, x.row(n), wanted, [&](Index value, const BlockedMaps& maps) { use(n, value, maps); });
    });
  }
};

SinglePrecision::SinglePrecision(const ImageNetwork& network)
    : implementation_(std::make_shared<const Implementation>(network)) {}

Matrix SinglePrecision::activations(const MatrixView& x, Index value) const {
  const ImageNetwork& network = implementation_->network;
  require(value >= 0 && value <= network.last(), "value {} should be in 0 ... {}", value, network.last());
  Matrix result(x.rows(), network.shape(value).size());
  implementation_->run_all(x, {value}, [&](Index n, Index, const BlockedMaps& maps) { result.row(n) = row_of(maps); });
  return result;
}

std::vector<Matrix> SinglePrecision::pooled(const MatrixView& x, const std::vector<Index>& values,
                                            const std::vector<Index>& cells) const {
  const ImageNetwork& network = implementation_->network;
  require(cells.empty() || cells.size() == values.size(), "cells of {} values should be of {}", cells.size(),
          values.size());
  std::vector<AveragePooling> pools;
  std::vector<Matrix> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Index value = values[i];
    require(value >= 0 && value <= network.last(), "value {} should be in 0 ... {}", value, network.last());
    pools.push_back(AveragePooling::grid(network.shape(value), cells.empty() ? 1 : cells[i]));
    result.emplace_back(x.rows(), pools.back().output().size());
  }
  implementation_->run_all(x, values, [&](Index n, Index value, const BlockedMaps& maps) {
    const Matrix row = row_of(maps);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] == value) result[i].row(n) = pools[i].forward(row);
  });
  return result;
}

}  // namespace neon
