#pragma once
#include <neon/core/error.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the names are CLI11's
class App;
class Option;
}  // namespace CLI

/// The command line of programs. CLI11 does the work, and only parser.cpp sees it: its headers cost seconds per file.
namespace neon::command_line {

/// What is wrong with a command line: see complaint.
struct Refusal : Error {
  using Error::Error;
};

/// What is wrong with a value, or nothing: see whole_number and the others of checks.hpp.
using Check = std::function<std::string(const std::string& value)>;

/// An option, flag or positional argument. Copies are the same one; the names are CLI11's.
class Option {
 public:
  /// What stands for the value in --help and in messages; "a|b" are the words that a shell may complete.
  Option& type_name(const std::string& name);
  Option& required();
  /// How many values.
  Option& expected(int count);
  Option& expected(int least, int most);
  /// Between the values of a list.
  Option& delimiter(char between);
  Option& check(Check check);
  /// Calls `take` with each value that was given.
  Option& each(std::function<void(const std::string& value)> take);
  /// --help shows the variable's value as the default.
  Option& capture_default_str();
  /// --help shows `text` as the default.
  Option& default_str(const std::string& text);

  std::string type_name() const;
  /// Without the dashes.
  const std::vector<std::string>& long_names() const;
  bool positional() const;

 private:
  friend class Parser;
  explicit Option(CLI::Option* option) : option_(option) {}
  CLI::Option* option_;
};

/// The options of a program, or of one of its sub-commands. Copies are the same parser.
class Parser {
 public:
  /// @param names "--long", or "positional"  @param value is written when the option is given
  /// @tparam Value std::string, path, double, int, Index, std::uint64_t; std::vector of texts or numbers; std::optional
  ///   of a number
  template <class Value>
  Option add_option(const std::string& names, Value& value, const std::string& description = "");
  /// Calls `take` with the value in place of writing it.
  Option add_option_function(const std::string& names, const std::function<void(const std::string& value)>& take,
                             const std::string& description);
  Option add_flag(const std::string& names, bool& value, const std::string& description);
  /// @param option "--long"
  void remove_option(const std::string& option);
  /// Understood, and not in --help.
  void hide_option(const std::string& option);
  /// Text below --help.
  void footer(const std::string& text);

  const std::string& name() const;
  std::vector<Option> options() const;
  /// @param option "--long"
  bool knows(const std::string& option) const;
  /// Is the option known, and on the command line?
  bool given(const std::string& option) const;
  std::vector<Parser> commands() const;
  /// The sub-command on the command line.
  std::optional<Parser> chosen() const;
  /// The program of a sub-command.
  std::optional<Parser> parent() const;
  /// Arguments that are one too many.
  std::vector<std::string> remaining() const;

  friend bool operator==(const Parser&, const Parser&) = default;

 private:
  friend class CommandLine;
  explicit Parser(CLI::App* app) : app_(app) {}
  CLI::App* app_;
};

/// The parser of a whole program. It holds the options, so that it should outlive every Parser and Option of it.
class CommandLine : public Parser {
 public:
  CommandLine(const std::string& description, const std::string& name);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  /// --version prints `text`.
  void version(const std::string& text);
  /// Adds a sub-command; where there are any, one of them is required.
  Parser add_command(const std::string& name, const std::string& description);

  /// @param arguments without the program's name
  /// @return what --help or --version asked for, to be printed in place of a run
  /// @throws Refusal
  std::optional<std::string> parse(const std::vector<std::string>& arguments);

 private:
  std::unique_ptr<CLI::App> owned_;
};

}  // namespace neon::command_line
