#include "adapters/qr/svg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <qrencode.h>

#include <cstdio>
#include <vector>

namespace shop::qr {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kPayload =
    "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405540005802"
    "VN62100806DS040963040056";

struct Drawing {
  int side = 0;
  std::vector<std::vector<bool>> dark;
};

/// Paints the runs of the second path, as a browser would.
Drawing paint(const std::string& svg) {
  Drawing drawing;
  const std::size_t box = svg.find("viewBox=\"0 0 ");
  EXPECT_EQ(std::sscanf(svg.c_str() + box, "viewBox=\"0 0 %d", &drawing.side), 1);
  const auto side = static_cast<std::size_t>(drawing.side);
  drawing.dark.assign(side, std::vector<bool>(side));
  const std::size_t path = svg.find("<path d=\"");
  EXPECT_NE(path, std::string::npos);
  for (std::size_t at = svg.find('M', path); at != std::string::npos; at = svg.find('M', at + 1)) {
    std::size_t x = 0;
    std::size_t y = 0;
    std::size_t width = 0;
    std::size_t back = 0;
    EXPECT_EQ(std::sscanf(svg.c_str() + at, "M%zu %zuh%zuv1h-%zuz", &x, &y, &width, &back), 4);
    EXPECT_EQ(width, back);
    for (std::size_t i = x; i < x + width; ++i) {
      EXPECT_FALSE(drawing.dark.at(y).at(i)) << "painted twice";
      drawing.dark.at(y).at(i) = true;
    }
  }
  return drawing;
}

TEST(QrSvg, HoldsEveryModuleInsideAQuietZone) {
  const Drawing drawing = paint(draw_svg(kPayload).value());
  QRcode* code =
      QRcode_encodeData(static_cast<int>(kPayload.size()),
                        reinterpret_cast<const unsigned char*>(kPayload.data()), 0, QR_ECLEVEL_M);
  ASSERT_NE(code, nullptr);
  ASSERT_EQ(drawing.side, code->width + 8);
  for (int y = 0; y < drawing.side; ++y) {
    for (int x = 0; x < drawing.side; ++x) {
      const bool inside = x >= 4 && y >= 4 && x < code->width + 4 && y < code->width + 4;
      const bool dark = inside && (code->data[(y - 4) * code->width + x - 4] & 1) != 0;
      ASSERT_EQ(drawing.dark[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)], dark)
          << x << ", " << y;
    }
  }
  QRcode_free(code);
}

TEST(QrSvg, IsBlackOnWhiteOnItsOwn) {
  const std::string svg = draw_svg(kPayload).value();
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  EXPECT_THAT(svg, HasSubstr("<path fill=\"#fff\" d=\"M0 0h"));
}

TEST(QrSvg, RefusesWhatNoCameraCouldRead) {
  EXPECT_FALSE(draw_svg(""));
  EXPECT_TRUE(draw_svg(std::string(kBytesMax, 'a')));
  EXPECT_FALSE(draw_svg(std::string(kBytesMax + 1, 'a')));
}

}  // namespace
}  // namespace shop::qr
