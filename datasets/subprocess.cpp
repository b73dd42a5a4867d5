#include "datasets/subprocess.hpp"

#include <neon/core/error.hpp>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>

namespace neon::datasets {
namespace {

std::vector<std::string> extended_environment(const std::vector<std::string>& settings) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::string_view name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const std::string& setting : settings) replaced |= setting.rfind(name, 0) == 0;
    if (!replaced) all.emplace_back(text);
  }
  all.insert(all.end(), settings.begin(), settings.end());
  return all;
}

std::vector<char*> null_terminated(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Owns the reading end of a pipe and the settings of a child that writes to it.
class ChildPipe {
 public:
  explicit ChildPipe(const std::filesystem::path& folder) {
    require(pipe2(ends_.data(), O_CLOEXEC) == 0, "cannot make a pipe ({})", std::strerror(errno));
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, ends_[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, ends_[1], STDERR_FILENO);
  }
  ~ChildPipe() {
    posix_spawn_file_actions_destroy(&actions_);
    close_writing_end();
    close(ends_[0]);
  }
  ChildPipe(const ChildPipe&) = delete;
  ChildPipe& operator=(const ChildPipe&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }

  void close_writing_end() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

  /// Appends what the child says until it closes its end; false when the time is up.
  bool read_until(std::chrono::steady_clock::time_point end, std::string& text) const {
    std::array<char, 4096> buffer{};
    for (;;) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
      if (left <= 0) return false;
      pollfd ready{ends_[0], POLLIN, 0};
      if (poll(&ready, 1, static_cast<int>(left)) <= 0) continue;
      const ssize_t count = read(ends_[0], buffer.data(), buffer.size());
      if (count <= 0) return true;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  posix_spawn_file_actions_t actions_;
};

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::optional<ProcessResult> run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                                         const std::vector<std::string>& environment, std::chrono::seconds limit) {
  std::vector<std::string> argument_texts = arguments, variable_texts = extended_environment(environment);
  const std::vector<char*> argv = null_terminated(argument_texts), envp = null_terminated(variable_texts);
  ChildPipe pipe(folder);
  pid_t child = -1;
  const int failure = posix_spawnp(&child, argv[0], pipe.actions(), nullptr, argv.data(), envp.data());
  if (failure == ENOENT && std::filesystem::is_directory(folder)) return std::nullopt;
  require(failure == 0, "{}: cannot be started in {} ({})", arguments[0], folder.string(), std::strerror(failure));
  pipe.close_writing_end();

  ProcessResult result;
  result.timed_out = !pipe.read_until(std::chrono::steady_clock::now() + limit, result.output);
  if (result.timed_out) kill(child, SIGKILL);
  result.status = wait_for(child);
  return result;
}

}  // namespace neon::datasets
