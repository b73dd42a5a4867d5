#include <neon/core/detail/packet.hpp>
#include <neon/rules/condition.hpp>

#include <catch2/catch.hpp>

using namespace neon;

TEST_CASE("a denominator gets its stabiliser with its sign, and is no smaller than its floor") {
  CHECK(stabilised(2.0, 0.5, 1e-9) == 2.5);
  CHECK(stabilised(-2.0, 0.5, 1e-9) == -2.5);
  CHECK(stabilised(1e-12, 0.0, 1e-9) == 1e-9);
  CHECK(stabilised(-1e-12, 0.0, 1e-9) == -1e-9);
  CHECK(stabilised(0.0, 0.0, 1e-9) == 1e-9);
  CHECK(stabilised(-3e-301, 0.0, 1e-310) == -3e-301);  // there is no floor with a unit
}

TEST_CASE("nothing is shared out where nothing was summed") {
  CHECK(stabilised_share(3.0, 0.0, 0.0, 0.0) == 0);
  CHECK(stabilised_share(3.0, 1.5, 0.0, 0.0) == 2);
  CHECK(stabilised_share(0.0, 0.0, 0.0, 1e-9) == 0);
}

TEST_CASE("the account tells raw denominators, and of those that carried relevance alone") {
  DivisionAccount<double> account;
  account.note(3, 0.5);
  account.note(-1, -0.25);
  account.note(0, 1e-9);
  CHECK(account.smallest == 0.25);
  CHECK(account.negative == 1);
  CHECK(account.total == 4);
  Condition condition(2);
  condition.add(0, account);
  condition.add(0, account);
  CHECK(condition.smallest == Vector{{0.25, infinity}});
  CHECK(condition.negative_share() == Vector{{0.25, 0}});
}

TEST_CASE("a packet is divided number by number") {
  Packet relevance{}, denominator{}, floor{};
  for (int lane = 0; lane < packet_width; ++lane) {
    relevance[lane] = lane == 0 ? 0 : 2 - lane;
    denominator[lane] = lane == 1 ? 0 : lane - 0.5;
    floor[lane] = lane == 1 ? 0 : 1;
  }
  const Packet share = stabilised_share(relevance, denominator, Packet{} + 0.125, floor);
  DivisionAccount<Packet> account;
  account.note(relevance, denominator);
  for (int lane = 0; lane < packet_width; ++lane) {
    CHECK(share[lane] == stabilised_share(relevance[lane], denominator[lane], 0.125, floor[lane]));
    DivisionAccount<double> own;
    own.note(relevance[lane], denominator[lane]);
    CHECK(account.smallest[lane] == own.smallest);
    CHECK(account.negative[lane] == own.negative);
    CHECK(account.total[lane] == own.total);
  }
}
