#include "cli/interrupt.hpp"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace shop::cli {
namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t interrupted = 0;

void remember(int signal_number) {
  if (interrupted != 0) std::_Exit(128 + signal_number);
  interrupted = 1;
}

}  // namespace

Interrupt::Interrupt() {
  interrupted = 0;
  std::signal(SIGINT, remember);
  std::signal(SIGTERM, remember);
  std::signal(SIGPIPE, SIG_IGN);
}

Interrupt::~Interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool Interrupt::requested() const { return interrupted != 0; }

bool stdout_closed() {
  pollfd probe{STDOUT_FILENO, 0, 0};
  return ::poll(&probe, 1, 0) > 0 && (probe.revents & (POLLERR | POLLNVAL)) != 0;
}

}  // namespace shop::cli
