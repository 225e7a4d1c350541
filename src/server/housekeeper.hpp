#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "embedded/embedded_shop.hpp"

namespace shop::server {

/// The small regular duties of a running shop, on a thread of its own:
/// - notices what other processes wrote into the ledger (a command line beside the server): takes
///   over the menu and publishes their events;
/// - appends a `clock` event when nothing was appended for a minute, so that a quiet evening closes
///   its last windows;
/// - keeps the public board of queue numbers up to date.
class Housekeeper {
 public:
  /// Both must outlive it.
  Housekeeper(embedded::EmbeddedShop& shop, application::LiveBoard& board);
  ~Housekeeper();
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

 private:
  void loop();
  void notice_other_writers();
  void keep_time_moving();
  void probe_failing_store();
  void show_queue();

  embedded::EmbeddedShop& shop_;
  application::LiveBoard& board_;
  std::int64_t shown_head_ = -1;
  Timestamp shown_at_;
  std::vector<std::string> shown_;
  std::int64_t change_counter_ = -1;
  Timestamp last_probe_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shop::server
