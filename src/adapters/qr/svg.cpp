#include "adapters/qr/svg.hpp"

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
        const std::string width = std::to_string(end - x);
        path += "M" + std::to_string(x + kQuietZone) + " " + std::to_string(y + kQuietZone) + "h" +
                width + "v1h-" + width + "z";
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
  const std::string side = std::to_string(code->width + 2 * kQuietZone);
  return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + side + " " + side +
         R"(" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h)" + side + "v" + side + "h-" +
         side + R"(z"/><path d=")" + path_of(*code) + R"("/></svg>)" + "\n";
}

}  // namespace shop::qr
