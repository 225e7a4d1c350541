#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace shop::cli {

struct SimulateOptions {
  std::string url;
  std::string token;
  std::string shop_id = "main";
  double rate = 1;        ///< Orders per second, on average.
  double seconds = 60;    ///< 0: until it is interrupted.
  double late = 0;        ///< Share of orders handed in late by an offline till.
  double duplicates = 0;  ///< Share of orders sent twice.
  std::uint64_t seed = 1;
  /// What the server's notices are signed with: then customers who pay by VietQR do so. Empty:
  /// their orders wait for somebody else.
  std::string bank_secret_file;
  bool orders_only = false;     ///< No visits, no barista, no refunds.
  std::size_t connections = 0;  ///< 0: by the rate.
};

/// What was sent and what the server acknowledged; an order counts once however often it was sent.
/// sent = acknowledged + refused + failed when the run has ended.
struct SimulateSummary {
  std::int64_t sent = 0;          ///< Orders.
  std::int64_t acknowledged = 0;  ///< Orders with a 201 or 200.
  std::int64_t created = 0;       ///< Answers 201.
  std::int64_t repeated = 0;      ///< Answers 200: the same order came again.
  std::int64_t refused = 0;       ///< Orders with a final no (409, 422 …).
  std::int64_t failed = 0;        ///< Orders without an answer to the end.
  std::int64_t late = 0;          ///< Of the sent ones.
  std::int64_t duplicates = 0;    ///< Of the sent ones.
  std::int64_t items = 0;         ///< Σ qty of the acknowledged ones
  std::int64_t revenue = 0;       ///< Dong of the acknowledged ones, added up by the customers.
  std::int64_t mismatched = 0;    ///< Acknowledged with another total than the customer's.
  std::int64_t retries = 0;
  std::int64_t visits = 0;
  std::int64_t visits_refused = 0;
  std::int64_t status_changes = 0;
  std::int64_t payments = 0;  ///< Transfers that the bank told of.
  std::int64_t refunds = 0;
  std::int64_t refunded_amount = 0;
  double seconds = 0;
  double latency_p50_ms = 0;  ///< Of orders, one try.
  double latency_p99_ms = 0;
  double lag_max_ms = 0;  ///< How far the senders fell behind the customers.
};

std::string encode_summary(const SimulateSummary& summary, const SimulateOptions& options);

/// Sends customers to a running shop as they would come: at random moments around the wanted rate,
/// whether or not the server keeps up (an open loop). Fails when the server cannot be reached at
/// the start, refuses the token, or has nothing on its menu.
Result<SimulateSummary> run_simulation(const SimulateOptions& options, std::ostream& talk,
                                       const std::function<bool()>& still_wanted);

}  // namespace shop::cli
