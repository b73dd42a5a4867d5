#pragma once
#include <neon/explain/attributor.hpp>
#include <neon/explain/composite.hpp>
#include <neon/neuralize/neuralize.hpp>

#include <functional>
#include <string>
#include <vector>

namespace neon {

/// A method that takes part in a comparison: one that can be asked, or relevances that were computed elsewhere.
struct Contender {
  std::string name;
  std::string source;
  /// The method ready for each of these networks, having learnt from the background. Empty: `relevance` is the answer.
  std::function<std::vector<Attributor>(const std::vector<Network>&, const Background&)> prepare = {};
  Matrix relevance = {};    ///< [N, d] of every point of the comparison
  std::string origin = {};  ///< the file that `relevance` comes from, for messages
};

/// NEON with the given rules.
Contender neon_contender(std::string name, Composite composite);

/// Any method that treats all clusters alike, such as the baselines.
Contender contender(Attributor method);

/// Relevances computed by another program.  @param origin the file they were read from
Contender imported(std::string name, Matrix relevance, std::string origin);

/// A control is in the comparison to be beaten: it is never the best.
bool is_control(const Contender& contender);

}  // namespace neon
