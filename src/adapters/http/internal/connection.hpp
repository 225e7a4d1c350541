#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "adapters/http/internal/event_loop.hpp"
#include "adapters/http/problem.hpp"
#include "base/assert.hpp"

namespace shop::http {

namespace beast_http = boost::beast::http;

inline Method method_of(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get: return Method::kGet;
    case beast_http::verb::head: return Method::kHead;
    case beast_http::verb::post: return Method::kPost;
    case beast_http::verb::put: return Method::kPut;
    case beast_http::verb::patch: return Method::kPatch;
    case beast_http::verb::delete_: return Method::kDelete;
    default: return Method::kOther;  // Beast's list has thirty more.
  }
}

// House rule for this file and connection_stream.hpp: co_await stands alone in a statement, never
// in a condition or a larger expression. GCC 12 lays out the frames of such coroutines wrongly.

/// One socket and the requests that come through it, one after the other. Shared by its own
/// coroutine and, while it streams, by the one that watches for the client's goodbye.
class Connection final : public Peer, public std::enable_shared_from_this<Connection> {
 public:
  Connection(EventLoop& loop, Socket socket) : loop_(loop), socket_(std::move(socket)) {
    in_.resize(kFirstBuffer);
  }
  ~Connection() override = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  static Task<> run(std::shared_ptr<Connection> self) {
    Connection& connection = *self;
    EventLoop& loop = connection.loop_;
    loop.add(connection);
    const bool ready = !loop.stopping() && connection.prepare();
    if (ready) {
      co_await connection.serve();
    }
    connection.close();
    loop.remove(connection);
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }
  void begin_stop() override {
    if (idle_) close();
    wake();
  }
  void wake() override {
    dirty_ = true;
    if (stream_timer_) stream_timer_->cancel();
  }
  void check_access() override;

 private:
  using Parser = beast_http::request_parser<beast_http::string_body>;
  static constexpr std::size_t kFirstBuffer = 4096;
  static constexpr std::size_t kFilePiece = 64UL * 1024;
  static constexpr std::size_t kLingerBytesMax = 1024UL * 1024;
  static constexpr int kLingerSeconds = 2;

