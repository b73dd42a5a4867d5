#pragma once
#include "canvas/page.hpp"
#include "plots/mnist_results.hpp"

namespace neon::plots {

/// Strengths and weaknesses of one method, from what has been measured; a value is empty where it was not.
struct MethodSummary {
  std::string_view method;
  std::array<std::optional<double>, paper_models.size()> area, seconds;  ///< per model
  std::optional<double> mean_area, mean_seconds;                         ///< over the models in the file
  std::optional<bool> accurate;  ///< mean area in the better half of the range from the best to the worst explanation
  std::optional<bool> fast;      ///< mean time no more than `fast_factor` times that of the fastest explanation
  std::optional<bool> detailed;  ///< relevance can be split by competitor
};

inline constexpr double fast_factor = 10;

/// One entry per method of explanations_and_control; the control gets no marks. Areas under the pooled curves with box
/// root points; times with root points where the method needs them.
std::vector<MethodSummary> summarise(const MnistResults& results);

void draw_summary(Page& page, double top, const std::vector<MethodSummary>& rows);

}  // namespace neon::plots
