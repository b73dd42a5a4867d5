#include "canvas/render.hpp"

#include <neon/core/error.hpp>
#include <neon/tables/atomic_file.hpp>

#include <fmt/ranges.h>
#include <gnuplot-iostream.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>

namespace neon::plots {
namespace {

constexpr std::string_view complete = "complete";

std::string extended(const std::filesystem::path& stem, std::string_view extension) {
  return stem.string() + std::string(extension);
}

std::string shell_quoted(const std::filesystem::path& path) {
  std::string result = "'";
  for (const char c : path.string()) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string last_line(std::string text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  if (last == std::string::npos) return "no message";
  text.resize(last + 1);
  text.erase(0, text.find_last_of('\n') + 1);
  return text.erase(0, text.find_first_not_of(" \t"));
}

// The sizes of fonts, lines and points of gnuplot's two cairo terminals differ; these factors, found by measuring the
// output, make a font size 1 pt, a line width of 1 half a pt, and a point size the same in both.
std::string png_terminal(const Page& page) {
  constexpr double pixels = 2000, scale = pixels / Page::width * 25.4 / 96;
  return fmt::format(
      "set terminal pngcairo noenhanced background 'white' size {},{} font 'DejaVu Sans,8' fontscale {} linewidth {} "
      "pointscale {}\n",
      pixels, std::round(pixels / Page::width * page.height()), scale, scale * 2 / 3, scale * 2 / 3);
}

std::string pdf_terminal(const Page& page) {
  return fmt::format(
      "set terminal pdfcairo noenhanced background 'white' size {}cm,{}cm font 'DejaVu Sans,8' fontscale 0.75 "
      "linewidth {} "
      "pointscale {}\n",
      Page::width / 10, page.height() / 10, 1.25, 0.5);
}

// Its own unit is 1/96 inch; the fonts' sizes are in it, too, and the width of a line is 1. Points it cannot scale.
std::string svg_terminal(const Page& page) {
  constexpr double per_mm = 96 / 25.4, per_point = 96.0 / 72;
  return fmt::format(
      "set terminal svg noenhanced background 'white' size {},{} font 'DejaVu Sans,8' fontscale {} linewidth {}\n",
      std::round(Page::width * per_mm), std::round(page.height() * per_mm), per_point, per_point / 2);
}

/// A kind of file that gnuplot draws.
struct FigureKind {
  std::string ending;
  std::string (*terminal)(const Page&);
  bool (*whole)(const std::string& bytes);  ///< was all of it written?
};

const std::vector<FigureKind>& figure_kinds() {
  static const std::vector<FigureKind> kinds{
      {".png", png_terminal, [](const std::string& bytes) { return bytes.ends_with("IEND\xae\x42\x60\x82"); }},
      {".pdf", pdf_terminal, [](const std::string& bytes) { return last_line(bytes) == "%%EOF"; }},
      {".svg", svg_terminal, [](const std::string& bytes) { return last_line(bytes) == "</svg>"; }}};
  return kinds;
}

const FigureKind& kind_of(const std::filesystem::path& file) {
  for (const FigureKind& kind : figure_kinds())
    if (file.extension() == kind.ending) return kind;
  throw Error(fmt::format("{} should end in {}", file.string(), fmt::join(figure_endings(), ", ")));
}

std::string drawing(const AtomicFile& file, const Page& page) {
  return kind_of(file.target()).terminal(page) + "set output " + gnuplot_string(file.partial().string()) + "\n" +
         page.drawing_script() + "set output\n";
}

/// Draws the page into each of the files, as yet uncommitted.
/// @param stem names what gnuplot needs beside them
void draw(const Page& page, const std::filesystem::path& stem, const std::vector<const AtomicFile*>& files) {
  const AtomicFile log(extended(stem, ".log"));
  std::optional<AtomicFile> pixels;  // for gnuplot alone: gone when the figure is drawn
  if (!page.pixels().empty()) {
    pixels.emplace(extended(stem, ".pixels"));
    pixels->append(page.pixels());
  }
  {
    // The end of `gnuplot` waits for the program, whose exit code it does not tell.
    Gnuplot gnuplot(fmt::format("{{ gnuplot --default-settings && echo {}; }} >{} 2>&1; exit 0", complete,
                                shell_quoted(log.partial())));
    gnuplot << "set encoding utf8\n" << page.data_script();
    if (pixels) gnuplot << "pixels = " << gnuplot_string(pixels->partial().string()) << "\n";
    for (const AtomicFile* file : files) gnuplot << drawing(*file, page);
    gnuplot.flush();
  }
  const std::string message = last_line(content(log.partial()));
  require(message == complete, "{}: gnuplot (Debian package gnuplot-nox) failed: {}", files.front()->target().string(),
          message);
  for (const AtomicFile* file : files)
    require(kind_of(file->target()).whole(content(file->partial())), "{}: gnuplot could not write all of it",
            file->target().string());
}

}  // namespace

void render(const Page& page, const std::filesystem::path& stem) {
  AtomicFile png(extended(stem, ".png")), pdf(extended(stem, ".pdf")), caption(extended(stem, ".txt"));
  draw(page, stem, {&png, &pdf});
  caption.append(page.caption() + "\n");
  for (AtomicFile* file : {&png, &pdf, &caption}) file->commit();
}

const std::vector<std::string>& figure_endings() {
  static const std::vector<std::string> endings = [] {
    std::vector<std::string> result;
    for (const FigureKind& kind : figure_kinds()) result.push_back(kind.ending);
    return result;
  }();
  return endings;
}

void render_file(const Page& page, const std::filesystem::path& file) {
  kind_of(file);
  AtomicFile figure(file);
  draw(page, std::filesystem::path(file).replace_extension(), {&figure});
  figure.commit();
}

}  // namespace neon::plots
