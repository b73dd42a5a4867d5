#include <neon/core/error.hpp>
#include <neon/images/exif_orientation.hpp>
#include <neon/images/jpeg_decoder.hpp>

#include <algorithm>
#include <csetjmp>
#include <cstdio>

// After <cstdio>: the header uses FILE and size_t without declaring them.
#include <jerror.h>
#include <jpeglib.h>

namespace neon {
namespace {

/// Warnings of libjpeg that say nothing about the pixels.
bool harmless(int code) { return code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM; }

/// libjpeg reports a failure by a function that must not return; it jumps back to whoever called libjpeg.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : bytes_(bytes) {
    state_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = [](j_common_ptr state) { give_up(state); };
    errors_.base.emit_message = [](j_common_ptr state, int level) {
      if (level < 0 && !harmless(state->err->msg_code)) give_up(state);
    };
  }
  ~Decoder() { jpeg_destroy_decompress(&state_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// @return whether it went well; if not, message()
  bool read_header() {
    if (setjmp(errors_.before_call) != 0) return false;  // NOLINT(cert-err52-cpp): the only way with a C library
    jpeg_create_decompress(&state_);
    jpeg_save_markers(&state_, JPEG_APP0 + 1, 0xffff);
    jpeg_mem_src(&state_, reinterpret_cast<const unsigned char*>(bytes_.data()),
                 static_cast<unsigned long>(bytes_.size()));
    jpeg_read_header(&state_, TRUE);
    const bool inks = state_.jpeg_color_space == JCS_CMYK || state_.jpeg_color_space == JCS_YCCK;
    state_.out_color_space = inks ? JCS_CMYK : JCS_RGB;
    return true;
  }

  /// @param samples [height, width, channels()]
  bool read_samples(std::uint8_t* samples) {
    if (setjmp(errors_.before_call) != 0) return false;  // NOLINT(cert-err52-cpp)
    jpeg_start_decompress(&state_);
    while (state_.output_scanline < state_.output_height) {
      JSAMPROW row = samples + std::size_t{state_.output_scanline} * state_.output_width * channels();
      jpeg_read_scanlines(&state_, &row, 1);
    }
    jpeg_finish_decompress(&state_);
    return true;
  }

  Index height() const { return state_.image_height; }
  Index width() const { return state_.image_width; }
  Index rows_read() const { return state_.output_scanline; }
  std::size_t channels() const { return has_inks() ? 4 : 3; }
  bool has_inks() const { return state_.out_color_space == JCS_CMYK; }
  /// Adobe's files store how much of each ink is missing.
  bool inverted() const { return state_.saw_Adobe_marker != 0; }
  const char* message() const { return errors_.text; }

  int orientation() const {
    for (const jpeg_marker_struct* marker = state_.marker_list; marker != nullptr; marker = marker->next) {
      const int found = exif_orientation({reinterpret_cast<const char*>(marker->data), marker->data_length});
      if (found != 1) return found;
    }
    return 1;
  }

 private:
  struct Errors {
    jpeg_error_mgr base;  // first: libjpeg hands back a pointer to it
    std::jmp_buf before_call;
    char text[JMSG_LENGTH_MAX];
  };
  [[noreturn]] static void give_up(j_common_ptr state) {
    auto* errors = reinterpret_cast<Errors*>(state->err);
    errors->base.format_message(state, errors->text);
    std::longjmp(errors->before_call, 1);  // NOLINT(cert-err52-cpp)
  }

  std::string_view bytes_;
  jpeg_decompress_struct state_{};
  Errors errors_{};
};

std::uint8_t let_through(unsigned ink, unsigned black) { return static_cast<std::uint8_t>((ink * black + 127) / 255); }

}  // namespace

Image decode_jpeg(std::string_view bytes, const std::string& name) {
  Decoder decoder(bytes);
  const bool has_header = decoder.read_header();
  require(has_header, "{}: damaged JPEG header: {}", name, decoder.message());
  require(decoder.height() * decoder.width() <= most_pixels, "{}: {} x {} pixels should be at most {} in all", name,
          decoder.width(), decoder.height(), most_pixels);
  Image image;
  image.height = decoder.height();
  image.width = decoder.width();
  std::vector<std::uint8_t> samples(static_cast<std::size_t>(image.height * image.width) * decoder.channels());
  const int orientation = decoder.orientation();  // the end of the samples is the end of libjpeg's memory, too
  const bool complete = decoder.read_samples(samples.data());
  require(complete, "{}: damaged or truncated JPEG: {} after {} rows, should be {} rows of {} pixels", name,
          decoder.message(), decoder.rows_read(), image.height, image.width);

  if (decoder.has_inks()) {
    const unsigned flip = decoder.inverted() ? 0 : 255;
    image.rgb.resize(samples.size() / 4 * 3);
    for (std::size_t i = 0; i < samples.size() / 4; ++i)
      for (std::size_t c = 0; c < 3; ++c)
        image.rgb[3 * i + c] = let_through(samples[4 * i + c] ^ flip, samples[4 * i + 3] ^ flip);
  } else {
    image.rgb = std::move(samples);
  }
  return upright(std::move(image), orientation);
}

}  // namespace neon
