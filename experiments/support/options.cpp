#include "experiments/support/options.hpp"

#include <neon/core/nearest_name.hpp>

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>

namespace neon::experiments {
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

bool knows(const CLI::App& app, const std::string& option) { return app.get_option_no_throw(option) != nullptr; }

std::vector<std::string> long_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// The sub-commands beside `app`, or below it, that know an option.
std::vector<std::string> who_knows(const CLI::App& app, const std::string& option) {
  std::vector<std::string> names;
  const CLI::App* const root = app.get_parent() != nullptr ? app.get_parent() : &app;
  for (const CLI::App* other : root->get_subcommands({}))
    if (other != &app && knows(*other, option)) names.push_back(root->get_name() + " " + other->get_name());
  return names;
}

std::string about_unknown(const CLI::App& app, const std::string& option) {
  const std::string name = plain(option), dashed = "--" + name;
  if (knows(app, dashed)) return fmt::format("; it is written {}", dashed);
  for (const Foreign& foreign : foreign_names())
    if (std::find(foreign.theirs.begin(), foreign.theirs.end(), name) != foreign.theirs.end() &&
        knows(app, std::string(foreign.ours)))
      return fmt::format("; here it is {}", foreign.ours);
  if (name == "verbose" || name == "v" || name == "quiet" || name == "q" || name == "progress")
    return "; there is nothing to switch: progress is shown where a terminal is";
  const std::vector<std::string> ours = long_names(app), others = who_knows(app, dashed);
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

}  // namespace

CLI::Validator whole_number(Index least) {
  return {[least](const std::string& text) -> std::string {
            const bool negative = text.starts_with('-');
            const std::string_view digits = std::string_view(text).substr(negative ? 1 : 0);
            if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
              return fmt::format("'{}' should be a whole number", text);
            std::uint64_t value = 0;
            const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            if (negative || (status == std::errc() && value < static_cast<std::uint64_t>(least)))
              return fmt::format("{} should be {} or more", text, least);
            return status == std::errc() ? "" : fmt::format("{} is too large", text);
          },
          ""};
}

CLI::Validator positive_number(bool infinite) {
  return {[infinite](const std::string& text) -> std::string {
            double value = 0;
            const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
            const bool number = status == std::errc() && end == text.data() + text.size();
            if (number && value > 0 && (infinite || std::isfinite(value))) return "";
            return fmt::format("{} should be a positive number{}", number ? text : "'" + text + "'",
                               infinite ? ", or inf" : "");
          },
          ""};
}

CLI::Validator one_of(std::vector<std::string> words) {
  return {[words = std::move(words)](const std::string& text) -> std::string {
            if (std::find(words.begin(), words.end(), text) != words.end()) return "";
            return fmt::format("'{}' should be one of {}{}", text, fmt::join(words, ", "), did_you_mean(text, words));
          },
          ""};
}

std::string unknown_option(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    const std::string name = argument.substr(0, argument.find('='));
    if (looks_like_option(argument) && !knows(app, name))
      return fmt::format("unknown option '{}'{}", name, about_unknown(app, name));
  }
  return {};
}

std::string complaint(const CLI::ParseError& error, const CLI::App& app, const std::vector<std::string>& arguments) {
  if (std::string unknown = unknown_option(app, arguments); !unknown.empty()) return unknown;
  if (app.get_subcommands().empty() && !app.get_subcommands({}).empty()) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    return fmt::format("a command is missing: {}", fmt::join(names, ", "));
  }
  constexpr std::string_view could_not = "Could not convert: ";
  const std::string_view text = error.what();
  if (text.starts_with(could_not)) return conversion(text.substr(could_not.size()));
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const std::vector<std::string> extra = app.remaining();
    return fmt::format("'{}' {} too many", fmt::join(extra, "', '"), extra.size() == 1 ? "is one" : "are");
  }
  return too_few(text);
}

std::string in_words(std::string_view message, const std::vector<std::string>& arguments) {
  constexpr std::string_view identifier = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  const auto end = message.find_first_not_of(identifier);
  if (end == std::string_view::npos || end == 0 || !message.substr(end).starts_with(": ")) return std::string(message);
  const std::string_view name = message.substr(0, end);
  const bool typed = std::any_of(arguments.begin(), arguments.end(),
                                 [&](const std::string& argument) { return argument.find(name) != std::string::npos; });
  std::error_code error;
  return std::string(typed || std::filesystem::exists(name, error) ? message : message.substr(end + 2));
}

}  // namespace neon::experiments
