#include "cli/replay.hpp"

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

#include "cli/line_reader.hpp"
#include "events/decode.hpp"
#include "pipelines/engine.hpp"
#include "pipelines/records.hpp"
#include "pipelines/spill_store.hpp"
#include "pipelines/topic_counters.hpp"

namespace shop::cli {
namespace {

constexpr std::size_t kOutputBytes = std::size_t{1} << 18;
/// Dead letters keep their bytes until the commit, so a commit is also due after so much input.
constexpr std::size_t kCommitBytes = std::size_t{32} << 20;

static_assert(LineReader::kPadding >= events::Decoder::kPadding);

/// Collects output and writes it in large pieces; remembers the first failure.
class BufferedFile {
 public:
  explicit BufferedFile(std::FILE* file) : file_(file) { text_.reserve(2 * kOutputBytes); }

  std::string& text() { return text_; }
  void write_if_large() {
    if (text_.size() >= kOutputBytes) write();
  }
  void write() {
    if (!text_.empty() && std::fwrite(text_.data(), 1, text_.size(), file_) != text_.size()) {
      error_ = error_ != 0 ? error_ : errno;
    }
    text_.clear();
    if (std::fflush(file_) != 0 && error_ == 0) error_ = errno;
  }
  int error() const { return error_; }

 private:
  std::FILE* file_;
  std::string text_;
  int error_ = 0;
};

Result<void> replay_all(LineReader& input, BufferedFile& output, pipelines::Engine& engine,
                        const ReplayOptions& options) {
  events::Decoder decoder;
  std::int64_t position = 0;
  std::size_t events = 0;
  std::size_t bytes = 0;
  while (output.error() == 0) {
    SHOP_TRY(const auto line, input.next());
    if (!line) break;
    // A line that is too long is empty here, and so malformed.
    SHOP_TRY(engine.apply(decoder.decode_line(line->text, line->readable), line->text, ++position));
    output.write_if_large();
    bytes += line->text.size();
    if (++events < options.commit_events && bytes < kCommitBytes) continue;
    SHOP_TRY(engine.commit());
    events = 0;
    bytes = 0;
  }
  if (options.flush) {
    SHOP_TRY(engine.flush());
  }
  return ok();
}

}  // namespace

int run_replay(int in, std::FILE* out, std::FILE* err, const ReplayOptions& options) {
  const auto fail = [err](const std::string& why) {
    std::fprintf(err, "replay: %s\n", why.c_str());
    return 1;
  };
  auto store = pipelines::SpillStore::create({.directory = options.temp_directory});
  if (!store) return fail(store.error().detail);
  BufferedFile output(out);
  pipelines::JsonLinesOutput records(output.text());
  auto engine = pipelines::Engine::open(*store.value(), records);
  if (!engine) return fail(engine.error().detail);
  LineReader input(in, options.line_max_bytes, [&output] { output.write(); });

  const auto done = replay_all(input, output, *engine.value(), options);
  output.write();
  if (!done) return fail(done.error().detail);
  if (output.error() != 0) {
    return fail(std::string("cannot write the output: ") +
                std::generic_category().message(output.error()));
  }
  std::fprintf(err, "%s\n", pipelines::to_json(engine.value()->counts()).c_str());
  return 0;
}

int run_replay(int in, std::FILE* out, std::FILE* err, bool flush) {
  ReplayOptions options;
  options.flush = flush;
  // No other thread runs yet that could change the environment.
  const char* directory = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe)
  if (directory != nullptr && *directory != '\0') {
    options.temp_directory = directory;
  }
  return run_replay(in, out, err, options);
}

}  // namespace shop::cli
