#include "application/log_feed.hpp"

#include <algorithm>
#include <utility>

namespace shop::application {

void LogFeed::publish(std::vector<events::LogRecordPtr> records) {
  std::vector<std::function<void()>> wakes;
  {
    const std::lock_guard lock(mutex_);
    for (auto& record : records) {
      if (record->position != head_ + 1) tail_.clear();
      head_ = record->position;
      tail_.push_back(std::move(record));
      if (tail_.size() > records_max_) tail_.pop_front();
    }
    for (const auto& [id, wake] : listeners_) wakes.push_back(wake);
  }
  for (const auto& wake : wakes) wake();
}

LogFeed::Slice LogFeed::read(std::int64_t after, std::size_t max) const {
  const std::lock_guard lock(mutex_);
  if (after >= head_) return {true, {}};
  const std::int64_t first = tail_.empty() ? head_ + 1 : tail_.front()->position;
  if (after + 1 < first) return {false, {}};
  const auto begin = tail_.begin() + static_cast<std::ptrdiff_t>(after + 1 - first);
  const auto count = std::min(max, static_cast<std::size_t>(tail_.end() - begin));
  return {true, {begin, begin + static_cast<std::ptrdiff_t>(count)}};
}

std::int64_t LogFeed::head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

void LogFeed::set_head(std::int64_t position) {
  const std::lock_guard lock(mutex_);
  head_ = position;
  tail_.clear();
}

LogFeed::ListenerId LogFeed::listen(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  listeners_.emplace(next_listener_, std::move(wake));
  return next_listener_++;
}

void LogFeed::forget(ListenerId id) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(id);
}

void LiveBoard::publish(std::vector<std::string> frames) {
  std::vector<std::function<void()>> wakes;
  {
    const std::lock_guard lock(mutex_);
    ++state_.version;
    state_.frames = std::make_shared<const std::vector<std::string>>(std::move(frames));
    for (const auto& [id, wake] : listeners_) wakes.push_back(wake);
  }
  for (const auto& wake : wakes) wake();
}

LiveBoard::State LiveBoard::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

LogFeed::ListenerId LiveBoard::listen(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  listeners_.emplace(next_listener_, std::move(wake));
  return next_listener_++;
}

void LiveBoard::forget(LogFeed::ListenerId id) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(id);
}

}  // namespace shop::application
