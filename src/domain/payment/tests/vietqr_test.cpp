#include "domain/payment/vietqr.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shop::domain {
namespace {

using ::testing::ElementsAre;

struct Vector {
  const char* name;
  const char* payload;
};

// Section 6.1 of NAPAS' QR format, public test suites of other implementations, and two computed
// for the case of a checksum with leading zeros.
constexpr Vector kValid[] = {
    {"NapasDynamicAccount",
     "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA5303704540618000058"
     "02VN62340107NPS68690819thanh toan don hang63042E2E"},
    {"NapasDynamicCard",
     "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC5303704540618000"
     "05802VN62340107NPS68690819thanh toan don hang6304A203"},
    {"NapasStaticCard",
     "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN630"
     "44F52"},
    {"NapasStaticAccountWithItsLengthCorrected",
     "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E"
     "6F"},
    {"PurposeWithoutMarks",
     "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA5303704540612000058"
     "02VN62170813ung ho lu lut6304C15C"},
    {"ChecksumWithALeadingZero",
     "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA5303704540612000058"
     "02VN62090805TEST563040FF5"},
    {"ChecksumWithTwoLeadingZeros",
     "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405540005802"
     "VN62100806DS040963040056"},
    {"AcbStatic",
     "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F"},
    {"AcbDynamic",
     "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN6"
     "2150811Chuyen tien630453E6"},
    {"MoMoWithObjectsOfItsOwn",
     "00020101021138620010A00000072701320006970454011899MM24011M348750800208QRIBFTTA53037045802VN6"
     "2190515MOMOW2W3487508080030466304EBC8"},
    {"ZaloPay",
     "00020101021138620010A00000072701320006970454011899ZP24009M072482670208QRIBFTTA53037045802VN6"
     "304073C"},
    {"OdooWithMerchant",
     "00020101021238590010A0000007270129000697042201156607040600001290208QRIBFTTA52040000530370454"
     "031005802VN5914company_1_data6007Vietnam62150811INVTEST000163042656"},
};

constexpr std::string_view kMain = kValid[0].payload;

/// A payload with a checksum that fits, so that a test is about something else.
std::string sealed(std::string payload) {
  payload += "6304";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  unsigned crc = crc16_ccitt_false(payload);
  for (int i = 0; i < 4; ++i, crc <<= 4U) payload += kDigits[crc >> 12U & 15U];
  return payload;
}

std::string main_with(std::string_view from, std::string_view to) {
  std::string text(kMain.substr(0, kMain.size() - 8));
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return sealed(text.replace(place, from.size(), to));
}

TEST(Crc16, HasTheChecksumsOfTheStandard) {
  EXPECT_EQ(crc16_ccitt_false("123456789"), 0x29B1);
  EXPECT_EQ(crc16_ccitt_false("00"), 0x2EC9);
  EXPECT_EQ(crc16_ccitt_false("01"), 0x3EE8);
  EXPECT_EQ(crc16_ccitt_false(""), 0xFFFF);
}

TEST(VietQr, EveryPublishedPayloadIsReadAndWrittenBackTheSame) {
  for (const auto& [name, payload] : kValid) {
    const auto qr = parse_vietqr(payload);
    ASSERT_TRUE(qr) << name << ": " << qr.error().detail;
    EXPECT_EQ(build_vietqr(qr.value()).value(), payload) << name;
  }
}

TEST(VietQr, TheMainPayloadIsTakenApart) {
  const VietQr qr = parse_vietqr(kMain).value();
  EXPECT_EQ(qr.use, QrUse::kOnce);
  EXPECT_EQ(qr.bank_bin, "970403");
  EXPECT_EQ(qr.account, "0011012345678");
  EXPECT_EQ(qr.service, QrService::kToAccount);
  EXPECT_EQ(qr.amount, 180'000);
  EXPECT_FALSE(qr.merchant_name);
  EXPECT_THAT(qr.additional,
              ElementsAre(QrObject{"01", "NPS6869"}, QrObject{"08", "thanh toan don hang"}));
  EXPECT_TRUE(qr.others.empty());
}

TEST(VietQr, WhatWalletsAndMerchantsAddIsKept) {
  const VietQr momo = parse_vietqr(kValid[9].payload).value();
  EXPECT_EQ(momo.account, "99MM24011M34875080");
  EXPECT_THAT(momo.additional, ElementsAre(QrObject{"05", "MOMOW2W34875080"}));
  EXPECT_THAT(momo.others, ElementsAre(QrObject{"80", "046"}));
  const VietQr odoo = parse_vietqr(kValid[11].payload).value();
  EXPECT_EQ(odoo.category_code, "0000");
  EXPECT_EQ(odoo.merchant_name, "company_1_data");
  EXPECT_EQ(odoo.merchant_city, "Vietnam");
}

TEST(VietQr, TheNapasPrintWithItsWrongInnerLengthHasARightChecksumAndIsRefused) {
  constexpr std::string_view kPrinted =
      "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4"
      "E5";
  EXPECT_EQ(crc16_ccitt_false(kPrinted.substr(0, kPrinted.size() - 4)), 0xF4E5);
  EXPECT_EQ(parse_vietqr(kPrinted).error().kind, ErrorKind::kMalformed);
}

TEST(VietQr, ObjectsWithWrongLengthsAreRefusedAlsoUnderARightChecksum) {
  EXPECT_FALSE(
      parse_vietqr("0002010102113838000697042201120023457923440208QRIBFTTA530370454061800"
                   "005802VN6304E69F"))
      << "no NAPAS id in object 38";
  const std::string shifted = sealed(
      "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005"
      "802VN62270823thanh toan don hang");
  EXPECT_FALSE(parse_vietqr(shifted)) << "inner lengths too long";
  EXPECT_FALSE(parse_vietqr(main_with("53037045406180000", "530370454051800005")));
  EXPECT_FALSE(parse_vietqr(main_with("5802VN", "5800")));
}

TEST(VietQr, AnotherChecksumIsRefused) {
  const std::string body(kMain.substr(0, kMain.size() - 4));
  EXPECT_FALSE(parse_vietqr(body + "2e2e")) << "lower case";
  EXPECT_FALSE(parse_vietqr(body + "2E2")) << "three digits";
  EXPECT_FALSE(parse_vietqr(body + "2E2F"));
  EXPECT_FALSE(parse_vietqr(body + "2E2E0"));
  EXPECT_FALSE(parse_vietqr(std::string(kMain) + "640200")) << "bytes behind it";
  EXPECT_FALSE(parse_vietqr(body.substr(0, body.size() - 4)));
  EXPECT_FALSE(parse_vietqr(""));
  EXPECT_FALSE(parse_vietqr("63041D0F")) << "nothing in front of it";
}

TEST(VietQr, AnAmountIsAWholeNumberInDigits) {
  for (const char* amount : {"5408180000.0", "5407180,000", "54070180000", "54010", "5402-1",
                             "5402+1", "5402 1", "541412345678901234"}) {
    EXPECT_FALSE(parse_vietqr(main_with("5406180000", amount))) << amount;
  }
  EXPECT_EQ(parse_vietqr(main_with("5406180000", "54139999999999999")).value().amount,
            kQrAmountMax);
}

TEST(VietQr, FramingConstantsAndOrderAreChecked) {
  EXPECT_FALSE(parse_vietqr(main_with("000201", "000202")));
  EXPECT_FALSE(parse_vietqr(main_with("010212", "010213")));
  EXPECT_FALSE(parse_vietqr(main_with("5303704", "5303840"))) << "dollars";
  EXPECT_FALSE(parse_vietqr(main_with("5802VN", "5802US")));
  EXPECT_FALSE(parse_vietqr(main_with("QRIBFTTA", "QRIBFTTX")));
  EXPECT_FALSE(parse_vietqr(main_with("A000000727", "A000000728")));
  EXPECT_FALSE(parse_vietqr(main_with("970403", "97040A")));
  EXPECT_FALSE(parse_vietqr(main_with("53037045406180000", "54061800005303704"))) << "order";
  EXPECT_FALSE(parse_vietqr(main_with("5802VN", "5802VN5802VN"))) << "twice";
  EXPECT_FALSE(parse_vietqr(main_with("thanh toan don hang", "thanh to\xC3\xA1n don han")));
  EXPECT_TRUE(parse_vietqr(main_with("010212", ""))) << "the standard lets it be left out";
}

TEST(VietQr, WhatCannotBeWrittenIsNamed) {
  const VietQr good = parse_vietqr(kMain).value();
  const auto refused = [&](auto change) {
    VietQr bad = good;
    change(bad);
    const auto built = build_vietqr(bad);
    EXPECT_FALSE(built);
    return built ? std::string() : built.error().fields.at(0).field;
  };
  EXPECT_EQ(refused([](VietQr& qr) { qr.bank_bin = "97040"; }), "bank_bin");
  EXPECT_EQ(refused([](VietQr& qr) { qr.account = "12345678901234567890"; }), "account");
  EXPECT_EQ(refused([](VietQr& qr) { qr.account = "12 34"; }), "account");
  EXPECT_EQ(refused([](VietQr& qr) { qr.amount = 0; }), "amount");
  EXPECT_EQ(refused([](VietQr& qr) { qr.amount = kQrAmountMax + 1; }), "amount");
  EXPECT_EQ(refused([](VietQr& qr) { qr.category_code = "12"; }), "category_code");
  EXPECT_EQ(refused([](VietQr& qr) { qr.merchant_name = "Trà sữa"; }), "merchant_name");
  EXPECT_EQ(refused([](VietQr& qr) { qr.merchant_city = std::string(16, 'a'); }), "merchant_city");
  EXPECT_EQ(refused([](VietQr& qr) { qr.additional[1].value = std::string(26, 'a'); }),
            "additional");
  EXPECT_EQ(refused([](VietQr& qr) { qr.others = {{"54", "1"}}; }), "others");
  EXPECT_EQ(refused([](VietQr& qr) { qr.others = {{"81", "1"}, {"80", "1"}}; }), "others");
}

TEST(VietQr, AnOrdersPaymentNeedsOnlyAccountAmountAndCode) {
  VietQr qr;
  qr.use = QrUse::kOnce;
  qr.bank_bin = "970415";
  qr.account = "113366668888";
  qr.amount = 54'000;
  qr.additional = {{std::string(kPurposeId), "DS0409"}};
  EXPECT_EQ(build_vietqr(qr).value(), kValid[6].payload);
}

}  // namespace
}  // namespace shop::domain
