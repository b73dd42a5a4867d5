#pragma once
#include <neon/explain/self_check.hpp>

#include <nlohmann/json.hpp>

namespace neon::cli {

using Json = nlohmann::ordered_json;

/// JSON has no infinity, and nothing that is printed is NaN.
Json number(double value);

/// Whether explanations hold against the model, with every gap.
Json check_json(const SelfCheck& check);

}  // namespace neon::cli
