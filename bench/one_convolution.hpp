#pragma once
#include <algorithm>
#include <dnnl.hpp>

namespace neon {

/// One convolution 3 x 3 of oneDNN's that keeps channels and extent, at one image, in the formats that it chooses.
class OneConvolution {
 public:
  OneConvolution(dnnl::memory::dim channels, dnnl::memory::dim extent)
      : description_(Forward::desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                                   any({1, channels, extent, extent}), any({channels, channels, 3, 3}),
                                   any({1, channels, extent, extent}), {1, 1}, {1, 1}, {1, 1}),
                     engine_) {}

  /// As often as that, then waits.
  void operator()(int times) {
    for (int i = 0; i < times; ++i)
      primitive_.execute(stream_, {{DNNL_ARG_SRC, source_}, {DNNL_ARG_WEIGHTS, weight_}, {DNNL_ARG_DST, target_}});
    stream_.wait();
  }

 private:
  using Forward = dnnl::convolution_forward;
  using Memory = dnnl::memory;

  static Memory::desc any(const Memory::dims& shape) {
    return {shape, Memory::data_type::f32, Memory::format_tag::any};
  }
  Memory filled(const Memory::desc& layout) const {
    Memory memory(layout, engine_);
    std::fill_n(static_cast<float*>(memory.get_data_handle()), layout.get_size() / sizeof(float), 0.5F);
    return memory;
  }

  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  Forward::primitive_desc description_;
  Forward primitive_{description_};
  Memory source_ = filled(description_.src_desc()), weight_ = filled(description_.weights_desc()),
         target_ = filled(description_.dst_desc());
};

}  // namespace neon
