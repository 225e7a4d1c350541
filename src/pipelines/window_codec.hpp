#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pipelines/state_store.hpp"

namespace shop::pipelines {

// One closed window as bytes, for the temporary file of SpillStore:
//
//   u32 size of what follows | u8 stream | i64 start_us | text shop_id | i64 count | i64 items
//   | i64 amount | i32 revision | u32 number of items
//   | per item: text menu_id | u8 has_name | text name | text category | i64 orders | i64 qty
//               | i64 revenue | i32 revision
//
// Integers in native byte order, a text as u32 size and bytes. Example: a visits window of shop
// "main" takes 4 + 1 + 8 + 8 + 24 + 4 + 4 = 53 bytes. Never read by another process.

inline constexpr std::size_t kWindowHeadBytes = 4;

void append_window(std::string& out, const StoredWindow& window);
/// The size of the whole encoded window, given its first kWindowHeadBytes bytes.
std::size_t encoded_window_size(std::string_view head);
/// nullopt when the bytes are not one whole encoded window.
std::optional<StoredWindow> read_window(std::string_view encoded);

}  // namespace shop::pipelines
