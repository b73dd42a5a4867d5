#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neon::cli {

/// Whoever read our output has gone: nothing to complain about.
struct ClosedPipe : std::runtime_error {
  ClosedPipe() : std::runtime_error("the reader of the output has gone") {}
};

/// A terminal obeys control characters, whoever wrote them into a file: they are replaced, but for line ends and tabs.
/// @param styled lets colours, bold and dim through, too
std::string harmless(std::string_view text, bool styled = false);

/// All of `text` to standard output, made harmless.
/// @throws ClosedPipe if nobody reads it any more  @throws Error if it cannot be written (disk full)
void print(std::string_view text);
/// The same for --help, where a reader that has gone is fine.  @return exit code
int print_help(std::string_view text);
/// One line about what was done with the input, made harmless, to standard error.
void notice(std::string_view text);

/// How text is made up: colours where a person looks at it on a terminal, and NO_COLOR is not set.
class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  static Style of_output();

  bool coloured() const { return colour_; }
  std::string bold(std::string_view text) const { return wrapped(text, "1"); }
  std::string dim(std::string_view text) const { return wrapped(text, "2"); }
  /// A bar of `share` of `width` characters, in eighths.  @param share in [0, 1]
  std::string bar(double share, int width) const;
  /// A bar to the right of an axis where share > 0 (red), to the left of it where share < 0 (blue).
  /// @param width of each side  @param share in [-1, 1]
  std::string signed_bar(double share, int width) const;

 private:
  std::string wrapped(std::string_view text, std::string_view code) const;
  bool colour_;
};

/// Characters of a column of names: of the longest one, from 4 to 28.
std::size_t names_width(const std::vector<std::string>& names);

/// Text cut to a number of characters, filled up with blanks at the right.
std::string padded(std::string_view text, std::size_t characters);

/// Text from a file, cut to at most so many characters, with control characters replaced.
std::string printable(std::string_view text, std::size_t most);

}  // namespace neon::cli
