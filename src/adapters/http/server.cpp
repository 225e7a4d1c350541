// The one translation unit that knows Asio and Beast: they cost half a minute to compile.
#include "adapters/http/server.hpp"

#include <boost/asio.hpp>
#include <utility>

#include "adapters/http/internal/connection.hpp"
#include "adapters/http/internal/connection_stream.hpp"
#include "adapters/http/internal/event_loop.hpp"
#include "base/assert.hpp"

namespace shop::http {

using Acceptor = net::basic_socket_acceptor<tcp, Executor>;

class Server::Impl {
 public:
  Impl(const ServerConfig& config, Api& api) : shared_(config, api) {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, config.io_threads); ++i) {
      loops_.push_back(std::make_unique<EventLoop>(shared_, i));
    }
  }
  // What stopping cannot allocate or join, nobody could handle: the process ends.
  ~Impl() { stop(); }  // NOLINT(bugprone-exception-escape)

  Result<void> start() {
    error_code failed;
    const auto address = net::ip::make_address(shared_.config.address, failed);
    if (failed) {
      return make_error(ErrorKind::kUnavailable, "server.bad_address",
                        "'" + shared_.config.address + "' is no IP address");
    }
    const tcp::endpoint endpoint(address, shared_.config.port);
    acceptor_.emplace(loops_.front()->executor());
    acceptor_->open(endpoint.protocol(), failed);
    if (!failed) acceptor_->set_option(net::socket_base::reuse_address(true), failed);
    if (!failed) acceptor_->bind(endpoint, failed);
    if (!failed) acceptor_->listen(kBacklog, failed);
    if (failed) {
      acceptor_.reset();
      return make_error(ErrorKind::kUnavailable, "server.cannot_listen",
                        "cannot listen on " + shared_.config.address + ":" +
                            std::to_string(shared_.config.port) + ": " + failed.message());
    }
    port_ = acceptor_->local_endpoint().port();
    const UseCases& shop = shared_.api.use_cases();
    feed_listener_ = shop.feed.listen([this] { wake_streams(); });
    live_listener_ = shop.live.listen([this] { wake_streams(); });
    board_listener_ = shop.board.listen([this] { wake_streams(); });
    net::co_spawn(loops_.front()->executor(), accept(), net::detached);
    for (auto& loop : loops_) loop->start();
    running_ = true;
    return ok();
  }

  void stop() {
    if (!std::exchange(running_, false)) return;
    const UseCases& shop = shared_.api.use_cases();
    shop.feed.forget(feed_listener_);
    shop.live.forget(live_listener_);
    shop.board.forget(board_listener_);
    net::post(loops_.front()->context(), [this] {
      error_code ignored;
      acceptor_->close(ignored);
    });
    for (auto& loop : loops_) loop->begin_stop();
    const SteadyTime patience = after_seconds(shared_.config.stop_seconds_max);
    bool quiet = true;
    for (auto& loop : loops_) quiet = loop->wait_empty(patience) && quiet;
    if (!quiet) {
      for (auto& loop : loops_) loop->close_all();
      // What runs now waits for the committer or the pool, which always answer.
      for (auto& loop : loops_) loop->wait_empty(SteadyTime::max());
    }
    for (auto& loop : loops_) loop->join();
  }

  std::uint16_t port() const { return port_; }

 private:
  static constexpr int kBacklog = 1024;
  static constexpr std::chrono::milliseconds kAcceptPause{100};

  void wake_streams() {
    for (auto& loop : loops_) loop->wake_streams();
  }

  Acceptor& acceptor() {
    SHOP_ASSERT(acceptor_.has_value());  // start() made it before accept() ran.
    return *acceptor_;
  }

  Task<> accept() {
    std::size_t next = 0;
    while (acceptor().is_open()) {
      EventLoop& loop = *loops_[next++ % loops_.size()];
      error_code failed;
      Socket socket =
          co_await acceptor().async_accept(loop.executor(), net::redirect_error(kAwait, failed));
      if (failed == net::error::operation_aborted || !acceptor().is_open()) co_return;
      if (failed) {
        // No file descriptors are left, or the client went away: breathe, then go on.
        Timer pause(loops_.front()->executor(), kAcceptPause);
        error_code ignored;
        co_await pause.async_wait(net::redirect_error(kAwait, ignored));
        continue;
      }
      const auto open = static_cast<std::size_t>(shared_.connections.value());
      if (open >= shared_.config.connections_max) {
        shared_.refused.add();
        continue;  // The socket closes here.
      }
      auto connection = std::make_shared<Connection>(loop, std::move(socket));
      net::co_spawn(loop.executor(), Connection::run(std::move(connection)), net::detached);
    }
  }

  ServerShared shared_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::optional<Acceptor> acceptor_;
  std::uint16_t port_ = 0;
  application::LogFeed::ListenerId feed_listener_ = 0;
  application::LogFeed::ListenerId live_listener_ = 0;
  application::LogFeed::ListenerId board_listener_ = 0;
  bool running_ = false;
};

Server::Server(const ServerConfig& config, Api& api) : impl_(std::make_unique<Impl>(config, api)) {}
Server::~Server() = default;
Result<void> Server::start() { return impl_->start(); }
void Server::stop() { impl_->stop(); }
std::uint16_t Server::port() const { return impl_->port(); }

}  // namespace shop::http
