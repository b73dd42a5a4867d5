#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/detail/onednn_convolution.hpp>
#include <neon/layers/detail/onednn_descriptions.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace neon {

using dnnl::memory;
using namespace onednn;

Index preferred_block() {
  const memory::desc maps = described(1, 64, 64, 64, memory::format_tag::any),
                     weight({64, 64, 3, 3}, f32, memory::format_tag::any);
  const auto description = backward_description(maps, weight, maps, Arithmetic::direct);
  const dnnl_memory_desc_t chosen = description.diff_src_desc().data;
  const auto& layout = chosen.format_desc.blocking;
  const bool by_sixteen = chosen.format_kind == dnnl_blocked && layout.inner_nblks == 1 && layout.inner_idxs[0] == 1 &&
                          layout.inner_blks[0] == 16;
  return by_sixteen ? 16 : 8;
}

struct OneDnnConvolution::Implementation {
  /// count, height, width, block of the input (going back: of the output), rectified, threads
  using Key = std::tuple<Index, Index, Index, Index, bool, int>;
  /// height, width, rectified
  using MapKey = std::tuple<Index, Index, bool>;
  template <class Primitive>
  struct Prepared {
    typename Primitive::primitive_desc description;
    Primitive primitive;
    memory weight;
  };

  const Convolution& layer;
  std::shared_ptr<BufferPool> pool;
  Index block = preferred_block();
  std::map<Key, Prepared<ForwardPrimitive>> forward = {};
  std::map<Key, Prepared<BackwardPrimitive>> backward = {};
  /// Winograd's, for one map and one thread: how oneDNN divides the sums depends on the threads. None: there is none.
  std::map<MapKey, std::optional<Prepared<ForwardPrimitive>>> winograd_forward = {};
  std::map<MapKey, std::optional<Prepared<BackwardPrimitive>>> winograd_backward = {};
  std::vector<memory> weights = {};  ///< in every order asked for so far

  memory::desc any_weight() const {
    return {{layer.outputs, layer.inputs, Convolution::kernel, Convolution::kernel}, f32, memory::format_tag::any};
  }

  /// oneDNN reads these arrays, although its interface takes them as if it wrote.
  static float* readable(const std::vector<float>& values) { return const_cast<float*>(values.data()); }

  memory reordered(const memory::desc& wanted) {
    for (const memory& weight : weights)
      if (weight.get_desc() == wanted) return weight;
    const memory::desc plain({layer.outputs, layer.inputs, Convolution::kernel, Convolution::kernel}, f32,
                             memory::format_tag::oihw);
    const memory source(plain, processor(), readable(layer.weight));
    weights.emplace_back(wanted, processor());
    convert(source, weights.back());
    return weights.back();
  }

