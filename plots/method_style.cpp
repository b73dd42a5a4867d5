#include "plots/method_style.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <array>

namespace neon::plots {
namespace {

constexpr double thick = 1.1, thin = 0.8;
constexpr std::array<MethodStyle, 6> styles{{{"NEON", {okabe_ito[4], 1.4}, 7},
                                             {"SA", {okabe_ito[1], thick, "."}, 5},
                                             {"GI", {okabe_ito[2], thick, "-"}, 9},
                                             {"SR", {okabe_ito[3], thick, "_"}, 13},
                                             {"IG", {okabe_ito[5], thick, "_."}, 11},
                                             {"random", {{0x88, 0x88, 0x88}, thin}, 6}}};

}  // namespace

const MethodStyle& style_of(std::string_view method) {
  const auto* const found =
      std::find_if(styles.begin(), styles.end(), [&](const auto& style) { return style.name == method; });
  require(found != styles.end(), "figure: method {} should be one of NEON, SA, GI, SR, IG, random", method);
  return *found;
}

}  // namespace neon::plots
