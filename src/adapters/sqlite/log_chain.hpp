#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "adapters/sqlite/database.hpp"
#include "base/result.hpp"
#include "events/log_record.hpp"

namespace shop::sqlite {

using ChainHash = std::array<std::uint8_t, 32>;

/// The next link of the log's hash chain: BLAKE2b-256 over the link before and every field of the
/// commit's records, each with its length. Whoever holds an earlier link can tell any later change,
/// removal or reordering of the log; nobody can prevent one against the machine's root.
ChainHash next_link(const ChainHash& previous, std::span<const events::LogRecordPtr> records);

struct ChainReport {
  std::int64_t links = 0;
  std::int64_t records = 0;
  ChainHash last{};
  /// Empty when the whole chain holds; else what is wrong first, and at which position.
  std::string problem;
};

/// Computes the whole chain of a ledger file anew and compares. Reads the log once.
Result<ChainReport> verify_chain(const std::string& ledger_path);

}  // namespace shop::sqlite
