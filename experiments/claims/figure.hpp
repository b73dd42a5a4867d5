#pragma once
#include <filesystem>
#include <string>

namespace neon::claims {

/// A figure as its plot program left it: plots/<name>.png with the caption plots/<name>.txt. The name up to a
/// dash is the program's.
struct Figure {
  std::string name;
  std::string png;      ///< the bytes; empty if unusable
  std::string caption;  ///< empty if there is none
  std::string absence;  ///< why the figure cannot be shown; "" if it can
};

/// Never throws for a missing or damaged file: that is an absence.
Figure read_figure(const std::filesystem::path& folder, const std::string& name);

/// <figure> with the picture inside, or a paragraph that says why there is none.
std::string html_figure(const Figure& figure);

}  // namespace neon::claims
