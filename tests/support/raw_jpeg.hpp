#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <jpeglib.h>
#include <string>
#include <vector>

namespace neon {

/// A JPEG file straight from libjpeg.
struct RawJpeg {
  unsigned width = 16, height = 16;
  J_COLOR_SPACE samples_are = JCS_RGB;  ///< JCS_GRAYSCALE, JCS_RGB, JCS_CMYK
  J_COLOR_SPACE stored_as = JCS_YCbCr;  ///< JCS_GRAYSCALE, JCS_YCbCr, JCS_CMYK, JCS_YCCK
  std::vector<std::uint8_t> samples;    ///< [height, width, channels]
  std::string exif = {};                ///< contents of an APP1 marker
  bool adobe_marker = true;             ///< for inks
  int quality = 100;

  std::string bytes() const {
    jpeg_compress_struct state{};
    jpeg_error_mgr errors{};
    state.err = jpeg_std_error(&errors);
    jpeg_create_compress(&state);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&state, &memory, &size);
    state.image_width = width;
    state.image_height = height;
    state.in_color_space = samples_are;
    state.input_components = samples_are == JCS_GRAYSCALE ? 1 : samples_are == JCS_CMYK ? 4 : 3;
    jpeg_set_defaults(&state);
    jpeg_set_colorspace(&state, stored_as);
    jpeg_set_quality(&state, quality, TRUE);
    for (int i = 0; i < state.num_components; ++i)
      state.comp_info[i].h_samp_factor = state.comp_info[i].v_samp_factor = 1;
    if (!adobe_marker) state.write_Adobe_marker = FALSE;
    jpeg_start_compress(&state, TRUE);
    if (!exif.empty())
      jpeg_write_marker(&state, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                        static_cast<unsigned>(exif.size()));
    std::vector<std::uint8_t> rows = samples;
    while (state.next_scanline < height) {
      JSAMPROW row =
          rows.data() + std::size_t{state.next_scanline} * width * static_cast<unsigned>(state.input_components);
      jpeg_write_scanlines(&state, &row, 1);
    }
    jpeg_finish_compress(&state);
    std::string result(reinterpret_cast<const char*>(memory), size);
    jpeg_destroy_compress(&state);
    std::free(memory);
    return result;
  }
};

}  // namespace neon
