#include <neon/layers/detail/onednn_descriptions.hpp>

#include <omp.h>

namespace neon::onednn {

using dnnl::memory;
using Tag = memory::format_tag;

namespace {

const memory::dims ones{1, 1};

Tag tag_of(Index block) { return block == 16 ? Tag::nChw16c : block == 8 ? Tag::nChw8c : Tag::nchw; }

dnnl::algorithm algorithm_of(Arithmetic arithmetic) {
  return arithmetic == Arithmetic::winograd ? dnnl::algorithm::convolution_winograd
                                            : dnnl::algorithm::convolution_direct;
}

}  // namespace

const dnnl::engine& processor() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

ThreadScope::ThreadScope(int count) : count_(count), before_(omp_get_max_threads()) { omp_set_num_threads(count); }
ThreadScope::~ThreadScope() {
  omp_set_num_threads(before_);
  if (count_ > 1) omp_pause_resource_all(omp_pause_soft);
}

void run(const dnnl::primitive& primitive, const std::unordered_map<int, memory>& arguments) {
  dnnl::stream stream(processor());
  primitive.execute(stream, arguments);
  stream.wait();
}

memory::desc described(Index count, Index channels, Index height, Index width, Tag tag) {
  return {{count, channels, height, width}, f32, tag};
}

memory::desc described(const BlockedMaps& maps) {
  return described(maps.count, maps.channels, maps.height, maps.width, tag_of(maps.block));
}

memory view(const BlockedMaps& maps) { return {described(maps), processor(), maps.values.get()}; }

memory::desc described_map(const BlockedMaps& maps) {
  return described(1, maps.channels, maps.height, maps.width, tag_of(maps.block));
}

memory view_map(const BlockedMaps& maps, Index n) {
  return {described_map(maps), processor(), maps.values.get() + n * maps.map_size()};
}

ForwardPrimitive::primitive_desc forward_description(const memory::desc& source, const memory::desc& weight,
                                                     const memory::desc& target, bool rectified,
                                                     Arithmetic arithmetic) {
  const memory::desc bias({target.dims()[1]}, f32, Tag::x);
  const ForwardPrimitive::desc operation(dnnl::prop_kind::forward_inference, algorithm_of(arithmetic), source, weight,
                                         bias, target, ones, ones, ones);
  dnnl::primitive_attr attributes;
  if (arithmetic == Arithmetic::winograd) attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (rectified) {
    dnnl::post_ops after;
    after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(after);
  }
  return {operation, attributes, processor()};
}

BackwardPrimitive::primitive_desc backward_description(const memory::desc& target, const memory::desc& weight,
                                                       const memory::desc& gradient, Arithmetic arithmetic) {
  const BackwardPrimitive::desc operation(algorithm_of(arithmetic), target, weight, gradient, ones, ones, ones);
  dnnl::primitive_attr attributes;
  if (arithmetic == Arithmetic::winograd) attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return {operation, attributes, processor(), forward_description(target, weight, gradient, false, arithmetic)};
}

}  // namespace neon::onednn
