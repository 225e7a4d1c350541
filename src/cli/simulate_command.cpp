#include "cli/simulate_command.hpp"

#include <simdjson.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "cli/customer_model.hpp"
#include "cli/fake_bank_command.hpp"
#include "cli/http_client.hpp"
#include "cli/job_clock.hpp"
#include "cli/menu_json.hpp"
#include "cli/order_json.hpp"

namespace shop::cli {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
using std::chrono::microseconds;

constexpr std::size_t kWaitingMax = 100'000;  ///< Beyond it new customers wait at the door.
constexpr std::size_t kLatenciesMax = 1'000'000;
constexpr int kTriesMax = 60;
constexpr auto kRetryAfter = std::chrono::milliseconds(250);
constexpr auto kDrain = std::chrono::seconds(20);
constexpr auto kLookAround = std::chrono::milliseconds(50);

enum class Fate : std::uint8_t { kOpen, kAcknowledged, kRefused };

/// One order on its way; the jobs about it share it.
struct Sale {
  Uuid id;
  std::string body;
  Customer customer;
  bool by_transfer = false;
  Timestamp paid_at;
  std::atomic<Fate> fate = Fate::kOpen;
};
using SalePtr = std::shared_ptr<Sale>;

enum class Act : std::uint8_t {
  kVisit,
  kOrder,
  kRepeat,
  kPrepare,
  kReady,
  kComplete,
  kPay,
  kRefund
};

struct Job {
  Act act = Act::kVisit;
  SalePtr sale;
  std::string body;  ///< Of a visit.
  int tries = 1;
};

SteadyTime after(SteadyTime t, Duration d) { return t + microseconds(d.us); }

std::optional<std::int64_t> number_in(const std::string& body, std::string_view name) {
  simdjson::dom::parser parser;
  std::int64_t value = 0;
  simdjson::dom::element document;
  if (parser.parse(body).get(document) != simdjson::SUCCESS ||
      document[name].get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return value;
}

std::string text_in(const std::string& body, std::string_view name) {
  simdjson::dom::parser parser;
  std::string_view value;
  simdjson::dom::element document;
  if (parser.parse(body).get(document) != simdjson::SUCCESS ||
      document[name].get(value) != simdjson::SUCCESS) {
    return {};
  }
  return std::string(value);
}

std::string visit_body(const std::string& shop_id, const std::string& page) {
  std::string body;
  JsonWriter json(body);
  json.object([&] {
    json.field("shop_id", shop_id);
    json.field("session_id", make_uuid_v7(SystemClock().now()));
    json.field("page", page);
  });
  return body;
}

std::string refund_body(const Sale& sale) {
  std::string body;
  JsonWriter json(body);
  json.object([&] {
    json.field("reason", "khách đổi ý");
    json.field("restock", false);
    // Of a large order one drink comes back, of a small one everything.
    if (sale.customer.items < 3) return;
    json.array_field("items", [&] {
      json.object([&] {
        json.field("menu_id", sale.customer.order->items.front().menu_id);
        json.field("qty", 1);
      });
    });
  });
  return body;
}

class Simulation {
 public:
  Simulation(const SimulateOptions& options, std::ostream& talk) : options_(options), talk_(talk) {}

  Result<SimulateSummary> run(const std::function<bool()>& still_wanted);

 private:
  Result<std::vector<domain::MenuItem>> load_menu(HttpClient& client);
  void let_in(CustomerModel& model, const std::function<bool()>& still_wanted);
  void arrive(Customer customer, SteadyTime at);
  void work();
  void act(HttpClient& client, SteadyTime due, Job job);
  void send_order(HttpClient& client, SteadyTime due, Job job);
  void acknowledge(const SalePtr& sale, const HttpResponse& response);
  void refuse(const SalePtr& sale, const Error& error);
  void retry(Job job, const Error& error);
  void send_status(HttpClient& client, const Job& job);
  void send_money(HttpClient& client, const Job& job);
  void send_refund(HttpClient& client, const Job& job);
  void note_latency(std::uint32_t us);
  void schedule(const SalePtr& sale, Act act, Duration wait);
  template <class Change>
  void count(Change change) {
    const std::lock_guard lock(mutex_);
    change(summary_);
  }

  const SimulateOptions options_;
  std::ostream& talk_;
  const SystemClock clock_;
  std::optional<FakeBank> bank_;
  JobClock<Job> jobs_;
  std::atomic<bool> menu_moved_ = false;
  std::atomic<bool> barista_ = true;  ///< Until the server says that the role may not.
  std::atomic<bool> refunds_ = true;
  std::atomic<bool> broken_off_ = false;
  std::atomic<bool> draining_ = false;
  std::mutex mutex_;
  SimulateSummary summary_;
  std::vector<std::uint32_t> latencies_us_;
  std::size_t oldest_latency_ = 0;
  std::optional<Error> fatal_;
  bool refusal_told_ = false;
};

Result<std::vector<domain::MenuItem>> Simulation::load_menu(HttpClient& client) {
  SHOP_TRY(const HttpResponse response, client.send("GET", "/api/v1/menu", ""));
  if (!response.success()) return error_of(response);
  return read_menu_answer(response.body);
}

Result<SimulateSummary> Simulation::run(const std::function<bool()>& still_wanted) {
  if (!options_.bank_secret_file.empty()) {
    SHOP_TRY(auto bank, FakeBank::open("bank-secret-file", options_.bank_secret_file));
    bank_ = std::move(bank);
  }
  HttpClient client(options_.url, options_.token);
  SHOP_TRY(auto menu, load_menu(client));
  if (!offers_anything(menu)) {
    return make_error(ErrorKind::kNotFound, "simulate.no_menu",
                      "the menu is empty; 'drinkshop demo --data DIR' puts drinks on it");
  }
  CustomerModel model(std::move(menu), {options_.rate, options_.late, options_.duplicates},
                      options_.seed);
  const std::size_t by_rate = static_cast<std::size_t>(std::lround(options_.rate / 10)) + 4;
  const std::size_t senders =
      options_.connections != 0 ? options_.connections : std::min<std::size_t>(by_rate, 64);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < senders; ++i) workers.emplace_back([this] { work(); });

  const SteadyTime start = std::chrono::steady_clock::now();
  let_in(model, still_wanted);
  draining_ = true;
  jobs_.hurry();
  jobs_.wait_until_idle(std::chrono::steady_clock::now() + kDrain);
  jobs_.stop();
  for (auto& worker : workers) worker.join();

  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (fatal_) return *fatal_;
  summary_.seconds = took.count();
  summary_.failed = summary_.sent - summary_.acknowledged - summary_.refused;
  std::sort(latencies_us_.begin(), latencies_us_.end());
  if (!latencies_us_.empty()) {
    const std::size_t last = latencies_us_.size() - 1;
    summary_.latency_p50_ms = latencies_us_[last / 2] / 1000.0;
    summary_.latency_p99_ms = latencies_us_[last * 99 / 100] / 1000.0;
  }
  return summary_;
}

void Simulation::let_in(CustomerModel& model, const std::function<bool()>& still_wanted) {
  HttpClient client(options_.url, options_.token);
  SteadyTime next = std::chrono::steady_clock::now();
  const SteadyTime end = options_.seconds > 0
                             ? next + microseconds(std::llround(options_.seconds * 1e6))
                             : SteadyTime::max();
  Customer customer = model.next();
  next = after(next, customer.arrives);
  while (next < end && still_wanted() && !broken_off_) {
    const SteadyTime now = std::chrono::steady_clock::now();
    if (now < next || jobs_.waiting() >= kWaitingMax) {
      std::this_thread::sleep_until(std::clamp(next, now + microseconds(100), now + kLookAround));
      continue;
    }
    arrive(std::move(customer), next);
    if (menu_moved_.exchange(false)) {
      if (auto menu = load_menu(client)) model.change_menu(std::move(menu).value());
    }
    customer = model.next();
    next = after(next, customer.arrives);
  }
}

void Simulation::arrive(Customer customer, SteadyTime at) {
  if (!options_.orders_only) {
    for (const std::string& page : customer.pages) {
      jobs_.add(at, {Act::kVisit, nullptr, visit_body(options_.shop_id, page)});
    }
  }
  if (!customer.order) return;
  const Timestamp now = clock_.now();
  auto sale = std::make_shared<Sale>();
  domain::OrderRequest& order = *customer.order;
  sale->id = make_uuid_v7(now);
  order.order_id = sale->id;
  order.shop_id = options_.shop_id;
  if (customer.late_by) order.created_at = now - *customer.late_by;
  sale->body = encode_order_request(order);
  sale->by_transfer = order.payment_method == domain::kVietQrMethod;
  sale->customer = std::move(customer);
  sale->paid_at = now;
  count([&](SimulateSummary& s) {
    ++s.sent;
    s.late += sale->customer.late_by ? 1 : 0;
    s.duplicates += sale->customer.repeated_after ? 1 : 0;
  });
  jobs_.add(at, {Act::kOrder, sale, {}});
  if (const auto& wait = sale->customer.repeated_after) {
    jobs_.add(after(at, *wait), {Act::kRepeat, sale, {}});
  }
}

void Simulation::work() {
  HttpClient client(options_.url, options_.token);
  while (auto job = jobs_.take()) {
    if (!broken_off_) act(client, job->first, std::move(job->second));
    jobs_.done();
  }
}

void Simulation::act(HttpClient& client, SteadyTime due, Job job) {
  switch (job.act) {
    case Act::kOrder:
    case Act::kRepeat: send_order(client, due, std::move(job)); return;
    case Act::kPrepare:
    case Act::kReady:
    case Act::kComplete: send_status(client, job); return;
    case Act::kPay: send_money(client, job); return;
    case Act::kRefund: send_refund(client, job); return;
    case Act::kVisit: break;
  }
  const auto response = client.send("POST", "/api/v1/visits", job.body);
  const bool stored = response && response.value().success();
  count([&](SimulateSummary& s) { ++(stored ? s.visits : s.visits_refused); });
}

void Simulation::send_order(HttpClient& client, SteadyTime due, Job job) {
  const SteadyTime sent = std::chrono::steady_clock::now();
  const auto response = client.send("POST", "/api/v1/orders", job.sale->body);
  const SteadyTime answered = std::chrono::steady_clock::now();
  if (response && response.value().success()) {
    count([&](SimulateSummary& s) {
      const std::chrono::duration<double, std::milli> lag = sent - due;
      s.lag_max_ms = std::max(s.lag_max_ms, lag.count());
      const auto took = std::chrono::duration_cast<microseconds>(answered - sent).count();
      note_latency(static_cast<std::uint32_t>(took));
    });
    acknowledge(job.sale, response.value());
    return;
  }
  const Error error = response ? error_of(response.value()) : response.error();
  const SalePtr sale = job.sale;
  if (is_retryable(error.kind)) {
    retry(std::move(job), error);
  } else {
    refuse(sale, error);
  }
}

/// Called under mutex_. A run without an end keeps the newest ones.
void Simulation::note_latency(std::uint32_t us) {
  if (latencies_us_.size() < kLatenciesMax) {
    latencies_us_.push_back(us);
  } else {
    latencies_us_[oldest_latency_++ % kLatenciesMax] = us;
  }
}

void Simulation::acknowledge(const SalePtr& sale, const HttpResponse& response) {
  // An order that was refused once may still be accepted when it comes again.
  const Fate before = sale->fate.exchange(Fate::kAcknowledged);
  const bool first = before != Fate::kAcknowledged;
  const auto total = number_in(response.body, "total");
  count([&](SimulateSummary& s) {
    ++(response.status == 201 ? s.created : s.repeated);
    if (total != sale->customer.total) ++s.mismatched;
    if (!first) return;
    if (before == Fate::kRefused) --s.refused;
    ++s.acknowledged;
    s.items += sale->customer.items;
    s.revenue += sale->customer.total;
  });
  if (!first || options_.orders_only) return;
  if (barista_) schedule(sale, Act::kPrepare, sale->customer.until_preparing);
  if (bank_ && sale->by_transfer) schedule(sale, Act::kPay, sale->customer.until_preparing);
}

void Simulation::refuse(const SalePtr& sale, const Error& error) {
  menu_moved_ = true;  // A changed price or an item that went is the usual reason.
  const std::lock_guard lock(mutex_);
  if (error.kind == ErrorKind::kUnauthenticated || error.kind == ErrorKind::kForbidden) {
    if (!fatal_) fatal_ = error;
    broken_off_ = true;
    return;
  }
  if (!std::exchange(refusal_told_, true))
    talk_ << "an order was refused: " << error.detail << '\n';
  Fate open = Fate::kOpen;
  if (sale->fate.compare_exchange_strong(open, Fate::kRefused)) ++summary_.refused;
}

void Simulation::retry(Job job, const Error& error) {
  if (job.tries >= kTriesMax) return;
  ++job.tries;
  count([](SimulateSummary& s) { ++s.retries; });
  const auto wait = error.retry_after_s > 0
                        ? std::chrono::milliseconds(1000 * std::min(error.retry_after_s, 10))
                        : kRetryAfter;
  // When the run is over no job waits for its time any more: then wait here instead.
  if (draining_) std::this_thread::sleep_for(wait);
  jobs_.add(std::chrono::steady_clock::now() + wait, std::move(job));
}

void Simulation::schedule(const SalePtr& sale, Act act, Duration wait) {
  jobs_.add(after(std::chrono::steady_clock::now(), wait), {act, sale, {}});
}

void Simulation::send_status(HttpClient& client, const Job& job) {
  if (!barista_) return;
  const char* const status = job.act == Act::kPrepare ? "preparing"
                             : job.act == Act::kReady ? "ready"
                                                      : "completed";
  const auto response = client.send("POST", "/api/v1/orders/" + to_string(job.sale->id) + "/status",
                                    std::string(R"({"status":")") + status + "\"}");
  if (!response || !response.value().success()) {
    if (response && response.value().status == 403) barista_ = false;
    const Error error = response ? error_of(response.value()) : response.error();
    // 409: somebody at the shop moved it, or it was completed when it came in.
    if (is_retryable(error.kind)) retry(job, error);
    return;
  }
  count([](SimulateSummary& s) { ++s.status_changes; });
  const Customer& customer = job.sale->customer;
  if (job.act == Act::kPrepare) schedule(job.sale, Act::kReady, customer.until_ready);
  if (job.act == Act::kReady) schedule(job.sale, Act::kComplete, customer.until_completed);
  if (job.act == Act::kComplete && customer.refunded_after && refunds_) {
    schedule(job.sale, Act::kRefund, *customer.refunded_after);
  }
}

void Simulation::send_money(HttpClient& client, const Job& job) {
  if (!bank_) return;
  const std::string id = to_string(job.sale->id);
  auto response = client.send("GET", "/api/v1/orders/" + id + "/payment", "");
  if (response && response.value().success()) {
    // A retry must tell of the same transfer, so nothing in it may change.
    response =
        bank_->tell(client,
                    {"SIM-" + id, "0011012345678", job.sale->customer.total,
                     text_in(response.value().body, "code") + " chuyen tien", job.sale->paid_at},
                    clock_);
  }
  if (response && response.value().success()) {
    count([](SimulateSummary& s) { ++s.payments; });
    return;
  }
  const Error error = response ? error_of(response.value()) : response.error();
  if (is_retryable(error.kind)) retry(job, error);
}

void Simulation::send_refund(HttpClient& client, const Job& job) {
  const auto response = client.send(
      "POST", "/api/v1/orders/" + to_string(job.sale->id) + "/refunds", refund_body(*job.sale));
  if (!response) return;
  if (response.value().status == 403) refunds_ = false;
  if (!response.value().success()) return;
  const std::int64_t amount = number_in(response.value().body, "amount").value_or(0);
  count([&](SimulateSummary& s) {
    ++s.refunds;
    s.refunded_amount += amount;
  });
}

double rounded(double value) { return std::round(value * 1000) / 1000; }

}  // namespace

