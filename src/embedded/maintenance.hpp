#pragma once

#include <cstdint>
#include <functional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "embedded/embedded_shop.hpp"

namespace shop::embedded {

/// Position so far, and the log's newest position.
using Advance = std::function<void(std::int64_t done, std::int64_t all)>;

/// Makes the analytics again from the log, beside the old file, and puts the new one in its place
/// at the end: killed in between, the old numbers are still there. kConflict while a server runs.
Result<void> rebuild_analytics(const DataFolder& folder, const Clock& clock,
                               const Advance& advance);

/// Brings the analytics to the end of the log: runs the engine here when nobody else does, else
/// waits until the server's engine has read what is there now.
Result<void> await_analytics(const DataFolder& folder, const Clock& clock);

}  // namespace shop::embedded
