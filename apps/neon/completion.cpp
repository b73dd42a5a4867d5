#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

#include "apps/neon/command.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/parser.hpp"

namespace neon::cli {
namespace {

/// "minmax|standard|none" -> "minmax standard none"; nothing where the type is no list.
std::string choices(const command_line::Option& option) {
  std::string type = option.type_name();
  if (type.find('|') == std::string::npos) return {};
  for (char& c : type) c = c == '|' ? ' ' : c;
  return type;
}

/// The cases of one sub-command: what may follow a flag, then what may stand anywhere.
std::string bash_cases(const command_line::Parser& command) {
  std::string flags, cases, positional;
  for (const command_line::Option& option : command.options()) {
    const std::string values = choices(option);
    if (option.positional()) {
      positional += values;
      continue;
    }
    for (const std::string& spelling : option.long_names()) flags += (flags.empty() ? "--" : " --") + spelling;
    if (!values.empty())
      for (const std::string& spelling : option.long_names())
        cases += fmt::format("        --{}) words='{}';;\n", spelling, values);
  }
  return fmt::format(
      "    {})\n      case \"$previous\" in\n{}        *) if [[ $current == -* ]]; then words='{}'; else words='{}'; "
      "fi;;\n      esac;;\n",
      command.name(), cases, flags, positional);
}

std::string bash_script(const command_line::Parser& root) {
  std::string names, cases;
  for (const command_line::Parser& command : root.commands()) {
    names += (names.empty() ? "" : " ") + command.name();
    cases += bash_cases(command);
  }
  return fmt::format(
      "# Completes the command line of neon:  source <(neon completion bash)\n"
      "_neon() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} words=''\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '{} --help --version' -- \"$current\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n{}  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  return 0\n"
      "}}\n"
      "complete -o default -F _neon neon\n",
      names, cases);
}

/// zsh runs the script of bash, once its own completion is there.
std::string zsh_script(const command_line::Parser& root) {
  return "(( $+functions[compdef] )) || { autoload -U +X compinit && compinit -i }\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_script(root);
}

}  // namespace

Command completion_command(const command_line::Parser& root) {
  return {"completion", "Print the script that lets a shell complete neon's command line",
          "neon completion zsh >> ~/.zshrc\nsource <(neon completion bash)", [&root](command_line::Parser& app) {
            const auto shell = std::make_shared<std::string>();
            app.add_option("shell", *shell, "Which shell").type_name("bash|zsh").required();
            return [shell, &root] {
              require(*shell == "bash" || *shell == "zsh", "'{}' should be bash or zsh{}", *shell,
                      did_you_mean(*shell, {"bash", "zsh"}));
              print(*shell == "bash" ? bash_script(root) : zsh_script(root));
            };
          }};
}

}  // namespace neon::cli
