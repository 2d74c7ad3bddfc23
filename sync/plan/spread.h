// A county's boxes all have the same window. So that a thousand of them do not knock in its first second,
// each begins a little later, by its device id; on another day by another little, so that nobody is always
// last. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "storage/base/local_day.h"

namespace lianxiao::sync {

// Milliseconds after the opening of a window that is `length_ms` long; evenly drawn over devices and days.
std::int64_t SpreadMs(std::string_view device, LocalDay day, std::int64_t length_ms);

}  // namespace lianxiao::sync
