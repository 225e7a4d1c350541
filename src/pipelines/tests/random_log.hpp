#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace shop::pipelines::testing {

/// One line of a log and, for those that stay the same whatever their order, nothing more.
struct LogLine {
  std::string topic;
  std::string value;        ///< JSON
  std::string appended_at;  ///< Empty: unknown.
};

/// {"topic":…,"value":…} as `drinkshop replay` reads it.
std::string to_text(const LogLine& line);

struct RandomLogOptions {
  int events = 200;
  int minutes = 20;           ///< Event times lie in so many minutes.
  double late = 0.2;          ///< Share of events that arrive up to the whole span too late.
  double duplicates = 0.1;    ///< Share of events that are followed, later, by a copy.
  double conflicts = 0.03;    ///< … by an event of the same id with other content.
  double broken = 0.03;       ///< Share of lines that are no events.
  bool arrival_times = true;  ///< Some clocks run ahead by more than five minutes.
};

/// A log in order of arrival, made from a seed: menu changes, orders, refunds, visits and clock
/// events of several shops, delayed, doubled and broken.
std::vector<LogLine> random_log(std::mt19937_64& random, const RandomLogOptions& options);

/// A seed for a property test: SHOP_TEST_SEED from the environment, or a fresh one; printed, so
/// that a failure can be run again.
std::uint64_t test_seed();

}  // namespace shop::pipelines::testing
