#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "embedded/embedded_shop.hpp"

namespace shop::server {

/// The small regular duties of a running shop, on a thread of its own:
/// - notices what other processes wrote into the ledger (a command line beside the server): takes
///   over the menu and publishes their events;
/// - appends a `clock` event when nothing was appended for a minute, so that a quiet evening closes
///   its last windows.
class Housekeeper {
 public:
  /// `shop` must outlive it.
  explicit Housekeeper(embedded::EmbeddedShop& shop);
  ~Housekeeper();
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

 private:
  void loop();
  void notice_other_writers();
  void keep_time_moving();
  void probe_failing_store();

  embedded::EmbeddedShop& shop_;
  std::int64_t change_counter_ = -1;
  Timestamp last_probe_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shop::server
