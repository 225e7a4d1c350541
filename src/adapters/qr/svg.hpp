#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace shop::qr {

/// Beyond it a code gets too fine for a phone's camera; far above every VietQR payload.
inline constexpr std::size_t kBytesMax = 600;

/// Draws `text` as a QR code (error correction M) in SVG: one unit per module, a quiet zone of four
/// around it, black on white whatever the page's colours are, since scanners need it so.
/// kInvalidArgument for an empty or too long text. Thread-safe.
Result<std::string> draw_svg(std::string_view text);

}  // namespace shop::qr
