#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace shop::application {

class Committer;

struct VisitRequest {
  std::optional<std::string> shop_id;
  std::string session_id;
  std::string page;
};

/// Page views of the menu; orders / visits is the conversion rate. Thread-safe; blocks until
/// stored.
class Visits {
 public:
  explicit Visits(Committer& committer) : committer_(committer) {}
  /// Returns the visit's id.
  Result<std::string> record(const VisitRequest& request);

 private:
  Committer& committer_;
};

}  // namespace shop::application
