#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace shop::cli {

/// The number that `text` begins with; -1 when there is none.
inline std::int64_t leading_number(std::string_view text) {
  std::int64_t value = -1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct FakeRequest {
  std::string method;
  std::string path;
  std::string head;  ///< Request line and headers.
  std::string body;
};

/// A small HTTP/1.1 server on a free loopback port, for what a client does. The handler answers
/// with a whole response, or with nothing to close the connection; it runs on several threads.
class FakeServer {
 public:
  using Handler = std::function<std::string(const FakeRequest&)>;

  explicit FakeServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ::bind(listener_, generic, size);
    ::getsockname(listener_, generic, &size);
    ::listen(listener_, 64);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~FakeServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : connections_) ::shutdown(fd, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    for (const int fd : connections_) ::close(fd);
    ::close(listener_);
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
  }

  static std::string answer(int status, const std::string& body, const std::string& headers = "") {
    return "HTTP/1.1 " + std::to_string(status) +
           " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
           body;
  }

 private:
  void accept_all() {
    while (true) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      const std::lock_guard lock(mutex_);
      connections_.push_back(fd);
      threads_.emplace_back([this, fd] { talk(fd); });
    }
  }

  void talk(int fd) {
    std::string buffer;
    while (true) {
      const std::size_t end = buffer.find("\r\n\r\n");
      std::size_t length = 0;
      if (const auto at = buffer.find("Content-Length: "); at < end) {
        length = static_cast<std::size_t>(leading_number(std::string_view(buffer).substr(at + 16)));
      }
      if (end == std::string::npos || buffer.size() < end + 4 + length) {
        char bytes[4096];
        const ssize_t got = ::recv(fd, bytes, sizeof bytes, 0);
        if (got <= 0) return;
        buffer.append(bytes, static_cast<std::size_t>(got));
        continue;
      }
      FakeRequest request;
      request.head = buffer.substr(0, end);
      request.body = buffer.substr(end + 4, length);
      request.method = request.head.substr(0, request.head.find(' '));
      const std::size_t path = request.method.size() + 1;
      request.path = request.head.substr(path, request.head.find(' ', path) - path);
      buffer.erase(0, end + 4 + length);
      const std::string response = handler_(request);
      if (response.empty()) {
        ::shutdown(fd, SHUT_RDWR);
        return;
      }
      ::send(fd, response.data(), response.size(), MSG_NOSIGNAL);
    }
  }

  const Handler handler_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread acceptor_;
  mutable std::mutex mutex_;
  std::vector<int> connections_;
  std::vector<std::thread> threads_;
};

}  // namespace shop::cli
