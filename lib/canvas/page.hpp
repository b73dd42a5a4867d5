#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "canvas/palette.hpp"

/// Figures. Lengths on paper are in mm from the top left corner of the page, font sizes and line widths in pt.
namespace neon::plots {

struct Box {
  double left = 0, top = 0, width = 0, height = 0;
  double right() const { return left + width; }
  double bottom() const { return top + height; }
  double centre() const { return left + width / 2; }
  double middle() const { return top + height / 2; }
};

enum class Align { left, centre, right };

struct TextStyle {
  double size = 8;
  Align align = Align::left;
  Rgb colour = black;
  bool bold = false;
  bool upright = false;  ///< turned by 90 degrees, read from below
};

struct LineStyle {
  Rgb colour = black;
  double width = 0.5;
  std::string_view dash = "solid";  ///< as in gnuplot: "solid" or a pattern like "- ."
};

/// A figure on one page of fixed width, as commands for gnuplot: images first, then plots, then text and lines on top.
class Page {
 public:
  static constexpr double width = 180;

  /// @param height of what is drawn; the caption adds to it
  explicit Page(double height) : height_(height) {}

  void text(double x, double y, std::string_view text, const TextStyle& style = {});
  void line(double from_x, double from_y, double to_x, double to_y, const LineStyle& style = {});
  void outline(const Box& box, const LineStyle& style = {});
  /// A rectangle of one colour, below text and lines.
  void fill(const Box& box, Rgb colour);
  /// "(a)", in bold, at the left edge
  void letter(double y, char letter);
  /// A grid of colours, row by row from the top, stretched to the box.
  /// @throws Error unless rows x columns divides into the pixels
  void image(const Box& box, Index columns, const std::vector<Rgb>& pixels);
  /// Grey text in the middle of an outlined box where something has not been stored.
  void gap(const Box& box, std::string_view text);

  /// Numbers for a plot.  @return the name to plot them by, e.g. "$d3"
  std::string data(const Matrix& columns);
  /// A plot with coordinates of its own.
  /// @param frame of the axes, without tic labels and axis labels
  /// @param commands of gnuplot, ending with one plot command
  void plot(const Box& frame, std::string_view commands);

  /// Printed below the drawing and stored next to it as text.
  void set_caption(std::string caption);
  const std::string& caption() const { return caption_; }

  double height() const;
  /// Commands that set up the data; to be sent once.
  const std::string& data_script() const { return data_; }
  /// The pixels of all images, three bytes each: the file that gnuplot's variable `pixels` should name.
  const std::string& pixels() const { return pixels_; }
  /// Commands that draw on the current terminal, whose page should be width x height().
  std::string drawing_script() const;

 private:
  struct Plot {
    Box frame;
    std::string commands;
  };
  std::string margins(const Box& frame) const;
  std::string whole_page() const;

  double height_;
  std::string caption_, data_, images_, pixels_, overlay_;
  std::vector<std::string> caption_lines_;
  std::vector<Plot> plots_;
  int blocks_ = 0;
};

/// A single-quoted string of gnuplot, which nothing in it can end or be expanded in; control characters become spaces,
/// a leading apostrophe a typographic one.
std::string gnuplot_string(std::string_view text);

/// "with ..." options of a line in a plot: colour, width in pt, dash.
std::string line_options(const LineStyle& style);

}  // namespace neon::plots
