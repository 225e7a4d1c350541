#include "domain/payment/vietqr.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/numbers.hpp"

namespace shop::domain {
namespace {

constexpr std::string_view kFormat = "01";
constexpr std::string_view kNapas = "A000000727";
constexpr std::string_view kDong = "704";
constexpr std::string_view kVietnam = "VN";
/// The checksum's object without its value; the checksum covers it.
constexpr std::string_view kCrcHead = "6304";
constexpr std::size_t kCrcDigits = 4;
constexpr std::size_t kValueMax = 99;
constexpr std::size_t kAccountMax = 19;
constexpr std::size_t kAdditionalMax = 25;

/// Ids at the root that VietQr has members for, or that frame the payload.
constexpr std::array<std::string_view, 11> kOwnIds{"00", "01", "38", "52", "53", "54",
                                                   "58", "59", "60", "62", "63"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_printable(char c) { return c >= 0x20 && c <= 0x7E; }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }
bool has_digits(std::string_view text, std::size_t count) {
  return text.size() == count && all_digits(text);
}

std::string_view to_string(QrService service) {
  switch (service) {
    case QrService::kToAccount: return "QRIBFTTA";
    case QrService::kToCard: return "QRIBFTTC";
    case QrService::kMerchant: return "QRPUSH";
    case QrService::kCash: return "QRCASH";
  }
  return "";
}

std::optional<QrService> parse_service(std::string_view name) {
  for (const QrService service :
       {QrService::kToAccount, QrService::kToCard, QrService::kMerchant, QrService::kCash}) {
    if (to_string(service) == name) return service;
  }
  return std::nullopt;
}

Result<void> check_text(std::string_view field, std::string_view text, std::size_t max) {
  const bool fits = !text.empty() && text.size() <= max;
  if (fits && std::all_of(text.begin(), text.end(), is_printable)) return ok();
  return field_error(std::string(field),
                     "must have 1 to " + std::to_string(max) + " characters of printable ASCII");
}

Result<void> check_objects(std::string_view field, const std::vector<QrObject>& objects) {
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const QrObject& object = objects[i];
    if (!has_digits(object.id, 2) || (i > 0 && objects[i - 1].id >= object.id)) {
      return field_error(std::string(field), "must have ids of two digits that rise");
    }
    SHOP_TRY(check_text(field, object.value, kValueMax));
  }
  return ok();
}

Result<void> check_additional(const std::vector<QrObject>& objects) {
  SHOP_TRY(check_objects("additional", objects));
  std::size_t length = 0;
  for (const QrObject& object : objects) {
    length += 4 + object.value.size();
    // The named ones (bill number to purpose); what lies behind is the wallets' own.
    const bool named = object.id >= "01" && object.id <= kPurposeId;
    if (named) {
      SHOP_TRY(check_text("additional", object.value, kAdditionalMax));
    }
  }
  if (length <= kValueMax) return ok();
  return field_error("additional", "must have 99 characters or less in all");
}

Result<void> check_others(const std::vector<QrObject>& objects) {
  SHOP_TRY(check_objects("others", objects));
  for (const QrObject& object : objects) {
    if (std::find(kOwnIds.begin(), kOwnIds.end(), object.id) != kOwnIds.end()) {
      return field_error("others", "must not have the id " + object.id);
    }
  }
  return ok();
}

Result<void> check(const VietQr& qr) {
  SHOP_TRY(check_bank_bin("bank_bin", qr.bank_bin));
  SHOP_TRY(check_bank_account("account", qr.account));
  if (qr.category_code && !has_digits(*qr.category_code, 4)) {
    return field_error("category_code", "must have 4 digits");
  }
  if (qr.amount && (*qr.amount < 1 || *qr.amount > kQrAmountMax)) {
    return field_error("amount", "must be 1 to " + std::to_string(kQrAmountMax));
  }
  if (qr.merchant_name) {
    SHOP_TRY(check_text("merchant_name", *qr.merchant_name, 25));
  }
  if (qr.merchant_city) {
    SHOP_TRY(check_text("merchant_city", *qr.merchant_city, 15));
  }
  SHOP_TRY(check_additional(qr.additional));
  return check_others(qr.others);
}

void append(std::string& out, std::string_view id, std::string_view value) {
  out += id;
  out += static_cast<char>('0' + value.size() / 10);
  out += static_cast<char>('0' + value.size() % 10);
  out += value;
}

std::string joined(const std::vector<QrObject>& objects) {
  std::string out;
  for (const QrObject& object : objects) append(out, object.id, object.value);
  return out;
}

std::string beneficiary(const VietQr& qr) {
  std::string bank;
  append(bank, "00", qr.bank_bin);
  append(bank, "01", qr.account);
  std::string out;
  append(out, "00", kNapas);
  append(out, "01", bank);
  append(out, "02", to_string(qr.service));
  return out;
}

std::string hex4(std::uint16_t number) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text(kCrcDigits, '0');
  for (std::size_t i = kCrcDigits; i > 0; --i, number >>= 4U) text[i - 1] = kDigits[number & 15U];
  return text;
}