  bool prepare() {
    error_code failed;
    socket_.non_blocking(true, failed);
    if (failed) return false;
    socket_.set_option(tcp::no_delay(true), failed);
    const auto remote = socket_.remote_endpoint(failed);
    if (failed) return false;  // Gone already.
    auto address = remote.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
      address = net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6());
    }
    peer_ = address.to_string();
    peer_is_loopback_ = address.is_loopback();
    return true;
  }

  bool wants_more() const { return keep_alive_ && !loop_.stopping(); }

  Task<> serve() {
    bool open = true;
    while (open && wants_more()) {
      open = co_await read_head();
      if (open) {
        open = co_await serve_one();
      }
    }
    const bool lingering = open && linger_;
    if (lingering) {
      co_await linger();
    }
  }

  /// Answers the request whose head is parsed; false when the connection is done with.
  Task<bool> serve_one() {
    const auto started = std::chrono::steady_clock::now();
    call_.route = nullptr;
    std::optional<Response> answer;
    if (const int status = parse_head(); status != 0) {
      answer = refuse_head(status);
    } else {
      answer = loop_.shared().api.admit(call_);
      if (answer && !has_small_body()) {
        keep_alive_ = false;  // Not worth reading what will not be used.
        linger_ = true;
      } else {
        const int failed = co_await read_body();
        if (failed < 0) co_return false;
        if (failed > 0) answer = refuse_head(failed);
      }
    }
    const Route* route = call_.route;
    if (!answer && route->execution == Execution::kStream) {
      auto plan = loop_.shared().api.open_stream(call_);
      if (plan) {
        loop_.shared().api.count(route, 200, 0);
        co_await stream(std::move(plan).value());
        co_return false;
      }
      answer = problem(plan.error());
    }
    if (!answer) {
      answer = co_await execute();
    }
    if (loop_.stopping()) keep_alive_ = false;
    const int status = answer->status;
    const bool written = co_await write_answer(std::move(*answer));
    const auto took = std::chrono::steady_clock::now() - started;
    loop_.shared().api.count(route, status,
                             std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    co_return written;
  }

  // ---- reading ----

  std::string_view unread() const { return {in_.data() + begin_, end_ - begin_}; }

  /// Reads some bytes more; false when the client is gone, a deadline passed or we stop.
  Task<bool> fill(std::size_t buffer_max) {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == in_.size() && begin_ > 0) {
      std::copy(in_.begin() + static_cast<std::ptrdiff_t>(begin_), in_.end(), in_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == in_.size()) {
      if (in_.size() >= buffer_max) co_return false;
      in_.resize(std::min(buffer_max, in_.size() * 2));
    }
    error_code failed;
    const auto room = net::buffer(in_.data() + end_, in_.size() - end_);
    const std::size_t count =
        co_await socket_.async_read_some(room, net::redirect_error(kAwait, failed));
    end_ += count;
    co_return !failed;
  }

  /// Waits for a whole head. False: the client said goodbye or was too slow.
  Task<bool> read_head() {
    const auto& config = loop_.shared().config;
    head_length_ = 0;
    head_too_large_ = false;
    std::size_t searched = 0;
    deadline = after_seconds(begin_ == end_ && served_ ? config.idle_seconds_max
                                                       : config.header_seconds_max);
    while (true) {
      // Empty lines in front of a request are forgiven (RFC 9112, 2.2), within reason.
      while (searched == 0 && skipped_ < 4 && unread().starts_with("\r\n")) {
        begin_ += 2;
        ++skipped_;
      }
      head_length_ = head_length(unread(), searched);
      searched = end_ - begin_;
      if (head_length_ > kHeaderBytesMax || (head_length_ == 0 && searched >= kHeaderBytesMax)) {
        head_too_large_ = true;
      }
      if (head_length_ > 0 || head_too_large_) break;
      const bool first_bytes = begin_ == end_;
      idle_ = first_bytes;
      const bool more = co_await fill(kHeaderBytesMax);
      idle_ = false;
      if (!more) co_return false;
      if (first_bytes) deadline = after_seconds(config.header_seconds_max);
    }
    skipped_ = 0;
    served_ = true;
    co_return true;
  }

  /// Parses the head that read_head() found; 0, or the status that refuses it.
  int parse_head() {
    call_.request.method = Method::kOther;
    if (head_too_large_) return 431;
    fault_ = {};
    const std::string_view head = unread().substr(0, head_length_);
    if (!is_clean_head(head)) return 400;
    parser_.emplace();
    parser().header_limit(static_cast<std::uint32_t>(kHeaderBytesMax));
    parser().body_limit(loop_.shared().config.body_bytes_max);
    parser().eager(false);
    error_code failed;
    begin_ += parser().put(net::buffer(head.data(), head.size()), failed);
    if (failed == beast_http::error::body_limit) return take_request() != 0 ? 400 : 413;
    if (failed == beast_http::error::bad_version) return 505;
    if (failed || !parser().is_header_done()) return 400;
    return take_request();
  }

  /// Shows the parsed head as a Request; 0, or the status that refuses it.
  int take_request() {
    const auto& message = parser().get();
    Request& request = call_.request;
    request.headers.clear();
    for (const auto& field : message) {
      const auto name = field.name_string();
      const auto value = field.value();
      request.headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    }
    request.method = method_of(message.method());
    request.body = {};
    request.peer = peer_;
    request.peer_is_loopback = peer_is_loopback_;
    call_.principal.reset();
    call_.credential = {};
    call_.untrusted_chain.clear();
    if (request.headers.size() > kHeaderFieldsMax) return 431;
    fault_ = framing_fault(request, message.version() == 11);
    if (!fault_.empty()) return 400;
    const auto target = message.target();
    if (!split_target({target.data(), target.size()}, request)) return 400;
    keep_alive_ = message.keep_alive();
    return 0;
  }

  /// Of the request at hand; there is one once its head was read.
  Parser& parser() {
    SHOP_ASSERT(parser_.has_value());
    return *parser_;
  }

  bool has_small_body() {
    const auto length = parser().content_length();
    return !parser().chunked() && (!length || *length <= in_.size());
  }

  /// 0, the status that refuses the body, or -1 when the client is gone.
  Task<int> read_body() {
    const auto& config = loop_.shared().config;
    const bool is_public = call_.route != nullptr && !call_.route->roles;
    const std::size_t limit = is_public ? config.public_body_bytes_max : config.body_bytes_max;
    if (const auto length = parser().content_length(); length && *length > limit) co_return 413;
    parser().body_limit(limit);
    parser().eager(true);
    if (const auto expected = call_.request.header("expect"); !expected.empty()) {
      if (!equals_ignoring_case(expected, "100-continue")) co_return 417;
      if (!parser().is_done() && begin_ == end_) {
        out_ = "HTTP/1.1 100 Continue\r\n\r\n";
        const bool written = co_await write_out();
        if (!written) co_return -1;
      }
    }
    deadline = after_seconds(config.body_seconds_max);
    bool need_more = begin_ == end_;
    while (!parser().is_done()) {
      if (need_more) {
        const bool more = co_await fill(kHeaderBytesMax);
        if (!more) co_return -1;
      }
      error_code failed;
      begin_ += parser().put(net::buffer(unread().data(), unread().size()), failed);
      need_more = failed == beast_http::error::need_more || begin_ == end_;
      if (failed == beast_http::error::body_limit) co_return 413;
      if (failed && failed != beast_http::error::need_more) co_return 400;
      if (parser().get().body().size() > limit) co_return 413;
    }
    const std::string& body = parser().get().body();
    call_.request.body = body;
    deadline = SteadyTime::max();
    co_return 0;
  }

  /// Where the end of a broken request lies is unknown, so the connection cannot be used again.
  Response refuse_head(int status) {
    keep_alive_ = false;
    linger_ = true;
    switch (status) {
      case 413: return problem(413, "request.too_large", "the body is larger than this call takes");
      case 417: return problem(417, "http.expectation", "only 100-continue can be expected");
      case 431:
        return problem(431, "http.header_too_large",
                       "the header is larger than 16 KiB or has more than 100 fields");
      case 505: return problem(505, "http.version", "speak HTTP/1.1");
      default:
        return problem(400, "http.bad_request",
                       fault_.empty() ? "this is not well-formed HTTP/1.1" : fault_);
    }
  }

  /// Reads and forgets what the client still sends, so that the answer is not lost to a reset.
  Task<> linger() {
    error_code failed;
    socket_.shutdown(tcp::socket::shutdown_send, failed);
    deadline = after_seconds(kLingerSeconds);
    for (std::size_t total = 0; !failed && total < kLingerBytesMax;) {
      const std::size_t count =
          co_await socket_.async_read_some(net::buffer(in_), net::redirect_error(kAwait, failed));
      total += count;
    }
  }

  // ---- running ----

  /// Suspends until the function that `start` was given is called, on any thread.
  template <class Start>
  Task<Deferred::Finish> wait_for(Start start) {
    const Executor executor = loop_.executor();
    Deferred::Finish finished =
        co_await net::async_initiate<const net::use_awaitable_t<Executor>, void(Deferred::Finish)>(
            [&start, &executor](auto handler) {
              // Shared by whoever holds the callback; the last one may be another thread.
              auto shared = std::make_shared<decltype(handler)>(std::move(handler));
              start([shared, executor](Deferred::Finish finish) {
                net::post(executor, [shared, finish = std::move(finish)]() mutable {
                  (*shared)(std::move(finish));
                });
              });
            },
            kAwait);
    co_return finished;
  }

  Task<Response> execute() {
    Api& api = loop_.shared().api;
    switch (call_.route->execution) {
      case Execution::kInline: co_return api.run(call_);
      case Execution::kAsync: {
        auto start = [this, &api](auto done) { api.start(call_, Deferred(std::move(done))); };
        const Deferred::Finish finish = co_await wait_for(start);
        co_return finish();
      }
      case Execution::kPool:
      case Execution::kHash: {
        Response answer = co_await run_on_pool();
        co_return answer;
      }
      case Execution::kStream: break;
    }
    co_return problem(500, "internal", "the shop met an internal error");
  }

  Task<Response> run_on_pool() {
    const bool hash = call_.route->execution == Execution::kHash;
    auto& pool = hash ? loop_.shared().hash_pool : loop_.shared().pool;
    auto start = [this, &pool](auto done) {
      const bool queued = pool.submit(
          [this, done] { done([answer = loop_.shared().api.run(call_)] { return answer; }); });
      if (!queued) done([] { return busy(); });
    };
    const Deferred::Finish finish = co_await wait_for(start);
    co_return finish();
  }

  static Response busy() {
    Error error = make_error(ErrorKind::kUnavailable, "overload.queue_full",
                             "too many calls are waiting; try again soon");
    error.retry_after_s = 1;
    return problem(error);
  }

  // ---- writing ----

  Task<bool> write_answer(Response answer) {
    ResponseHead head;
    head.keep_alive = keep_alive_;
    head.head_only = call_.request.method == Method::kHead;
    head.request_id = loop_.next_request_id();
    head.date = loop_.date();
    out_.clear();
    append_response(out_, answer, head);
    bool written = co_await write_out();
    if (written && answer.file && !head.head_only) {
      written = co_await write_file(answer.file);
    }
    if (out_.capacity() > 2UL * 64 * 1024) std::string().swap(out_);
    co_return written;
  }

  /// Piece by piece, each with a deadline of its own. The file was just written, so that reading it
  /// is a copy from the system's cache. One that cannot be read ends the connection: the client
  /// sees that bytes are missing.
  Task<bool> write_file(std::shared_ptr<const OpenFile> file) {
    for (std::uint64_t sent = 0; sent < file->size(); sent += out_.size()) {
      out_.resize(kFilePiece);
      const auto count = file->read(sent, out_);
      if (!count || count.value() == 0) co_return false;
      out_.resize(count.value());
      const bool written = co_await write_out();
      if (!written) co_return false;
    }
    co_return true;
  }

  /// Writes all of out_. Mostly the socket takes it at once, without a turn of the loop.
  Task<bool> write_out() {
    deadline = after_seconds(loop_.shared().config.write_seconds_max);
    std::size_t written = 0;
    while (written < out_.size()) {
      const auto rest = net::buffer(out_.data() + written, out_.size() - written);
      error_code failed;
      written += socket_.write_some(rest, failed);
      if (failed == net::error::would_block) {
        failed = {};
        const std::size_t count =
            co_await socket_.async_write_some(rest, net::redirect_error(kAwait, failed));
        written += count;
      }
      if (failed) co_return false;
    }
    deadline = SteadyTime::max();
    co_return true;
  }

  // ---- streaming: connection_stream.hpp ----

  Task<> stream(StreamPlan plan);
  Task<bool> send_log();
  Task<bool> send_page();
  Task<bool> send_state();
  static Task<> watch_for_goodbye(std::shared_ptr<Connection> self);

  EventLoop& loop_;
  Socket socket_;
  std::string peer_;
  bool peer_is_loopback_ = false;

  std::vector<char> in_;
  std::size_t begin_ = 0;  ///< [begin_, end_) of in_ is not consumed yet.
  std::size_t end_ = 0;
  std::string out_;
  std::optional<Parser> parser_;
  Call call_;
  std::size_t head_length_ = 0;
  std::string_view fault_;
  int skipped_ = 0;
  bool head_too_large_ = false;
  bool served_ = false;
  bool keep_alive_ = true;
  bool linger_ = false;
  bool idle_ = false;

  StreamPlan plan_;
  std::optional<Timer> stream_timer_;
  std::uint64_t live_seen_ = 0;
  std::uint64_t board_seen_ = 0;
  bool dirty_ = false;
  bool revoked_ = false;
};

}  // namespace shop::http
