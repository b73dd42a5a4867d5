#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <vector>

namespace neon::experiments::wine {

/// The three features of largest |R| in words: "alcohol +0.100, hue -0.050, ash +0.020".
/// @param relevance of one point, as long as `names`
std::string largest_features(const std::vector<std::string>& names, const Vector& relevance);

}  // namespace neon::experiments::wine
