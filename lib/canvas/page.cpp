#include "canvas/page.hpp"

#include <neon/core/error.hpp>

#include <fmt/format.h>

#include "canvas/typesetting.hpp"

namespace neon::plots {
namespace {

constexpr double point = 25.4 / 72, caption_size = 8, caption_pitch = 3.7, caption_gap = 4, edge = 2;
/// Real fonts are hinted: lines come out up to 2 % wider than their nominal width.
constexpr double hinting = 1.02;

std::string_view alignment(Align align) {
  return align == Align::left ? "left" : align == Align::centre ? "center" : "right";
}

}  // namespace

std::string gnuplot_string(std::string_view text) {
  std::string result = "'";
  if (text.starts_with('\'')) {  // gnuplot takes a doubled quote at the start for an empty string
    result += "’";
    text.remove_prefix(1);
  }
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    result += control ? ' ' : c;
    if (c == '\'') result += c;
  }
  return result + "'";
}

std::string line_options(const LineStyle& style) {
  const std::string dash = style.dash == "solid" ? "solid" : gnuplot_string(style.dash);
  return fmt::format("lc rgb '{}' lw {} dt {}", hex(style.colour), 2 * style.width, dash);
}

void Page::text(double x, double y, std::string_view text, const TextStyle& style) {
  overlay_ +=
      fmt::format("set label {} at first {}, first {} {} {} font 'DejaVu Sans{},{}' tc rgb '{}'\n",
                  gnuplot_string(text), x, y, alignment(style.align), style.upright ? "rotate by 90" : "norotate",
                  style.bold ? ":Bold" : "", style.size, hex(style.colour));
}

void Page::line(double from_x, double from_y, double to_x, double to_y, const LineStyle& style) {
  overlay_ += fmt::format("set arrow from first {}, first {} to first {}, first {} nohead {}\n", from_x, from_y, to_x,
                          to_y, line_options(style));
}

void Page::outline(const Box& box, const LineStyle& style) {
  line(box.left, box.top, box.right(), box.top, style);
  line(box.right(), box.top, box.right(), box.bottom(), style);
  line(box.right(), box.bottom(), box.left, box.bottom(), style);
  line(box.left, box.bottom(), box.left, box.top, style);
}

void Page::fill(const Box& box, Rgb colour) {
  overlay_ += fmt::format(
      "set object rectangle from first {}, first {} to first {}, first {} back fillstyle solid noborder "
      "fillcolor rgb '{}'\n",
      box.left, box.top, box.right(), box.bottom(), hex(colour));
}

void Page::letter(double y, char letter) { text(edge, y, fmt::format("({})", letter), {.size = 9, .bold = true}); }

void Page::image(const Box& box, Index columns, const std::vector<Rgb>& pixels) {
  const auto count = static_cast<Index>(pixels.size());
  require(columns > 1 && count % columns == 0 && count / columns > 1, "page: {} pixels should fill rows of {}", count,
          columns);
  const Index rows = count / columns;
  const double dx = box.width / static_cast<double>(columns), dy = box.height / static_cast<double>(rows);
  images_ += fmt::format(
      "{}pixels binary skip={} array=({},{}) dx={} dy={} origin=({},{}) format='%uchar%uchar%uchar' "
      "using 1:2:3 with rgbimage",
      images_.empty() ? "" : ", ", pixels_.size(), columns, rows, dx, dy, box.left + dx / 2, box.top + dy / 2);
  for (const Rgb& colour : pixels)
    for (const std::uint8_t part : {colour.red, colour.green, colour.blue}) pixels_ += static_cast<char>(part);
}

void Page::gap(const Box& box, std::string_view text_in_it) {
  outline(box, {.colour = pale});
  text(box.centre(), box.middle(), text_in_it, {.size = 7, .align = Align::centre, .colour = dim});
}

std::string Page::data(const Matrix& columns) {
  std::string name = fmt::format("$d{}", blocks_++);
  data_ += fmt::format("{} << EOD\n", name);
  for (Index row = 0; row < columns.rows(); ++row) {
    for (Index column = 0; column < columns.cols(); ++column)
      data_ += fmt::format("{}{:.8g}", column > 0 ? " " : "", columns(row, column));
    data_ += '\n';
  }
  data_ += "EOD\n";
  return name;
}

void Page::plot(const Box& frame, std::string_view commands) { plots_.push_back({frame, std::string(commands)}); }

void Page::set_caption(std::string caption) {
  caption_ = std::move(caption);
  caption_lines_ = wrap(caption_, (width - 2 * edge) / (caption_size * point * hinting));
}

double Page::height() const {
  return caption_lines_.empty() ? height_
                                : height_ + caption_gap + caption_pitch * static_cast<double>(caption_lines_.size());
}

std::string Page::margins(const Box& frame) const {
  return fmt::format(
      "reset\nset lmargin at screen {}\nset rmargin at screen {}\nset tmargin at screen {}\nset bmargin at screen {}\n",
      frame.left / width, frame.right() / width, 1 - frame.top / height(), 1 - frame.bottom() / height());
}

std::string Page::whole_page() const {
  return margins({0, 0, width, height()}) +
         fmt::format("unset border\nunset tics\nunset key\nset xrange [0:{}]\nset yrange [{}:0]\n", width, height());
}

std::string Page::drawing_script() const {
  std::string script = "set multiplot\n";
  if (!images_.empty()) script += whole_page() + "plot " + images_ + "\n";
  for (const Plot& plot : plots_) {
    script += margins(plot.frame);
    script += "unset key\nset border 3 lw 1\nset tics out nomirror scale 0.5 font ',7' textcolor rgb 'black'\n";
    script += "set xlabel font ',7.5' offset 0,0.35\nset ylabel font ',7.5' offset 1,0\n";
    script += plot.commands + "\n";
  }
  Page texts(height_);
  texts.overlay_ = overlay_;
  double y = height_ + caption_gap / 2 + caption_pitch / 2;
  for (const std::string& line : caption_lines_) {
    texts.text(edge, y, line, {.size = caption_size});
    y += caption_pitch;
  }
  // Something has to be plotted for the labels to appear; this lies outside the page.
  return script + whole_page() + texts.overlay_ + "plot -1 with dots\nunset multiplot\n";
}

}  // namespace neon::plots
