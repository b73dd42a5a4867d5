#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace neon::plots {

struct Rgb {
  std::uint8_t red = 0, green = 0, blue = 0;
  friend bool operator==(const Rgb&, const Rgb&) = default;
};

inline constexpr Rgb black{0, 0, 0}, white{255, 255, 255}, dim{0x60, 0x60, 0x60}, pale{0xd8, 0xd8, 0xd8};
/// What a heatmap shows for a value that is no number.
inline constexpr Rgb undefined{0xff, 0xf2, 0x80};

/// Orange, sky blue, bluish green, blue, vermillion, reddish purple: distinct under every common colour blindness.
/// Source: Okabe and Ito, "Color universal design", 2008.
inline constexpr std::array<Rgb, 6> okabe_ito{{{0xe6, 0x9f, 0x00},
                                               {0x56, 0xb4, 0xe9},
                                               {0x00, 0x9e, 0x73},
                                               {0x00, 0x72, 0xb2},
                                               {0xd5, 0x5e, 0x00},
                                               {0xcc, 0x79, 0xa7}}};

/// One colour per digit 0 ... 9. Ten are too many for colour alone: the digits are printed as well.
/// Source: Tol, "Colour schemes", SRON 2021, scheme "muted" and a grey.
inline constexpr std::array<Rgb, 10> digit_colours{{{0x33, 0x22, 0x88},
                                                    {0xcc, 0x66, 0x77},
                                                    {0x88, 0xcc, 0xee},
                                                    {0x11, 0x77, 0x33},
                                                    {0xdd, 0xcc, 0x77},
                                                    {0x88, 0x22, 0x55},
                                                    {0x44, 0xaa, 0x99},
                                                    {0x77, 0x77, 0x77},
                                                    {0xaa, 0x44, 0x99},
                                                    {0x99, 0x99, 0x33}}};

/// One colour per newsgroup in alphabetical order, one hue per family: religion red, computers blue, sale grey,
/// vehicles yellow, sports green, science purple, politics brown. Twenty are too many for colour alone: numbers are
/// printed too.
inline constexpr std::array<Rgb, 20> newsgroup_colours{
    {{0xe3, 0x1a, 0x1c}, {0x08, 0x30, 0x6b}, {0x21, 0x71, 0xb5}, {0x4f, 0xa3, 0xd9}, {0x00, 0x9a, 0xa6},
     {0x7b, 0xb8, 0xe8}, {0x80, 0x80, 0x80}, {0xe6, 0xa7, 0x00}, {0xf5, 0xd0, 0x3a}, {0x1b, 0x7d, 0x3a},
     {0x7c, 0xc6, 0x6b}, {0x54, 0x27, 0x8f}, {0xa0, 0x8b, 0xd0}, {0xc0, 0x4f, 0xc0}, {0xe7, 0x8a, 0xc3},
     {0xa5, 0x0f, 0x15}, {0x8c, 0x51, 0x0a}, {0xbf, 0x81, 0x2d}, {0xf1, 0x69, 0x13}, {0xfb, 0x6a, 0x6a}}};

/// Blue at -1, white at 0, red at +1; beyond, the colour of the nearer end.
Rgb diverging(double value);
/// White at 0, black at 1.
Rgb grey(double value);
/// "#rrggbb"
std::string hex(Rgb colour);
/// 0xrrggbb, what gnuplot takes as a variable colour.
double packed(Rgb colour);

}  // namespace neon::plots
