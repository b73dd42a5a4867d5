#include <neon/text/html.hpp>
#include <neon/text/utf8.hpp>

namespace neon::html {
namespace {

void append(std::string& html, char c) {
  constexpr char32_t pictures = 0x2400, picture_of_delete = 0x2421;
  if (c == 0x7f)
    append_utf8(html, picture_of_delete);
  else if (c >= 0 && c < ' ' && c != '\n' && c != '\t')
    append_utf8(html, pictures + static_cast<unsigned char>(c));
  else
    html += c;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string html;
  html.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      case '\r':
        break;
      default:
        append(html, c);
    }
  }
  return html;
}

}  // namespace neon::html
