#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace shop::cli {

struct ReplayOptions {
  bool flush = false;  ///< Close all windows at the end of input.
  std::string temp_directory = "/var/tmp";
  /// A line of more bytes is one malformed dead letter; the rest of it is skipped.
  std::size_t line_max_bytes = std::size_t{16} << 20;
  /// Events between two commits of the engine: what is held in memory besides the spill files.
  std::size_t commit_events = 4096;
};

/// `drinkshop replay`: reads a log as JSON lines from the descriptor `in`, writes analytics records
/// and dead letters to `out` in emission order, and as the last line on `err` one JSON object of
/// counts per topic. Results of a pipe that stays open are written before the read that would wait.
/// Returns the exit code: 0, or 1 when reading, writing or the temporary files failed.
int run_replay(int in, std::FILE* out, std::FILE* err, const ReplayOptions& options);
/// With the usual limits, and temporary files in $TMPDIR if that is set.
int run_replay(int in, std::FILE* out, std::FILE* err, bool flush);

}  // namespace shop::cli
