#include <neon/core/detail/packet.hpp>

#include <array>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("sums, gathers and transposes of packets are those of their numbers") {
  const Matrix values = samples::normal(packet_width, packet_width, 1);
  std::array<Packet, packet_width> row;
  for (int i = 0; i < packet_width; ++i) row[static_cast<std::size_t>(i)] = load(values.row(i).data());

  const Packet sums = row_sums(row.data()), running = running_sum(row[0]);
  double so_far = 0;
  for (int i = 0; i < packet_width; ++i) {
    so_far += values(0, i);
    CHECK(running[i] == Approx(so_far).epsilon(0).margin(tolerance::rounding));
    CHECK(sums[i] == Approx(values.row(i).sum()).epsilon(0).margin(tolerance::rounding));
  }

  std::array<std::int32_t, packet_width> index;
  for (int i = 0; i < packet_width; ++i) index[static_cast<std::size_t>(i)] = (i * 5 + 3) % packet_width;
  const Packet gathered = gather(values.data(), index.data());
  for (int i = 0; i < packet_width; ++i) CHECK(gathered[i] == values.data()[index[static_cast<std::size_t>(i)]]);

  transpose(row.data());
  for (int i = 0; i < packet_width; ++i)
    for (int j = 0; j < packet_width; ++j) CHECK(row[static_cast<std::size_t>(i)][j] == values(j, i));
}
