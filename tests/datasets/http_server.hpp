#pragma once
#include <functional>
#include <string>
#include <thread>

namespace neon::datasets::testing {

/// A server on the loopback interface, one connection after another: sends what `answer` returns and closes.
class HttpServer {
 public:
  /// @param answer from the request's head to status line, headers and body; an empty answer leaves the client waiting
  explicit HttpServer(std::function<std::string(const std::string& request)> answer);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  std::string url(const std::string& path) const;

 private:
  void serve() const;
  std::function<std::string(const std::string&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

/// The first byte that "Range: bytes=<first>-" asks for; 0 without one.
std::size_t range_start(const std::string& request);

}  // namespace neon::datasets::testing