Error malformed(std::string detail) {
  return make_error(ErrorKind::kMalformed, "vietqr.malformed", std::move(detail));
}

/// The objects of a row, whose ids must rise.
Result<std::vector<QrObject>> split(std::string_view text) {
  std::vector<QrObject> objects;
  while (!text.empty()) {
    if (text.size() < 4 || !all_digits(text.substr(0, 4))) {
      return malformed("an object does not begin with the digits of its id and length");
    }
    const std::string_view id = text.substr(0, 2);
    const std::size_t length = parse_number<std::size_t>(text.substr(2, 2)).value_or(0);
    text.remove_prefix(4);
    if (length == 0 || length > text.size()) {
      return malformed("object " + std::string(id) + " has a wrong length");
    }
    if (!objects.empty() && objects.back().id >= id) {
      return malformed("object " + std::string(id) + " stands in the wrong place");
    }
    objects.push_back({std::string(id), std::string(text.substr(0, length))});
    text.remove_prefix(length);
  }
  return objects;
}

/// Takes objects out of a row by id; what is left at the end was not asked for.
class Row {
 public:
  explicit Row(std::vector<QrObject> objects) : objects_(std::move(objects)) {}

  std::optional<std::string> take(std::string_view id) {
    const auto found = std::find_if(objects_.begin(), objects_.end(),
                                    [&](const QrObject& object) { return object.id == id; });
    if (found == objects_.end()) return std::nullopt;
    std::string value = std::move(found->value);
    objects_.erase(found);
    return value;
  }
  Result<void> take_constant(std::string_view id, std::string_view value) {
    if (take(id) == value) return ok();
    return malformed("object " + std::string(id) + " must be " + std::string(value));
  }
  const std::vector<QrObject>& rest() const { return objects_; }

 private:
  std::vector<QrObject> objects_;
};

Result<void> read_beneficiary(std::string_view text, VietQr& qr) {
  SHOP_TRY(auto objects, split(text));
  Row row(std::move(objects));
  SHOP_TRY(row.take_constant("00", kNapas));
  SHOP_TRY(auto inner, split(row.take("01").value_or("")));
  Row bank(std::move(inner));
  qr.bank_bin = bank.take("00").value_or("");
  qr.account = bank.take("01").value_or("");
  const auto service = parse_service(row.take("02").value_or(""));
  if (!service) return malformed("the service of object 38 is not known");
  qr.service = *service;
  if (row.rest().empty() && bank.rest().empty()) return ok();
  return malformed("object 38 holds more than a bank, an account and a service");
}

Result<void> read_use(std::optional<std::string> text, VietQr& qr) {
  if (!text) return ok();
  if (*text != "11" && *text != "12") return malformed("object 01 must be 11 or 12");
  qr.use = *text == "11" ? QrUse::kAgain : QrUse::kOnce;
  return ok();
}

Result<void> read_amount(std::optional<std::string> text, VietQr& qr) {
  if (!text) return ok();
  // Digits only, as in "54000": neither "54000.0" nor "054000" is what a bank expects.
  qr.amount = parse_number<std::int64_t>(*text);
  if (qr.amount && all_digits(*text) && text->front() != '0') return ok();
  return malformed("object 54 must be a whole number of dong in digits");
}

