#pragma once
#include <neon/layers/convolution.hpp>
#include <neon/layers/detail/blocked_maps.hpp>

#include <dnnl.hpp>
#include <unordered_map>

/// Blocked maps and 3x3 convolutions in oneDNN's words.
namespace neon::onednn {

using ForwardPrimitive = dnnl::convolution_forward;
using BackwardPrimitive = dnnl::convolution_backward_data;

inline constexpr dnnl::memory::data_type f32 = dnnl::memory::data_type::f32;

const dnnl::engine& processor();

/// oneDNN asks OpenMP for the number of threads, both when a primitive is made and when it runs. Afterwards they are
/// let go: OpenMP has its threads wait for more by spinning, on the cores that the library's own threads need.
class ThreadScope {
 public:
  explicit ThreadScope(int count);
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int count_, before_;
};

void run(const dnnl::primitive& primitive, const std::unordered_map<int, dnnl::memory>& arguments);

dnnl::memory::desc described(Index count, Index channels, Index height, Index width, dnnl::memory::format_tag tag);
dnnl::memory::desc described(const BlockedMaps& maps);
dnnl::memory::desc described_map(const BlockedMaps& maps);  ///< one of them
/// The same memory, for oneDNN to read and write.
dnnl::memory view(const BlockedMaps& maps);
dnnl::memory view_map(const BlockedMaps& maps, Index n);

/// A convolution with a bias, and max(0, .) of it if `rectified`.  @throws dnnl::error if oneDNN has none
ForwardPrimitive::primitive_desc forward_description(const dnnl::memory::desc& source, const dnnl::memory::desc& weight,
                                                     const dnnl::memory::desc& target, bool rectified,
                                                     Arithmetic arithmetic);
/// Its gradient with respect to the input.  @param target of that gradient  @throws dnnl::error if oneDNN has none
BackwardPrimitive::primitive_desc backward_description(const dnnl::memory::desc& target,
                                                       const dnnl::memory::desc& weight,
                                                       const dnnl::memory::desc& gradient, Arithmetic arithmetic);

}  // namespace neon::onednn
