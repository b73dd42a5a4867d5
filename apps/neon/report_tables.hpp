#pragma once
#include <string>
#include <string_view>

#include "apps/neon/report.hpp"

namespace neon::cli {

/// Text from a file, as HTML; cut where nobody would read on.
std::string shown_text(std::string_view text);
/// A cluster's mark and name.
std::string named(const Told& told, Index cluster);
/// 0 of none.
double percent(Index part, Index all);

/// Features x clusters, coloured: means and relevances.
std::string profiles_html(const Told& told, const Report& report);
/// Clusters x classes, coloured; nothing without classes.
std::string classes_html(const Told& told);

}  // namespace neon::cli
