#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace shop::cli {

struct FakeBankOptions {
  std::string url;
  std::string secret_file;  ///< Its first line is what `serve --bank-secret-file` was given.
  std::string content;
  std::int64_t amount = 0;
  std::string account = "0011012345678";
  std::int64_t times = 1;
  std::string notice_id;  ///< Empty: a new one.
};

/// Tells a running shop of a transfer as a bank would: one signed notice, sent `times` times, each
/// answer on a line of its own as STATUS and body. True when every answer was a success.
Result<bool> run_fake_bank(const FakeBankOptions& options, const Clock& clock, std::ostream& out);

}  // namespace shop::cli
