#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/numbers.hpp"

namespace shop::http {

/// A blocking socket on loopback that gives up after some seconds: whatever bytes a test wants.
class SocketClient {
 public:
  explicit SocketClient(std::uint16_t port, int receive_buffer = 0, int patience_s = 10)
      : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{patience_s, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) {
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~SocketClient() { close(socket_); }
  SocketClient(const SocketClient&) = delete;
  SocketClient& operator=(const SocketClient&) = delete;

  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Everything up to and including `end`; what came when the server closed or time ran out.
  std::string until(std::string_view end) {
    std::size_t found = seen_.find(end);
    while (found == std::string::npos && read_some()) found = seen_.find(end);
    const std::size_t length = found == std::string::npos ? seen_.size() : found + end.size();
    std::string part = seen_.substr(0, length);
    seen_.erase(0, length);
    return part;
  }
  /// One answer with its Content-Length of body.
  std::string answer() {
    std::string text = until("\r\n\r\n");
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t at = text.find(kLength);
    if (at == std::string::npos) return text;
    const std::size_t length =
        leading_number<std::size_t>(std::string_view(text).substr(at + kLength.size())).value_or(0);
    while (seen_.size() < length && read_some()) {
    }
    text += seen_.substr(0, length);
    seen_.erase(0, length);
    return text;
  }
  /// All the rest; `closed` tells whether the server ended it.
  std::string rest() {
    while (read_some()) {
    }
    return std::move(seen_);
  }
  bool closed() const { return closed_; }

 private:
  bool read_some() {
    char bytes[65536];
    const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
    if (count == 0) closed_ = true;
    // A reset ends a connection as well; running out of time does not.
    if (count < 0 && errno != EAGAIN) closed_ = true;
    if (count <= 0) return false;
    seen_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  bool connected_ = false;
  bool closed_ = false;
  std::string seen_;
};

}  // namespace shop::http
