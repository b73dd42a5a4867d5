#include <neon/core/error.hpp>
#include <neon/explain/node_composite.hpp>

#include <algorithm>
#include <charconv>

namespace neon {
namespace {

constexpr std::string_view separator = ", ", up_to = " up to ", from = " from ", at = " at ", at_pixels = "pixels ";

/// The number of a layer that is named or numbered.
Index number_of(const ImageNetwork& network, const std::string& layer) {
  Index number = 0;
  const char* const end = layer.data() + layer.size();
  const auto [stop, status] = std::from_chars(layer.data(), end, number);
  if (status != std::errc() || stop != end) return network.find(layer);
  require(number >= 1 && number <= network.last(), "layer {} should be in 1 ... {}", number, network.last());
  return number;
}

/// What follows a word of the item, up to the next one.
std::string after(std::string_view item, std::string_view word) {
  const std::size_t start = item.find(word);
  if (start == std::string_view::npos) return {};
  const std::string_view rest = item.substr(start + word.size());
  return std::string(rest.substr(0, std::min({rest.find(up_to), rest.find(from), rest.find(at)})));
}

}  // namespace

std::vector<Rule> NodeComposite::rules(const ImageNetwork& network) const {
  struct Numbers {
    Index first, last;
  };
  std::vector<Numbers> numbers;
  for (const Range& range : ranges)
    numbers.push_back({range.first.empty() ? 1 : number_of(network, range.first),
                       range.last.empty() ? network.last() : number_of(network, range.last)});
  std::vector<Rule> result;
  for (Index n = 1; n <= network.last(); ++n) {
    const Role role = network.network().node(n).role;
    const Rule* rule = nullptr;
    for (std::size_t i = 0; i < ranges.size() && rule == nullptr; ++i)
      if (n >= numbers[i].first && n <= numbers[i].last && (role != Role::input || numbers[i].first == numbers[i].last))
        rule = &ranges[i].rule;
    if (rule == nullptr && role == Role::input) rule = &pixels;
    require(rule != nullptr || role == Role::element_wise, "composite '{}': no rule for layer '{}'", name,
            network.name(n));
    result.push_back(rule == nullptr ? Rule{} : *rule);
  }
  return result;
}

NodeComposite node_composites::find(std::string_view text, double lower, double upper) try {
  const auto rule_of = [&](std::string_view name) {
    return name == "zB" ? rules::z_box(lower, upper) : rules::find(name);
  };
  NodeComposite result{std::string(text), rules::z_box(lower, upper), {}};
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find(separator);
    const std::string_view item = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + separator.size());
    if (item.starts_with(at_pixels)) {
      result.pixels = rule_of(item.substr(at_pixels.size()));
      continue;
    }
    const std::string alone = after(item, at);
    result.ranges.push_back({alone.empty() ? after(item, from) : alone, alone.empty() ? after(item, up_to) : alone,
                             rule_of(item.substr(0, std::min({item.find(up_to), item.find(from), item.find(at)})))});
  }
  require(!result.ranges.empty(), "there is no rule for the layers above the pixels");
  return result;
} catch (const Error& error) {
  throw Error(fmt::format("composite '{}' should be like 'gamma=0.25 up to layer2.8, gamma=0.1, pixels zB': {}", text,
                          error.what()));
}

}  // namespace neon
