#include <neon/core/error.hpp>
#include <neon/explain/image_composite.hpp>

#include <fmt/ranges.h>

#include <charconv>
#include <limits>

namespace neon {

const Rule& ImageComposite::rule(Index layer) const {
  if (layer == 1) return pixels;
  for (const Range& range : ranges)
    if (layer >= range.first && layer <= range.last) return range.rule;
  throw Error(fmt::format("composite '{}': no rule for layer {}", name, layer));
}

namespace image_composites {
namespace {

constexpr std::string_view separator = ", ", up_to = " up to ", from = " from ", at_pixels = "pixels ";
constexpr Index deepest = std::numeric_limits<Index>::max();

/// The number at the end of "gamma=0.25 up to 17".
Index layer_number(std::string_view text, std::string_view item) {
  Index value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  require(status == std::errc() && end == text.data() + text.size() && value > 0,
          "'{}': '{}' should be the number of a layer", item, text);
  return value;
}

ImageComposite::Range range(std::string_view item) {
  const std::size_t upper = item.find(up_to), lower = item.find(from);
  const std::string_view rule = item.substr(0, std::min(upper, lower));
  ImageComposite::Range result{1, deepest, rules::find(rule)};
  if (upper != std::string_view::npos) result.last = layer_number(item.substr(upper + up_to.size()), item);
  if (lower != std::string_view::npos) result.first = layer_number(item.substr(lower + from.size()), item);
  return result;
}

void check_place(const Rule& rule, bool reads_pixels) {
  require(!rule.midpoint, "the midpoint rule should stand at a detection layer");
  require(reads_pixels || rule.name != "zB", "zB should stand at the pixels: activations have no upper bound");
}

/// Items separated by commas; later ranges serve what earlier ones left.
ImageComposite parsed(std::string_view text) {
  ImageComposite result{std::string(text), "user-made", rules::z_box(), {}};
  bool names_pixels = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find(separator);
    const std::string_view item = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + separator.size());
    if (item.substr(0, at_pixels.size()) == at_pixels) {
      result.pixels = rules::find(item.substr(at_pixels.size()));
      names_pixels = true;
    } else {
      result.ranges.push_back(range(item));
      check_place(result.ranges.back().rule, false);
    }
  }
  require(!result.ranges.empty(), "there is no rule for the layers above the pixels");
  const bool one_rule = result.ranges.size() == 1 && !names_pixels && result.ranges.front().last == deepest &&
                        result.ranges.front().first == 1;
  if (one_rule) result.pixels = result.ranges.front().rule;
  check_place(result.pixels, true);
  return result;
}

}  // namespace

ImageComposite find(std::string_view name) {
  try {
    if (name != "paper") return parsed(name);
    ImageComposite result = parsed("gamma=0.25 up to 17, gamma=0.1 from 18, pixels zB");
    result.name = name;
    result.source = "Kauffmann et al., 2019, Sec. 5.3 (v1)";
    return result;
  } catch (const Error& error) {
    throw Error(
        fmt::format("composite '{}' should be {}, or like 'gamma=0.25 up to 17, gamma=0.1 from 18, pixels zB': {}",
                    name, fmt::join(names(), ", "), error.what()));
  }
}

std::vector<std::string> names() { return {"paper", "z", "epsilon", "z+", "gamma", "w^2", "flat"}; }

}  // namespace image_composites
}  // namespace neon