Result<void> check_frame(std::string_view payload) {
  if (payload.size() > kQrBytesMax) return malformed("the payload is too long");
  if (!std::all_of(payload.begin(), payload.end(), is_printable)) {
    return malformed("the payload is not printable ASCII");
  }
  if (!payload.starts_with("000201")) return malformed("the payload does not begin with 000201");
  const std::size_t tail = kCrcHead.size() + kCrcDigits;
  if (payload.size() < tail || !payload.substr(payload.size() - tail).starts_with(kCrcHead)) {
    return malformed("the payload does not end with a checksum");
  }
  const std::string_view covered = payload.substr(0, payload.size() - kCrcDigits);
  if (payload.substr(covered.size()) == hex4(crc16_ccitt_false(covered))) return ok();
  return malformed("the checksum does not match");
}

}  // namespace

std::uint16_t crc16_ccitt_false(std::string_view bytes) {
  unsigned crc = 0xFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8U;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
    }
  }
  return static_cast<std::uint16_t>(crc);
}

Result<void> check_bank_bin(std::string_view field, std::string_view bin) {
  if (has_digits(bin, 6)) return ok();
  return field_error(std::string(field), "must have 6 digits, such as 970436");
}

Result<void> check_bank_account(std::string_view field, std::string_view account) {
  const bool fits = !account.empty() && account.size() <= kAccountMax;
  if (fits && std::all_of(account.begin(), account.end(),
                          [](char c) { return is_digit(c) || is_letter(c); })) {
    return ok();
  }
  return field_error(std::string(field), "must have 1 to 19 letters and digits");
}

Result<std::string> build_vietqr(const VietQr& qr) {
  SHOP_TRY(check(qr));
  std::vector<QrObject> objects = qr.others;
  const auto add = [&](std::string_view id, std::string value) {
    objects.push_back({std::string(id), std::move(value)});
  };
  add("00", std::string(kFormat));
  if (qr.use) add("01", *qr.use == QrUse::kAgain ? "11" : "12");
  add("38", beneficiary(qr));
  if (qr.category_code) add("52", *qr.category_code);
  add("53", std::string(kDong));
  if (qr.amount) add("54", std::to_string(*qr.amount));
  add("58", std::string(kVietnam));
  if (qr.merchant_name) add("59", *qr.merchant_name);
  if (qr.merchant_city) add("60", *qr.merchant_city);
  if (!qr.additional.empty()) add("62", joined(qr.additional));
  std::sort(objects.begin(), objects.end(),
            [](const QrObject& a, const QrObject& b) { return a.id < b.id; });
  std::string payload = joined(objects);
  payload += kCrcHead;
  payload += hex4(crc16_ccitt_false(payload));
  if (payload.size() <= kQrBytesMax) return payload;
  return field_error("others", "must leave the payload at most 512 characters");
}

Result<VietQr> parse_vietqr(std::string_view payload) {
  SHOP_TRY(check_frame(payload));
  const std::size_t tail = kCrcHead.size() + kCrcDigits;
  SHOP_TRY(auto objects, split(payload.substr(0, payload.size() - tail)));
  Row row(std::move(objects));
  VietQr qr;
  SHOP_TRY(row.take_constant("00", kFormat));
  SHOP_TRY(read_use(row.take("01"), qr));
  SHOP_TRY(read_beneficiary(row.take("38").value_or(""), qr));
  qr.category_code = row.take("52");
  SHOP_TRY(row.take_constant("53", kDong));
  SHOP_TRY(read_amount(row.take("54"), qr));
  SHOP_TRY(row.take_constant("58", kVietnam));
  qr.merchant_name = row.take("59");
  qr.merchant_city = row.take("60");
  if (const auto additional = row.take("62")) {
    SHOP_TRY(qr.additional, split(*additional));
  }
  qr.others = row.rest();
  if (const auto valid = check(qr); !valid) return malformed(valid.error().detail);
  return qr;
}

}  // namespace shop::domain
