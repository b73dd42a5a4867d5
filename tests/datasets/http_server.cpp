#include "datasets/http_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/in.h>
#include <sys/socket.h>
#include <vector>

namespace neon::datasets::testing {

HttpServer::HttpServer(std::function<std::string(const std::string&)> answer)
    : answer_(std::move(answer)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(listener_, 8) == 0);
  REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::string HttpServer::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}/{}", port_, path);
}

void HttpServer::serve() const {
  std::vector<int> waiting;
  for (int client = 0; (client = accept(listener_, nullptr, nullptr)) >= 0;) {
    std::string request;
    std::array<char, 4096> buffer{};
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = read(client, buffer.data(), buffer.size());
      if (count <= 0) break;
      request.append(buffer.data(), static_cast<std::size_t>(count));
    }
    const std::string response = answer_(request);
    send(client, response.data(), response.size(), MSG_NOSIGNAL);
    if (response.empty())
      waiting.push_back(client);
    else
      close(client);
  }
  for (const int client : waiting) close(client);
}

std::size_t range_start(const std::string& request) {
  const std::string field = "Range: bytes=";
  const std::size_t at = request.find(field);
  std::size_t first = 0;
  if (at != std::string::npos)
    std::from_chars(request.data() + at + field.size(), request.data() + request.size(), first);
  return first;
}

}  // namespace neon::datasets::testing
