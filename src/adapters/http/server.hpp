#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http/api.hpp"
#include "base/result.hpp"

namespace shop::http {

struct ServerConfig {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 address to listen on.
  std::uint16_t port = 8080;          ///< 0 lets the system choose; see Server::port().
  std::size_t io_threads = 2;         ///< Event loops; one per core.
  std::size_t pool_threads = 4;       ///< For calls that block; they mostly wait for the disk.
  std::size_t pool_queue_max = 1024;
  std::size_t hash_queue_max = 64;  ///< One thread hashes passwords.
  std::size_t connections_max = 10'000;
  std::size_t body_bytes_max = 256UL * 1024;
  /// Bodies of public calls (log-in, visits) are tiny; strangers get no more memory than this.
  std::size_t public_body_bytes_max = 16UL * 1024;
  int header_seconds_max = 10;  ///< From a request's first byte to the end of its header.
  int body_seconds_max = 30;
  int write_seconds_max = 30;  ///< A client that reads nothing for so long is closed.
  int idle_seconds_max = 75;   ///< Between requests.
  int heartbeat_seconds = 15;  ///< Comments in quiet event streams.
  int stop_seconds_max = 5;    ///< What a running request gets before its socket is closed.
};

/// The limits that are not configured.
inline constexpr std::size_t kHeaderBytesMax = 16UL * 1024;
inline constexpr std::size_t kHeaderFieldsMax = 100;

/// HTTP/1.1 on a TCP port in front of an Api: keep-alive, pipelining, server-sent events. One event
/// loop per thread; a connection stays on its loop, so nothing inside needs a lock. A client that
/// is slow, dead or hostile costs its own socket and bounded buffers, nothing to the others.
class Server {
 public:
  /// `api` must outlive the server.
  Server(const ServerConfig& config, Api& api);
  /// Stops if that has not happened yet.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and returns; kUnavailable when the address is in use or not ours.
  Result<void> start();
  /// Takes no more connections, finishes running requests, ends streams, and returns when all is
  /// quiet. Call it before what the Api serves goes away. Idempotent.
  void stop();
  /// The port it listens on; 0 before start().
  std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shop::http
