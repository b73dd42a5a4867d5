#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "canvas/page.hpp"

namespace neon::plots {

/// Draws the page with gnuplot as `<stem>.png` (2000 pixels wide) and `<stem>.pdf` (at size), and stores the caption as
/// `<stem>.txt`. All three appear complete, or none of them changes. Needs no display; ignores the user's gnuplot
/// settings.
/// @throws Error naming the figure if gnuplot is missing or fails, or if a file cannot be written
void render(const Page& page, const std::filesystem::path& stem);

/// The endings of a file that render_file can draw.
const std::vector<std::string>& figure_endings();

/// The page alone as one file, of the kind that its ending says: .png (2000 pixels wide), .pdf or .svg.
/// @throws Error likewise, or if the ending is another
void render_file(const Page& page, const std::filesystem::path& file);

}  // namespace neon::plots
