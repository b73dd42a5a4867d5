#include "fuzz/mutate.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace neon::fuzz {
namespace {

class Damage {
 public:
  Damage(std::string_view other, std::uint64_t number) : other_(other), random_(number) {}

  void apply(std::string& bytes) {
    if (bytes.empty()) bytes = other_;
    if (bytes.empty()) return;
    const std::size_t at = below(bytes.size()), size = 1 + below(std::min<std::size_t>(bytes.size() - at, 64));
    switch (below(9)) {
      case 0:
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(below(256));
        break;
      case 2:
      case 3:
        put_extreme_count(bytes, at);
        break;
      case 4:
        bytes.resize(at);
        break;
      case 5:
        bytes.erase(at, size);
        break;
      case 6:
        bytes.insert(below(bytes.size()), bytes.substr(at, size));
        break;
      case 7:
        if (!other_.empty()) bytes.replace(at, size, other_.substr(below(other_.size()), size));
        break;
      default:
        replace_text(bytes, at);
    }
  }

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

 private:
  void put_extreme_count(std::string& bytes, std::size_t at) {
    constexpr std::array<std::uint64_t, 10> counts{
        0,          1,           ~std::uint64_t{0},  0x7fffffff,         0x80000000,
        0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0x10000};
    const std::uint64_t count = counts[below(counts.size())];
    const std::size_t width = std::size_t{2} << below(3);
    const bool big_endian = below(2) == 1;
    for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i)
      bytes[at + i] = static_cast<char>(count >> (8 * (big_endian ? width - 1 - i : i)) & 0xff);
  }

  /// Numbers and signs that formats of text give a meaning to.
  void replace_text(std::string& bytes, std::size_t at) {
    constexpr std::array<std::string_view, 22> texts{"nan",
                                                     "inf",
                                                     "-1",
                                                     "1e999",
                                                     "99999999999999999999",
                                                     "4294967295",
                                                     "18446744073709551615",
                                                     "0",
                                                     "\"",
                                                     ",",
                                                     "\n",
                                                     "\r",
                                                     ";",
                                                     "\t",
                                                     "{{{",
                                                     "]",
                                                     "((((",
                                                     "\\u0000",
                                                     "\xef\xbb\xbf",
                                                     " ",
                                                     "'",
                                                     "-"};
    const std::string_view text = texts[below(texts.size())];
    bytes.replace(at, below(2) * std::min(text.size(), bytes.size() - at), text);
  }

  std::string_view other_;
  std::mt19937_64 random_;
};

}  // namespace

std::string mutated(std::string_view bytes, std::string_view other, std::uint64_t number) {
  Damage damage(other, number);
  std::string result(bytes);
  for (std::size_t changes = 1 + damage.below(4); changes > 0; --changes) damage.apply(result);
  return result;
}

}  // namespace neon::fuzz
