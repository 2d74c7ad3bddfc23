#include "web/people/qr_picture.h"

#include <qrcodegen/qrcodegen.hpp>

#include "storage/base/encoding.h"

namespace lianxiao::web {
namespace {

constexpr int kQuiet = 4;  // Modules of white around it, ISO/IEC 18004.

std::string Svg(const qrcodegen::QrCode& code) {
  const auto side = std::to_string(code.getSize() + 2 * kQuiet);
  std::string path;
  for (int y = 0; y < code.getSize(); ++y) {
    for (int x = 0; x < code.getSize(); ++x) {
      if (!code.getModule(x, y)) continue;
      path += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h1v1h-1z";
    }
  }
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
         "H0z\"/><path d=\"" + path + "\"/></svg>";
}

}  // namespace

std::string QrPicture(const std::string& text) {
  try {
    const auto code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    return "data:image/svg+xml;base64," + ToBase64(Svg(code));
  } catch (const qrcodegen::data_too_long&) {
    return {};
  }
}

}  // namespace lianxiao::web
