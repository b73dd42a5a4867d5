#include <neon/core/detail/packet.hpp>
#include <neon/core/detail/sparse_kernel.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;

constexpr int most_packets = packet_width == 8 ? 8 : 4;
constexpr Index block_rows = most_packets * packet_width;

template <int packets>
void multiply_packets(const SparseGroup& group, const double* a, double* out) {
  Packet sum[SparseGroup::size][packets] = {};
  for (Index t = 0; t < group.terms; ++t) {
    const double* const row = a + group.row[t] * block_rows;
    Packet entry[packets];
    for (int p = 0; p < packets; ++p) entry[p] = load(row + p * packet_width);
    for (int c = 0; c < SparseGroup::size; ++c) {
      const double factor = group.value[t * SparseGroup::size + c];
      for (int p = 0; p < packets; ++p) sum[c][p] += factor * entry[p];
    }
  }
  for (int c = 0; c < SparseGroup::size; ++c)
    if (group.column[c] >= 0)
      for (int p = 0; p < packets; ++p) store(out + group.column[c] * block_rows + p * packet_width, sum[c][p]);
}

void multiply(const SparseGroup& group, const double* a, Index count, double* out) {
  if (count > block_rows / 2)
    multiply_packets<most_packets>(group, a, out);
  else if (count > packet_width)
    multiply_packets<most_packets / 2>(group, a, out);
  else
    multiply_packets<1>(group, a, out);
}

}  // namespace

const SparseKernel sparse_kernel{block_rows, multiply};

}  // namespace neon::NEON_INSTRUCTION_SET