std::string encode_summary(const SimulateSummary& s, const SimulateOptions& options) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("sent", s.sent);
    json.field("acknowledged", s.acknowledged);
    json.field("created", s.created);
    json.field("repeated", s.repeated);
    json.field("refused", s.refused);
    json.field("failed", s.failed);
    json.field("late", s.late);
    json.field("duplicates", s.duplicates);
    json.field("items", s.items);
    json.field("revenue", s.revenue);
    json.field("mismatched", s.mismatched);
    json.field("retries", s.retries);
    json.field("visits", s.visits);
    json.field("visits_refused", s.visits_refused);
    json.field("status_changes", s.status_changes);
    json.field("payments", s.payments);
    json.field("refunds", s.refunds);
    json.field("refunded_amount", s.refunded_amount);
    json.field("seconds", rounded(s.seconds));
    json.field("rate", rounded(options.rate));
    json.field("latency_p50_ms", rounded(s.latency_p50_ms));
    json.field("latency_p99_ms", rounded(s.latency_p99_ms));
    json.field("lag_max_ms", rounded(s.lag_max_ms));
    json.raw_field("seed", std::to_string(options.seed));
  });
  return out;
}

Result<SimulateSummary> run_simulation(const SimulateOptions& options, std::ostream& talk,
                                       const std::function<bool()>& still_wanted) {
  return Simulation(options, talk).run(still_wanted);
}

}  // namespace shop::cli
