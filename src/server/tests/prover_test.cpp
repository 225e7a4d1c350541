#include "server/prover.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace shop::server {
namespace {

/// Spins on the state that the thread publishes; every change comes within microseconds.
analytics::Proof wait_for_end(const Prover& prover) {
  while (true) {
    analytics::Proof proof = prover.latest();
    if (!proof.running && proof.checked_at) return proof;
    std::this_thread::yield();
  }
}

TEST(ProverTest, ComparesWhenAskedAndTellsTheResult) {
  const ManualClock clock({1'000'000});
  Prover prover(
      []() -> Result<analytics::Reconciliation> {
        analytics::Reconciliation result;
        result.orders = 7;
        return result;
      },
      clock);
  EXPECT_FALSE(prover.latest().checked_at);
  prover.request();
  const auto proof = wait_for_end(prover);
  EXPECT_EQ(proof.checked_at->us, 1'000'000);
  EXPECT_EQ(proof.result->orders, 7);
  EXPECT_TRUE(proof.failure.empty());
}

TEST(ProverTest, AFailureIsTold) {
  const ManualClock clock({1'000'000});
  Prover prover(
      []() -> Result<analytics::Reconciliation> {
        return make_error(ErrorKind::kUnavailable, "store.io", "the file cannot be read");
      },
      clock);
  prover.request();
  const auto proof = wait_for_end(prover);
  EXPECT_FALSE(proof.result);
  EXPECT_EQ(proof.failure, "the file cannot be read");
}

TEST(ProverTest, SaysThatItRunsAndEndsWithTheComparison) {
  const ManualClock clock({1'000'000});
  std::promise<void> go;
  auto allowed = go.get_future().share();
  std::atomic<int> runs{0};
  {
    Prover prover(
        [&]() -> Result<analytics::Reconciliation> {
          ++runs;
          allowed.wait();
          return analytics::Reconciliation{};
        },
        clock);
    prover.request();
    while (runs == 0) std::this_thread::yield();
    EXPECT_TRUE(prover.latest().running);
    go.set_value();
  }
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace shop::server
