// What an editor's spreadsheet program saved, made uniform: UTF-8, "\n", no blanks around a value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::center {

// UTF-8 with or without its mark stays; UTF-16 with its mark (Excel's "Unicode text") and GB18030 (what
// Excel on a Chinese Windows writes as CSV) are converted. kInvalid when it is none of these.
Result<std::string> ToUtf8(std::string_view bytes);

bool IsUtf8(std::string_view text);
std::string Trim(std::string_view text);  // Blanks, tabs, line breaks and the full-width blank.
// "分数；几分之一; " → {"分数", "几分之一"}.
std::vector<std::string> SplitList(std::string_view text);

}  // namespace lianxiao::center
