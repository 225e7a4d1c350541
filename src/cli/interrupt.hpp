#pragma once

namespace shop::cli {

/// While one of these lives, SIGINT and SIGTERM do not end the process but are remembered, so that
/// a long command ends cleanly and says what it did. A second signal ends it at once. SIGPIPE is
/// ignored: a closed standard output shows as a failed write. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Thread-safe.
  bool requested() const;
};

/// True when nobody reads standard output any more (the other end of a pipe went away).
bool stdout_closed();

}  // namespace shop::cli
