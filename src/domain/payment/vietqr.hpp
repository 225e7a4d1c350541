#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace shop::domain {

// VietQR: the text inside a Vietnamese bank's QR code, the NAPAS 247 profile of EMVCo's
// merchant-presented QR. A payload is a row of objects ID (2 digits), length (2 digits, 01 to 99)
// and value; templates hold such a row in turn. ASCII only: real bank apps fail on accents.
//
//   00 02 01 | 01 02 12 | 38 57 [ 00 10 A000000727 | 01 27 [ 00 06 970403 | 01 13 0011012345678 ]
//   | 02 08 QRIBFTTA ] | 53 03 704 | 54 06 180000 | 58 02 VN
//   | 62 34 [ 01 07 NPS6869 | 08 19 thanh toan don hang ] | 63 04 2E2E

/// CRC-16/CCITT-FALSE: polynomial 0x1021 from 0xFFFF, nothing reflected. "123456789" gives 0x29B1.
std::uint16_t crc16_ccitt_false(std::string_view bytes);

/// One object of a payload that has no member of its own in VietQr.
struct QrObject {
  std::string id;  ///< Two digits.
  std::string value;
  friend bool operator==(const QrObject&, const QrObject&) = default;
};

enum class QrUse : std::uint8_t { kAgain, kOnce };  ///< Written `11` and `12`.

enum class QrService : std::uint8_t {
  kToAccount,  ///< QRIBFTTA
  kToCard,     ///< QRIBFTTC
  kMerchant,   ///< QRPUSH
  kCash,       ///< QRCASH
};

/// The object of template 62 that holds the transfer's text, which bank notices give back.
inline constexpr std::string_view kPurposeId = "08";

struct VietQr {
  std::optional<QrUse> use;
  std::string bank_bin;  ///< 6 digits.
  std::string account;   ///< Account or card number; 1 to 19 letters and digits.
  QrService service = QrService::kToAccount;
  std::optional<std::string> category_code;  ///< 4 digits.
  std::optional<std::int64_t> amount;        ///< Whole dong, at least 1, at most 13 digits.
  std::optional<std::string> merchant_name;  ///< Up to 25 characters.
  std::optional<std::string> merchant_city;  ///< Up to 15 characters.
  std::vector<QrObject> additional;          ///< Of template 62, by rising id; empty: no template.
  std::vector<QrObject> others;              ///< What wallets add at the root, by rising id.
  friend bool operator==(const VietQr&, const VietQr&) = default;
};

/// Dong that fit into EMVCo's 13 characters.
inline constexpr std::int64_t kQrAmountMax = 9'999'999'999'999;
inline constexpr std::size_t kQrBytesMax = 512;

/// kInvalidArgument that names the member when it cannot be written, or parse_vietqr() would
/// refuse it: so what is built is always read back the same.
Result<std::string> build_vietqr(const VietQr& qr);

/// Reads strictly, and only the one way in which build_vietqr() writes (objects by rising id), so
/// that build(parse(x)) is x for every x that is accepted. kMalformed otherwise.
Result<VietQr> parse_vietqr(std::string_view payload);

/// kInvalidArgument that names `field` when the text cannot stand in a payload.
Result<void> check_bank_bin(std::string_view field, std::string_view bin);
Result<void> check_bank_account(std::string_view field, std::string_view account);

}  // namespace shop::domain