  static void convert(const memory& from, const memory& to) {
    run(dnnl::reorder(from, to), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
  }

  /// Maps that few channels leave unblocked: oneDNN chooses.
  memory::desc either(const BlockedMaps& maps) const {
    return maps.block == block ? described(maps)
                               : described(maps.count, maps.channels, maps.height, maps.width, memory::format_tag::any);
  }

  template <class Primitive, class Description>
  Prepared<Primitive> prepare(const Description& description) {
    return {description, Primitive(description), reordered(description.weights_desc())};
  }

  const Prepared<ForwardPrimitive>& prepared_forward(const BlockedMaps& x, const BlockedMaps& y, bool rectified) {
    const Key key{x.count, x.height, x.width, x.block, rectified, threads()};
    const auto found = forward.find(key);
    if (found != forward.end()) return found->second;
    return forward
        .emplace(key, prepare<ForwardPrimitive>(
                          forward_description(either(x), any_weight(), described(y), rectified, Arithmetic::direct)))
        .first->second;
  }

  const Prepared<BackwardPrimitive>& prepared_backward(const BlockedMaps& gradient, const BlockedMaps& result) {
    const Key key{gradient.count, gradient.height, gradient.width, gradient.block, false, threads()};
    const auto found = backward.find(key);
    if (found != backward.end()) return found->second;
    return backward
        .emplace(key, prepare<BackwardPrimitive>(backward_description(described(result), any_weight(),
                                                                      described(gradient), Arithmetic::direct)))
        .first->second;
  }

  template <class Primitive, class Describe>
  const Prepared<Primitive>* winograd(std::map<MapKey, std::optional<Prepared<Primitive>>>& known, const MapKey& key,
                                      const Describe& describe) {
    const auto found = known.find(key);
    if (found != known.end()) return found->second ? &*found->second : nullptr;
    auto& made = known[key];
    const ThreadScope one(1);
    try {
      made = prepare<Primitive>(describe());
    } catch (const dnnl::error& reason) {
      if (reason.status != dnnl_unimplemented) throw;
    }
    return made ? &*made : nullptr;
  }

  const Prepared<ForwardPrimitive>* winograd_forward_of(const BlockedMaps& x, const BlockedMaps& y, bool rectified) {
    if (x.block != block) return nullptr;
    return winograd(winograd_forward, {x.height, x.width, rectified}, [&] {
      return forward_description(described_map(x), any_weight(), described_map(y), rectified, Arithmetic::winograd);
    });
  }

  const Prepared<BackwardPrimitive>* winograd_backward_of(const BlockedMaps& gradient, const BlockedMaps& result) {
    return winograd(winograd_backward, {gradient.height, gradient.width, false}, [&] {
      return backward_description(described_map(result), any_weight(), described_map(gradient), Arithmetic::winograd);
    });
  }

  /// Every map on its own, several at a time.
  template <class Primitive, class Arguments>
  void run_maps(const Prepared<Primitive>& prepared, Index count, const Arguments& arguments) {
    const memory::desc scratch = prepared.description.scratchpad_desc();
    std::mutex one_at_a_time;
    std::vector<std::shared_ptr<float>> rooms;
    std::vector<float*> idle;
    parallel_blocks(count, 1, [&](Index n, Index) {
      std::unique_lock lock(one_at_a_time);
      if (idle.empty()) {
        rooms.push_back(pool->take(scratch.get_size() / sizeof(float) + 1));
        idle.push_back(rooms.back().get());
      }
      float* room = idle.back();
      idle.pop_back();
      lock.unlock();
      std::unordered_map<int, memory> all = arguments(n);
      all.emplace(DNNL_ARG_WEIGHTS, prepared.weight);
      all.emplace(DNNL_ARG_SCRATCHPAD, memory(scratch, processor(), room));
      const ThreadScope one(1);
      run(prepared.primitive, all);
      lock.lock();
      idle.push_back(room);
    });
  }
};

OneDnnConvolution::OneDnnConvolution(const Convolution& layer, std::shared_ptr<BufferPool> pool)
    : implementation_(new Implementation{layer, std::move(pool)}) {}

OneDnnConvolution::~OneDnnConvolution() = default;
OneDnnConvolution::OneDnnConvolution(OneDnnConvolution&&) noexcept = default;

BlockedMaps OneDnnConvolution::forward(const BlockedMaps& x, bool rectified, Arithmetic arithmetic) const try {
  Implementation& self = *implementation_;
  const ThreadScope scope(threads());
  BlockedMaps y = blocked_maps(*self.pool, x.count, self.layer.outputs, x.height, x.width, self.block);
  const memory::desc bias_order({self.layer.outputs}, f32, memory::format_tag::x);
  const memory bias(bias_order, processor(), Implementation::readable(self.layer.bias));
  if (arithmetic == Arithmetic::winograd)
    if (const auto* winograd = self.winograd_forward_of(x, y, rectified)) {
      self.run_maps(*winograd, x.count, [&](Index n) -> std::unordered_map<int, memory> {
        return {{DNNL_ARG_SRC, view_map(x, n)}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, view_map(y, n)}};
      });
      return y;
    }
  const auto& prepared = self.prepared_forward(x, y, rectified);
  memory source = view(x);
  if (prepared.description.src_desc() != source.get_desc()) {
    source = memory(prepared.description.src_desc(), processor());
    Implementation::convert(view(x), source);
  }
  run(prepared.primitive,
      {{DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, prepared.weight}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, view(y)}});
  return y;
} catch (const dnnl::error& reason) {
  throw Error(fmt::format("convolution '{}': oneDNN: {}", implementation_->layer.name, reason.what()));
}

BlockedMaps OneDnnConvolution::backward(const BlockedMaps& gradient) const try {
  Implementation& self = *implementation_;
  const ThreadScope scope(threads());
  BlockedMaps result =
      blocked_maps(*self.pool, gradient.count, self.layer.inputs, gradient.height, gradient.width, self.block);
  if (const auto* winograd = self.winograd_backward_of(gradient, result)) {
    self.run_maps(*winograd, gradient.count, [&](Index n) -> std::unordered_map<int, memory> {
      return {{DNNL_ARG_DIFF_DST, view_map(gradient, n)}, {DNNL_ARG_DIFF_SRC, view_map(result, n)}};
    });
    return result;
  }
  const auto& prepared = self.prepared_backward(gradient, result);
  run(prepared.primitive,
      {{DNNL_ARG_DIFF_DST, view(gradient)}, {DNNL_ARG_WEIGHTS, prepared.weight}, {DNNL_ARG_DIFF_SRC, view(result)}});
  return result;
} catch (const dnnl::error& reason) {
  throw Error(fmt::format("convolution '{}': oneDNN: {}", implementation_->layer.name, reason.what()));
}

}  // namespace neon
