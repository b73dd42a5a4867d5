#pragma once
#include <filesystem>

#include "plots/page.hpp"

namespace neon::plots {

/// Draws the page with gnuplot as `<stem>.png` (2000 pixels wide) and `<stem>.pdf` (at size), and stores the caption as
/// `<stem>.txt`. All three appear complete, or none of them changes. Needs no display; ignores the user's gnuplot
/// settings.
/// @throws Error naming the figure if gnuplot is missing or fails, or if a file cannot be written
void render(const Page& page, const std::filesystem::path& stem);

}  // namespace neon::plots
