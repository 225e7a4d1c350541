#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace shop::application {

class Committer;

struct VisitRequest {
  std::optional<std::string> shop_id;
  std::string session_id;
  std::string page;
};

/// Page views of the menu; orders / visits is the conversion rate. Thread-safe; blocks until stored.
class Visits {
 public:
  Visits(Committer& committer, const Clock& clock) : committer_(committer), clock_(clock) {}
  /// Returns the visit's id.
  Result<std::string> record(const VisitRequest& request);

 private:
  Committer& committer_;
  const Clock& clock_;
};

}  // namespace shop::application
