#pragma once
#include <string>
#include <string_view>

namespace neon {

/// The part blockI_convJ (numbers I and J) of the path of a layer or tensor, or `otherwise` where there is none.
std::string block_name(std::string_view path, std::string_view otherwise);

}  // namespace neon
