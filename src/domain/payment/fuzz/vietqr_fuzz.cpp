// libFuzzer target: the reader of VietQR payloads. What is accepted is written back byte for byte.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "domain/payment/order_code.hpp"
#include "domain/payment/vietqr.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shop;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto qr = domain::parse_vietqr(text);
  if (qr) {
    const auto again = domain::build_vietqr(qr.value());
    SHOP_ASSERT(again && again.value() == text);
  }
  // The checksum keeps most inputs out: try the same text with a right one.
  if (size > 4 && size <= domain::kQrBytesMax) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string mended(text.substr(0, size - 4));
    unsigned crc = domain::crc16_ccitt_false(mended);
    for (int i = 0; i < 4; ++i, crc <<= 4U) mended += kDigits[crc >> 12U & 15U];
    const auto read = domain::parse_vietqr(mended);
    if (read) SHOP_ASSERT(domain::build_vietqr(read.value()).value() == mended);
  }
  for (const auto& code : domain::find_order_codes(text)) {
    SHOP_ASSERT(code.size() == domain::kOrderCodeSize);
  }
  return 0;
}
