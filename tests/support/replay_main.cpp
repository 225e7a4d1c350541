// `drinkshop replay` alone, for tests and measurements that should not need the whole binary:
//   drinkshop_replay [replay] [--flush]

#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "cli/replay.hpp"

int main(int argc, char** argv) {
  bool flush = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--flush") {
      flush = true;
    } else if (argument != "replay") {
      std::fprintf(stderr, "usage: drinkshop_replay [replay] [--flush]\n");
      return 2;
    }
  }
  return shop::cli::run_replay(STDIN_FILENO, stdout, stderr, flush);
}
