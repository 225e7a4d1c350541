#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "cli/http_client.hpp"
#include "cli/import_target.hpp"
#include "cli/order_json.hpp"

namespace shop::cli {
namespace {

constexpr std::size_t kConnections = 16;
constexpr std::size_t kQueueMax = 512;
constexpr int kTriesMax = 20;
constexpr auto kPauseBetweenTries = std::chrono::milliseconds(200);

/// Sends until there is an answer that another try would not change.
Result<HttpResponse> send_patiently(HttpClient& client, std::string_view path,
                                    const std::string& body) {
  for (int tries = 1;; ++tries) {
    auto response = client.send("POST", path, body);
    if (response && response.value().success()) return response;
    Error error = response ? error_of(response.value()) : std::move(response).error();
    if (!is_retryable(error.kind) || tries == kTriesMax) return error;
    const auto asked = std::chrono::seconds(std::min(error.retry_after_s, 10));
    std::this_thread::sleep_for(asked.count() > 0 ? std::chrono::milliseconds(asked)
                                                  : kPauseBetweenTries);
  }
}

class ServerTarget final : public ImportTarget {
 public:
  ServerTarget(const std::string& url, const std::string& token) : menu_client_(url, token) {
    for (std::size_t i = 0; i < kConnections; ++i) {
      workers_.emplace_back([this, url, token] { work(url, token); });
    }
  }

  ~ServerTarget() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      queue_.clear();
    }
    changed_.notify_all();
    for (auto& worker : workers_) worker.join();
  }

  Result<bool> ensure_item(const domain::MenuItem& item, Timestamp /*valid_from*/) override {
    // The server's clock dates the item; sales before an item's first version use that version.
    auto answer = send_patiently(menu_client_, "/api/v1/menu", encode_menu_item(item));
    if (answer) return true;
    if (answer.error().kind == ErrorKind::kConflict) return false;
    return std::move(answer).error();
  }

  Result<void> place(domain::OrderRequest order) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return queue_.size() < kQueueMax || failure_; });
    if (failure_) return *failure_;
    queue_.push_back(encode_order_request(order));
    changed_.notify_all();
    return ok();
  }

  Result<ImportCounts> finish() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return (queue_.empty() && busy_ == 0) || failure_; });
    if (failure_) return *failure_;
    return counts_;
  }

 private:
  std::optional<std::string> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !queue_.empty() || stopping_; });
    if (queue_.empty() || failure_) return std::nullopt;
    std::string body = std::move(queue_.front());
    queue_.pop_front();
    ++busy_;
    return body;
  }

  void work(const std::string& url, const std::string& token) {
    HttpClient client(url, token);
    while (auto body = take()) {
      auto answer = send_patiently(client, "/api/v1/orders", *body);
      const std::lock_guard lock(mutex_);
      --busy_;
      if (answer) {
        ++(answer.value().status == 201 ? counts_.imported : counts_.already_there);
      } else if (!failure_) {
        failure_ = std::move(answer).error();
      }
      changed_.notify_all();
    }
  }

  HttpClient menu_client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> queue_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  ImportCounts counts_;
  std::optional<Error> failure_;
  std::vector<std::thread> workers_;
};

}  // namespace

std::unique_ptr<ImportTarget> make_server_target(const std::string& url, const std::string& token) {
  return std::make_unique<ServerTarget>(url, token);
}

}  // namespace shop::cli
