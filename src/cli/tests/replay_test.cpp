#include "cli/replay.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "cli/line_reader.hpp"

namespace shop::cli {
namespace {

constexpr std::string_view kVisit =
    R"({"topic":"visits","value":{"visit_id":"v1","session_id":"s","page":"/",)"
    R"("at":"2026-03-01T10:00:10Z"}})";

/// The two ends of a pipe, closed at the end of the test.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_reader() { close_end(0); }
  void close_writer() { close_end(1); }
  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(writer(), text.data(), text.size());
      ASSERT_GT(written, 0);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  /// Waits for the text; the test hangs, and is ended from outside, when it never comes.
  std::string read_until(std::string_view wanted) {
    std::string text;
    std::array<char, 4096> buffer{};
    while (text.find(wanted) == std::string::npos) {
      const ssize_t got = ::read(reader(), buffer.data(), buffer.size());
      if (got <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  void close_end(std::size_t i) {
    if (ends_[i] >= 0) ::close(ends_[i]);
    ends_[i] = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome replay(std::string_view input, const ReplayOptions& options) {
  Pipe pipe;
  std::thread writer([&] {
    pipe.write(input);
    pipe.close_writer();
  });
  char* out = nullptr;
  char* err = nullptr;
  std::size_t out_size = 0;
  std::size_t err_size = 0;
  std::FILE* out_file = ::open_memstream(&out, &out_size);
  std::FILE* err_file = ::open_memstream(&err, &err_size);
  const int code = run_replay(pipe.reader(), out_file, err_file, options);
  writer.join();
  std::fclose(out_file);
  std::fclose(err_file);
  Outcome outcome{code, {out, out_size}, {err, err_size}};
  std::free(out);
  std::free(err);
  return outcome;
}

ReplayOptions options() {
  ReplayOptions options;
  options.temp_directory = ::testing::TempDir();
  return options;
}

TEST(LineReaderTest, LastLineNeedsNoNewlineAndEmptyLinesCount) {
  Pipe pipe;
  pipe.write("a\n\nb");
  pipe.close_writer();
  LineReader reader(pipe.reader(), 100, [] {});
  EXPECT_EQ(reader.next().value()->text, "a");
  EXPECT_EQ(reader.next().value()->text, "");
  const auto last = reader.next().value();
  EXPECT_EQ(last->text, "b");
  EXPECT_GE(last->readable, 1 + LineReader::kPadding);
  EXPECT_FALSE(reader.next().value());
}

// At the limit a line is whole; one byte more and it is skipped, and the next one is whole again.
TEST(LineReaderTest, LineAtTheLimitAndOnePast) {
  for (const std::size_t limit : {std::size_t{10}, std::size_t{300'000}}) {
    Pipe pipe;
    std::thread writer([&] {
      pipe.write(std::string(limit, 'x') + "\n" + std::string(limit + 1, 'y') + "\nshort\n" +
                 std::string(3 * limit, 'z'));
      pipe.close_writer();
    });
    LineReader reader(pipe.reader(), limit, [] {});
    const auto whole = reader.next().value();
    EXPECT_EQ(whole->text.size(), limit);
    EXPECT_FALSE(whole->too_long);
    EXPECT_TRUE(reader.next().value()->too_long);
    EXPECT_EQ(reader.next().value()->text, "short");
    EXPECT_TRUE(reader.next().value()->too_long);
    EXPECT_FALSE(reader.next().value());
    writer.join();
  }
}

TEST(ReplayTest, EmptyInputGivesEmptyCounts) {
  const Outcome outcome = replay("", options());
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "{}\n");
}

TEST(ReplayTest, LongLinesAreDeadLettersWithTheirPosition) {
  ReplayOptions short_lines = options();
  short_lines.line_max_bytes = kVisit.size();
  short_lines.flush = true;
  const std::string input =
      std::string(kVisit) + "\n" + std::string(kVisit) + " \n" + std::string(kVisit) + "\n";
  const Outcome outcome = replay(input, short_lines);
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            R"({"topic":"dead_letter","value":{"topic":null,"position":2,"reason":"malformed"}})"
            "\n"
            R"({"topic":"analytics","value":{"type":"visits_per_minute",)"
            R"("window_start":"2026-03-01T10:00:00Z","window_end":"2026-03-01T10:01:00Z",)"
            R"("shop_id":"main","visits":1,"revision":0}})"
            "\n");
}

TEST(ReplayTest, CommittingAfterEveryEventChangesNothing) {
  std::string input;
  for (int i = 0; i < 500; ++i) {
    input += R"({"topic":"visits","value":{"visit_id":"v)" + std::to_string(i % 400) +
             R"(","session_id":"s","page":"/","at":"2026-03-01T10:)" +
             std::to_string(10 + i * 7 % 50) + R"(:00Z"}})" + "\n";
  }
  ReplayOptions each = options();
  each.commit_events = 1;
  each.flush = true;
  ReplayOptions rarely = options();
  rarely.flush = true;
  const Outcome a = replay(input, each);
  const Outcome b = replay(input, rarely);
  EXPECT_EQ(a.out, b.out);
  EXPECT_EQ(a.err, b.err);
  EXPECT_GT(a.out.size(), 1000U);
}

// Somebody types events into a pipe and wants to see what comes of them before it ends.
TEST(ReplayTest, ResultsAreWrittenBeforeWaitingForMoreInput) {
  Pipe in;
  Pipe out;
  std::FILE* out_file = ::fdopen(::dup(out.writer()), "w");
  std::FILE* err_file = std::fopen("/dev/null", "w");
  std::thread engine([&] { run_replay(in.reader(), out_file, err_file, options()); });
  in.write(std::string(kVisit) + "\nnot an event\n");
  EXPECT_NE(out.read_until("malformed").find(R"("position":2)"), std::string::npos);
  in.write(R"({"topic":"clock","value":{"at":"2026-03-01T10:30:00Z"}})"
           "\n");
  EXPECT_NE(out.read_until("revision").find(R"("visits":1)"), std::string::npos);
  in.close_writer();
  engine.join();
  std::fclose(out_file);
  std::fclose(err_file);
}

TEST(ReplayTest, AFullOutputIsAFailure) {
  Pipe pipe;
  pipe.write("x\n");
  pipe.close_writer();
  std::FILE* full = std::fopen("/dev/full", "w");
  char* err = nullptr;
  std::size_t err_size = 0;
  std::FILE* err_file = ::open_memstream(&err, &err_size);
  EXPECT_EQ(run_replay(pipe.reader(), full, err_file, options()), 1);
  std::fclose(err_file);
  EXPECT_NE(std::string(err, err_size).find("cannot write"), std::string::npos);
  std::free(err);
  std::fclose(full);
}

TEST(ReplayTest, AMissingTemporaryFolderIsAFailure) {
  ReplayOptions nowhere = options();
  nowhere.temp_directory = "/nowhere/at/all";
  const Outcome outcome = replay("", nowhere);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("temporary file"), std::string::npos);
}

}  // namespace
}  // namespace shop::cli
