#pragma once
#include <string_view>

#include "canvas/page.hpp"

namespace neon::plots {

/// How a method looks in every figure: by colour, dash and marker, so that print in grey stays readable.
struct MethodStyle {
  std::string_view name;
  LineStyle line;
  int marker;  ///< point type of gnuplot
};

/// @param method one of explanations_and_control
const MethodStyle& style_of(std::string_view method);

}  // namespace neon::plots
