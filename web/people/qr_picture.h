// A text as a QR code, as a picture that a page can hold in itself. Pure.
#pragma once

#include <string>

namespace lianxiao::web {

// "data:image/svg+xml;base64,…", black on white with the quiet zone that readers ask for. Empty when the text
// is too long for a code (about 2,900 bytes).
std::string QrPicture(const std::string& text);

}  // namespace lianxiao::web
