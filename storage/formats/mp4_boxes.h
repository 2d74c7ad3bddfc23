// The order of an MP4 file's top-level boxes (ISO/IEC 14496-12): a browser can start a lesson at once
// only when the index (moov) comes before the pictures (mdat).
#pragma once

#include <istream>

#include "storage/base/result.h"

namespace lianxiao::formats {

// kInvalid when the boxes do not add up or one of the two is missing.
Result<bool> IsFastStart(std::istream& file);

}  // namespace lianxiao::formats
