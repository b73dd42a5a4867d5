#pragma once
#include <catch2/catch.hpp>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <vector>

namespace neon::reliability {

/// What a program may use; beyond it the system refuses, as a full disk or memory does.
struct Limits {
  rlim_t file_size = RLIM_INFINITY;
  bool killed_by_size = false;  ///< or told so, by an error of the write
  rlim_t memory = RLIM_INFINITY;
};

/// A program that runs beside the test; what it says on standard error is kept (as much as a pipe holds).
class Child {
 public:
  Child(std::vector<std::string> arguments, const std::filesystem::path& folder, const Limits& limits = {}) {
    REQUIRE(::pipe2(said_.data(), O_CLOEXEC) == 0);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) run(argv, folder, limits);
    ::close(said_[1]);
  }
  ~Child() {
    if (running_) kill(SIGKILL);
    ::close(said_[0]);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  void send(int signal) const { ::kill(pid_, signal); }
  /// Waits for its end.  @return its exit code, or 128 + the signal that it died of
  int end() {
    int status = 0;
    std::array<char, 4096> bytes{};
    for (ssize_t got = 0; (got = ::read(said_[0], bytes.data(), bytes.size())) > 0;)
      complaint_.append(bytes.data(), static_cast<std::size_t>(got));
    ::waitpid(pid_, &status, 0);
    running_ = false;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  int kill(int signal) {
    send(signal);
    return end();
  }
  const std::string& complaint() const { return complaint_; }

 private:
  [[noreturn]] void run(const std::vector<char*>& argv, const std::filesystem::path& folder, const Limits& limits) {
    const auto limit = [](__rlimit_resource resource, rlim_t most) {
      const rlimit both{most, most};
      ::setrlimit(resource, &both);
    };
    limit(RLIMIT_CORE, 0);
    if (limits.file_size != RLIM_INFINITY) limit(RLIMIT_FSIZE, limits.file_size);
    if (limits.memory != RLIM_INFINITY) limit(RLIMIT_AS, limits.memory);
    std::signal(SIGXFSZ, limits.killed_by_size ? SIG_DFL : SIG_IGN);
    ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
    ::dup2(said_[1], STDERR_FILENO);
    if (::chdir(folder.c_str()) == 0) ::execv(argv[0], argv.data());
    ::_exit(127);
  }

  std::array<int, 2> said_{-1, -1};
  pid_t pid_ = -1;
  bool running_ = true;
  std::string complaint_;
};

}  // namespace neon::reliability
