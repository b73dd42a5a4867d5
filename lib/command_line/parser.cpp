#include "command_line/parser.hpp"

#include <neon/core/types.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>

#include "command_line/complaint.hpp"

namespace neon::command_line {

Option& Option::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::expected(int count) {
  option_->expected(count);
  return *this;
}

Option& Option::expected(int least, int most) {
  option_->expected(least, most);
  return *this;
}

Option& Option::delimiter(char between) {
  option_->delimiter(between);
  return *this;
}

Option& Option::check(Check check) {
  option_->check(CLI::Validator(std::move(check), ""));
  return *this;
}

Option& Option::each(std::function<void(const std::string&)> take) {
  option_->each(std::move(take));
  return *this;
}

Option& Option::capture_default_str() {
  option_->capture_default_str();
  return *this;
}

Option& Option::default_str(const std::string& text) {
  option_->default_str(text);
  return *this;
}

std::string Option::type_name() const { return option_->get_type_name(); }

const std::vector<std::string>& Option::long_names() const { return option_->get_lnames(); }

bool Option::positional() const { return option_->get_positional(); }

template <class Value>
Option Parser::add_option(const std::string& names, Value& value, const std::string& description) {
  return Option(app_->add_option(names, value, description));
}

template Option Parser::add_option(const std::string&, std::string&, const std::string&);
template Option Parser::add_option(const std::string&, std::filesystem::path&, const std::string&);
template Option Parser::add_option(const std::string&, double&, const std::string&);
template Option Parser::add_option(const std::string&, int&, const std::string&);
template Option Parser::add_option(const std::string&, Index&, const std::string&);
template Option Parser::add_option(const std::string&, std::uint64_t&, const std::string&);
template Option Parser::add_option(const std::string&, std::vector<std::string>&, const std::string&);
template Option Parser::add_option(const std::string&, std::vector<double>&, const std::string&);
template Option Parser::add_option(const std::string&, std::vector<Index>&, const std::string&);
template Option Parser::add_option(const std::string&, std::optional<double>&, const std::string&);
template Option Parser::add_option(const std::string&, std::optional<Index>&, const std::string&);

Option Parser::add_option_function(const std::string& names, const std::function<void(const std::string&)>& take,
                                   const std::string& description) {
  return Option(app_->add_option_function<std::string>(names, take, description));
}

Option Parser::add_flag(const std::string& names, bool& value, const std::string& description) {
  return Option(app_->add_flag(names, value, description));
}

void Parser::remove_option(const std::string& option) { app_->remove_option(app_->get_option(option)); }

void Parser::hide_option(const std::string& option) { app_->get_option(option)->group(""); }

void Parser::footer(const std::string& text) { app_->footer(text); }

const std::string& Parser::name() const { return app_->get_name(); }

std::vector<Option> Parser::options() const {
  std::vector<Option> options;
  for (CLI::Option* option : app_->get_options()) options.push_back(Option(option));
  return options;
}

bool Parser::knows(const std::string& option) const { return app_->get_option_no_throw(option) != nullptr; }

bool Parser::given(const std::string& option) const { return knows(option) && app_->count(option) > 0; }

std::vector<Parser> Parser::commands() const {
  std::vector<Parser> commands;
  for (CLI::App* command : app_->get_subcommands({})) commands.push_back(Parser(command));
  return commands;
}

std::optional<Parser> Parser::chosen() const {
  const std::vector<CLI::App*> chosen = app_->get_subcommands();
  return chosen.empty() ? std::nullopt : std::optional(Parser(chosen.front()));
}

std::optional<Parser> Parser::parent() const {
  CLI::App* const parent = app_->get_parent();
  return parent == nullptr ? std::nullopt : std::optional(Parser(parent));
}

std::vector<std::string> Parser::remaining() const { return app_->remaining(); }

CommandLine::CommandLine(const std::string& description, const std::string& name)
    : Parser(nullptr), owned_(std::make_unique<CLI::App>(description, name)) {
  app_ = owned_.get();
}

CommandLine::~CommandLine() = default;

void CommandLine::version(const std::string& text) { app_->set_version_flag("--version", text); }

Parser CommandLine::add_command(const std::string& name, const std::string& description) {
  app_->require_subcommand(1);
  return Parser(app_->add_subcommand(name, description));
}

std::optional<std::string> CommandLine::parse(const std::vector<std::string>& arguments) try {
  app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
  return std::nullopt;
} catch (const CLI::CallForHelp&) {
  return app_->help();
} catch (const CLI::CallForVersion& version) {
  return std::string(version.what()) + "\n";
} catch (const CLI::ExtrasError&) {
  throw Refusal(complaint(*this, arguments, {.surplus = true}));
} catch (const CLI::ParseError& error) {
  throw Refusal(complaint(*this, arguments, {.text = error.what()}));
}

}  // namespace neon::command_line
