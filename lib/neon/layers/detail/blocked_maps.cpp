#include <neon/core/parallel.hpp>
#include <neon/layers/detail/blocked_maps.hpp>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace neon {
namespace {

/// A huge page; smaller arrays need only be aligned for vectors.
constexpr std::size_t large = 2U << 20U, small_alignment = 64;

float* allocate(std::size_t count) {
  const std::size_t alignment = count * sizeof(float) >= large ? large : small_alignment;
  const std::size_t bytes = (count * sizeof(float) + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, std::max(bytes, alignment));
  if (memory == nullptr) throw std::bad_alloc();
  if (alignment == large) ::madvise(memory, bytes, MADV_HUGEPAGE);
  return static_cast<float*>(memory);
}

/// A buffer that is given back may serve for one that needs this many times less.
constexpr std::size_t most_excess = 2;

constexpr Index rows_at_once = 16;

}  // namespace

void BufferPool::Free::operator()(float* values) const { std::free(values); }

std::shared_ptr<float> BufferPool::take(std::size_t count) {
  const auto fits = idle_.lower_bound(count);
  std::size_t capacity = count;
  Buffer buffer;
  if (fits != idle_.end() && fits->first <= most_excess * count) {
    capacity = fits->first;
    buffer = std::move(fits->second);
    idle_.erase(fits);
  } else {
    buffer.reset(allocate(count));
  }
  return {buffer.release(), [capacity, pool = weak_from_this()](float* values) {
            Buffer returned(values);
            if (const auto alive = pool.lock()) alive->idle_.emplace(capacity, std::move(returned));
          }};
}

BlockedMaps blocked_maps(BufferPool& pool, Index count, Index channels, Index height, Index width, Index block) {
  BlockedMaps result{count, channels, height, width, block};
  result.values = pool.take(static_cast<std::size_t>(count * result.map_size()));
  return result;
}

BlockedMaps to_blocked(BufferPool& pool, const FeatureMaps& maps, Index block) {
  return to_blocked(pool, maps, block, 0, maps.count);
}

BlockedMaps to_blocked(BufferPool& pool, const FeatureMaps& maps, Index block, Index first_map, Index count) {
  BlockedMaps result = blocked_maps(pool, count, maps.channels, maps.height, maps.width, block);
  const Index height = maps.height, width = maps.width;
  parallel_blocks(count * result.blocks() * height, rows_at_once, [&](Index first, Index last) {
    for (Index job = first; job < last; ++job) {
      const Index y = job % height, b = job / height % result.blocks(), n = job / height / result.blocks();
      float* out = result.at(n, b, y);
      for (Index lane = 0; lane < block; ++lane) {
        const Index c = b * block + lane;
        const float* in = maps.map(first_map + n) + (std::min(c, maps.channels - 1) * height + y) * width;
        for (Index x = 0; x < width; ++x) out[x * block + lane] = c < maps.channels ? in[x] : 0;
      }
    }
  });
  return result;
}

FeatureMaps from_blocked(const BlockedMaps& maps) {
  FeatureMaps result(maps.count, maps.channels, maps.height, maps.width);
  const Index height = maps.height, width = maps.width, block = maps.block;
  parallel_blocks(maps.count * maps.channels * height, rows_at_once, [&](Index first, Index last) {
    for (Index job = first; job < last; ++job) {
      const Index y = job % height, c = job / height % maps.channels, n = job / height / maps.channels;
      const float* in = maps.at(n, c / block, y) + c % block;
      float* out = result.map(n) + (c * height + y) * width;
      for (Index x = 0; x < width; ++x) out[x] = in[x * block];
    }
  });
  return result;
}

}  // namespace neon
