#include "plots/highlighted_text.hpp"

#include "canvas/typesetting.hpp"

namespace neon::plots {
namespace {

constexpr double point = 25.4 / 72, hinting = 1.02, line_pitch = 1.28, paper_height = 1.12;

/// Fragments without blank space between or inside them.
using Atom = std::vector<Fragment>;

std::vector<Atom> atoms_of(const std::vector<Fragment>& fragments) {
  std::vector<Atom> atoms;
  bool touching = false;
  for (const Fragment& fragment : fragments) {
    std::string part;
    const auto finish = [&] {
      if (part.empty()) return;
      if (!touching) atoms.emplace_back();
      atoms.back().push_back({part, fragment.ink, fragment.paper});
      part.clear();
      touching = true;
    };
    for (const char c : fragment.text) {
      const bool blank = c == ' ' || (static_cast<unsigned char>(c) < 0x20);
      if (!blank) {
        part += c;
        continue;
      }
      finish();
      touching = false;
    }
    finish();
  }
  return atoms;
}

double width_of(const Atom& atom) {
  double width = 0;
  for (const Fragment& fragment : atom) width += text_width(fragment.text);
  return width;
}

}  // namespace

double draw_paragraph(Page& page, const Box& box, const std::vector<Fragment>& fragments, double font_size) {
  const double em = font_size * point * hinting, pitch = font_size * point * line_pitch, blank = text_width(" ") * em;
  double x = box.left, y = box.top + pitch / 2;
  for (const Atom& atom : atoms_of(fragments)) {
    const double width = width_of(atom) * em;
    const bool last_line = y + 1.5 * pitch > box.bottom();
    const double room = box.right() - (last_line ? text_width("...") * em : 0);
    if (x > box.left && x + width > room) {
      if (last_line) {
        page.text(x, y, "…", {.size = font_size});
        return y + pitch / 2 - box.top;
      }
      x = box.left;
      y += pitch;
    }
    for (const Fragment& fragment : atom) {
      const double advance = text_width(fragment.text) * em, height = font_size * point * paper_height;
      if (!(fragment.paper == white)) page.fill({x, y - height / 2, advance, height}, fragment.paper);
      page.text(x, y, fragment.text, {.size = font_size, .colour = fragment.ink});
      x += advance;
    }
    x += blank;
  }
  return y + pitch / 2 - box.top;
}

}  // namespace neon::plots
