#include "cli/job_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace shop::cli {
namespace {

using std::chrono::hours;
using Clock = std::chrono::steady_clock;

TEST(JobClock, HandsOutTheSoonestFirstAndEqualOnesInTheirOrder) {
  JobClock<int> jobs;
  const auto past = Clock::now() - hours(1);
  jobs.add(past + hours(1), 3);
  jobs.add(past, 1);
  jobs.add(past, 2);
  for (const int expected : {1, 2, 3}) EXPECT_EQ(jobs.take()->second, expected);
  EXPECT_EQ(jobs.waiting(), 0);
}

// The vector of jobs moves to another place in memory while threads wait for its first one.
TEST(JobClock, TakesWorkThatArrivesWhileItWaitsForLaterWork) {
  constexpr int kJobs = 1000;
  JobClock<int> jobs;
  jobs.add(Clock::now() + hours(1), 0);
  std::mutex mutex;
  std::vector<int> taken;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      while (const auto job = jobs.take()) {
        {
          const std::lock_guard lock(mutex);
          taken.push_back(job->second);
        }
        jobs.done();
      }
    });
  }
  for (int i = 1; i < kJobs; ++i) {
    jobs.add(Clock::now() + (i % 2 == 0 ? hours(1) : hours(0)), i);
    if (i % 100 == 0) std::this_thread::yield();
  }
  jobs.hurry();
  EXPECT_TRUE(jobs.wait_until_idle(Clock::now() + hours(1)));
  jobs.stop();
  for (auto& worker : workers) worker.join();
  std::vector<int> all(kJobs);
  for (int i = 0; i < kJobs; ++i) all[static_cast<std::size_t>(i)] = i;
  EXPECT_THAT(taken, testing::UnorderedElementsAreArray(all));
}

TEST(JobClock, StopEndsTheWaitForWorkThatIsNotDue) {
  JobClock<int> jobs;
  jobs.add(Clock::now() + hours(1), 1);
  std::thread worker([&] { EXPECT_FALSE(jobs.take().has_value()); });
  jobs.stop();
  worker.join();
  EXPECT_EQ(jobs.waiting(), 1);
}

}  // namespace
}  // namespace shop::cli
