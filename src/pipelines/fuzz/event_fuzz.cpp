// Fuzz target: the decoder and the engine on any bytes. The input is a log of JSON lines, as
// `drinkshop replay` reads it; a line that starts with a topic's name and a space is also given to
// the decoder as that topic's bare value. Whatever the bytes are, nothing may crash, the counts
// must add up, and a second run with commits elsewhere must emit the same.
//
// With libFuzzer:  event_fuzz tests/corpus/event    (built by the preset `fuzz`)
// As a test:       event_fuzz_replay FILE-OR-FOLDER...    (built everywhere)

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "pipelines/engine.hpp"
#include "pipelines/records.hpp"
#include "tests/contract/memory_state_store.hpp"

namespace {

using shop::pipelines::Engine;

std::string run(std::string_view log, std::int64_t commit_every, std::size_t closed_windows_max) {
  std::string emitted;
  shop::pipelines::JsonLinesOutput output(emitted);
  shop::pipelines::MemoryStateStore store;
  auto engine = Engine::open(store, output, {.closed_windows_max = closed_windows_max}).value();
  shop::events::Decoder decoder;
  std::int64_t position = 0;
  while (!log.empty()) {
    const std::string_view line = log.substr(0, log.find('\n'));
    log.remove_prefix(line.size() == log.size() ? line.size() : line.size() + 1);
    const std::size_t space = line.find(' ');
    const bool bare = !line.starts_with('{') && space != std::string_view::npos;
    const auto done = bare
                          ? engine->process(line.substr(0, space), line.substr(space + 1),
                                            std::nullopt, ++position)
                          : engine->apply(decoder.decode_line(line, line.size()), line, ++position);
    SHOP_ASSERT(done.has_value());
    if (position % commit_every == 0) SHOP_ASSERT(engine->commit().has_value());
  }
  SHOP_ASSERT(engine->flush().has_value());
  SHOP_ASSERT(engine->commit().has_value());
  std::int64_t read = 0;
  for (const auto& row : engine->counts()) {
    SHOP_ASSERT(row.read == row.counted + row.duplicates + row.dead_lettered);
    read += row.read;
  }
  SHOP_ASSERT(read == position);
  return emitted;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view log(reinterpret_cast<const char*>(data), size);
  SHOP_ASSERT(run(log, 1, 0) == run(log, 1'000'000, 100));
  return 0;
}
