#include "command_line/complaint.hpp"

#include <neon/core/nearest_name.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <new>

#include "command_line/parser.hpp"

namespace neon::command_line {
namespace {

/// What other programs call an option of ours.
struct Foreign {
  std::string_view ours;
  std::vector<std::string_view> theirs;
};

const std::vector<Foreign>& foreign_names() {
  static const std::vector<Foreign> names{
      {"--seed", {"random-state", "random-seed", "randomstate", "rng", "set-seed"}},
      {"--clusters",
       {"n-clusters", "nclusters", "num-clusters", "number-of-clusters", "n-components", "components", "centers",
        "centres", "n-centroids", "k"}},
      {"--restarts", {"n-init", "ninit", "nstart", "n-starts", "n-restarts", "replicates", "nredo"}},
      {"--threads",
       {"n-jobs", "njobs", "jobs", "num-threads", "nthreads", "n-threads", "workers", "cores", "cpus", "j"}},
      {"--out", {"output", "output-file", "outfile", "out-file", "save", "o"}},
      {"--plot", {"figure", "fig", "image", "png"}},
      {"--model", {"algorithm", "algo", "method", "kind"}},
      {"--composite", {"rule", "rules"}},
      {"--scale", {"scaler", "scaling", "normalize", "normalise", "standardize", "standardise", "normalization"}},
      {"--covariance", {"covariance-type", "cov", "cov-type"}},
      {"--linkage", {"link", "hclust-method"}},
      {"--cluster-selection", {"cluster-selection-method"}},
      {"--label", {"labels", "target", "class", "classes", "label-column", "target-column", "y"}},
      {"--delimiter", {"sep", "separator", "delim", "d"}},
      {"--header", {"names"}},
      {"--columns", {"usecols", "cols", "select"}},
      {"--drop", {"exclude", "ignore", "skip-columns"}},
      {"--index", {"index-col", "index-column", "row-names", "rownames"}},
      {"--features", {"n-features", "top-features", "max-features", "max-display"}},
      {"--points", {"rows", "samples", "n-samples", "ids"}},
      {"--force", {"overwrite", "f", "yes"}},
      {"--json", {"format", "output-format"}},
      {"--profile", {"fast", "quick"}},
      {"--gamma", {"kernel-width", "bandwidth"}},
      {"--resamples", {"bootstrap", "n-bootstrap", "n-resamples"}},
  };
  return names;
}

/// "--N_Init=5" -> "n-init".
std::string plain(std::string_view option) {
  option = option.substr(0, option.find('='));
  option.remove_prefix(std::min(option.find_first_not_of('-'), option.size()));
  std::string result;
  for (const char c : option) result += c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size();
}

bool looks_like_option(std::string_view argument) {
  return argument.size() > 1 && argument.front() == '-' && argument != "--" && !is_number(argument) &&
         argument.find_first_not_of("-0123456789.,") != std::string_view::npos;
}

std::vector<std::string> long_names(const Parser& parser) {
  std::vector<std::string> names;
  for (const Option& option : parser.options())
    for (const std::string& name : option.long_names()) names.push_back("--" + name);
  return names;
}

/// The sub-commands beside a parser, or below it, that know an option.
std::vector<std::string> who_knows(const Parser& parser, const std::string& option) {
  std::vector<std::string> names;
  const Parser root = parser.parent().value_or(parser);
  for (const Parser& other : root.commands())
    if (other != parser && other.knows(option)) names.push_back(root.name() + " " + other.name());
  return names;
}

std::string about_unknown(const Parser& parser, const std::string& option) {
  const std::string name = plain(option), dashed = "--" + name;
  if (parser.knows(dashed)) return fmt::format("; it is written {}", dashed);
  for (const Foreign& foreign : foreign_names())
    if (std::find(foreign.theirs.begin(), foreign.theirs.end(), name) != foreign.theirs.end() &&
        parser.knows(std::string(foreign.ours)))
      return fmt::format("; here it is {}", foreign.ours);
  if (name == "verbose" || name == "v" || name == "quiet" || name == "q" || name == "progress")
    return "; there is nothing to switch: progress is shown where a terminal is";
  const std::vector<std::string> ours = long_names(parser), others = who_knows(parser, dashed);
  const bool one_slip = std::any_of(ours.begin(), ours.end(),
                                    [&](const std::string& known) { return edit_distance(dashed, known) == 1; });
  if (one_slip || others.empty()) return did_you_mean(dashed, ours);
  return fmt::format("; it belongs to {}", fmt::join(others, ", "));
}

/// "--points: 'many' should be a number" of "Could not convert: --points = many".
std::string conversion(std::string_view text) {
  const auto equals = text.find(" = ");
  if (equals == std::string_view::npos) return std::string(text);
  return fmt::format("{}: '{}' should be a number", text.substr(0, equals), text.substr(equals + 3));
}

/// "--out: FILE is missing" of "--out: 1 required FILE missing".
std::string missing_value(std::string_view text) {
  constexpr std::string_view required = " required ", missing = " missing";
  const auto colon = text.find(": "), at = text.find(required);
  if (colon == std::string_view::npos || at == std::string_view::npos || !text.ends_with(missing))
    return std::string(text);
  const std::string_view type = text.substr(at + required.size(), text.size() - missing.size() - at - required.size());
  return fmt::format("{}: {} is missing", text.substr(0, colon), type);
}

/// "--bounds: 2 values are needed, not 1" of "--bounds: At least 2 required but received 1".
std::string too_few(std::string_view text) {
  constexpr std::string_view least = ": At least ", received = " required but received ";
  const auto at = text.find(least), then = text.find(received);
  if (at == std::string_view::npos || then == std::string_view::npos) return missing_value(text);
  return fmt::format("{}: {} values are needed, not {}", text.substr(0, at),
                     text.substr(at + least.size(), then - at - least.size()), text.substr(then + received.size()));
}

/// The first of the arguments that looks like an option and is none of the parser's, with what it should be; or empty.
std::string unknown_option(const Parser& parser, const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    const std::string name = argument.substr(0, argument.find('='));
    if (looks_like_option(argument) && !parser.knows(name))
      return fmt::format("unknown option '{}'{}", name, about_unknown(parser, name));
  }
  return {};
}

/// @param parser the program, or the chosen sub-command  @param arguments its own
std::string complaint_of(const Parser& parser, const std::vector<std::string>& arguments, const Finding& finding) {
  if (std::string unknown = unknown_option(parser, arguments); !unknown.empty()) return unknown;
  if (const std::vector<Parser> commands = parser.commands(); !commands.empty()) {
    std::vector<std::string> names;
    for (const Parser& command : commands) names.push_back(command.name());
    return fmt::format("a command is missing: {}", fmt::join(names, ", "));
  }
  constexpr std::string_view could_not = "Could not convert: ";
  const std::string_view text = finding.text;
  if (text.starts_with(could_not)) return conversion(text.substr(could_not.size()));
  if (finding.surplus) {
    const std::vector<std::string> extra = parser.remaining();
    return fmt::format("'{}' {} too many", fmt::join(extra, "', '"), extra.size() == 1 ? "is one" : "are");
  }
  return too_few(text);
}

}  // namespace

std::string complaint(const Parser& program, const std::vector<std::string>& arguments, const Finding& finding) {
  const std::optional<Parser> command = program.chosen();
  if (!command) return complaint_of(program, arguments, finding);
  const auto own = std::find(arguments.begin(), arguments.end(), command->name());
  if (std::string unknown = unknown_option(program, {arguments.begin(), own}); !unknown.empty()) return unknown;
  return complaint_of(*command, {own == arguments.end() ? own : own + 1, arguments.end()}, finding);
}

std::string in_words(std::string_view message, const std::vector<std::string>& arguments) {
  if (message == std::bad_alloc().what()) return "there is not enough memory for this";
  constexpr std::string_view identifier = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  const auto end = message.find_first_not_of(identifier);
  if (end == std::string_view::npos || end == 0 || !message.substr(end).starts_with(": ")) return std::string(message);
  const std::string_view name = message.substr(0, end);
  const bool typed = std::any_of(arguments.begin(), arguments.end(),
                                 [&](const std::string& argument) { return argument.find(name) != std::string::npos; });
  std::error_code error;
  return std::string(typed || std::filesystem::exists(name, error) ? message : message.substr(end + 2));
}

}  // namespace neon::command_line
