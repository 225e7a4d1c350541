#include "adapters/qr/svg.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

namespace shop::qr {
namespace {

constexpr int kQuietZone = 4;
constexpr unsigned char kDark = 1;  // The lowest bit of a module; the others say what it is for.

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

/// One rectangle for each run of dark modules in a row: a quarter of the size of one per module.
std::string path_of(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    const unsigned char* row = code.data + static_cast<std::ptrdiff_t>(y) * code.width;
    for (int x = 0; x < code.width;) {
      int end = x;
      while (end < code.width && (row[end] & kDark) != 0) ++end;
      if (end > x) {
        path += fmt::format("M{} {}h{}v1h-{}z", x + kQuietZone, y + kQuietZone, end - x, end - x);
      }
      x = end + 1;
    }
  }
  return path;
}

}  // namespace

Result<std::string> draw_svg(std::string_view text) {
  if (text.empty() || text.size() > kBytesMax) {
    return field_error("text", "must have 1 to " + std::to_string(kBytesMax) + " bytes");
  }
  const std::unique_ptr<QRcode, Free> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!code) {
    return make_error(ErrorKind::kUnavailable, "qr.no_memory", "the QR code could not be drawn");
  }
  const int side = code->width + 2 * kQuietZone;
  return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" )"
                     R"(shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/>)"
                     R"(<path d="{1}"/></svg>)"
                     "\n",
                     side, path_of(*code));
}

}  // namespace shop::qr
