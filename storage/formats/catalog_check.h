// Check() in two halves: whoever has just read a line knows already that it is not too long.
#pragma once

#include "storage/formats/catalog.h"

namespace lianxiao::formats {

// All of Check() but the length of the line. kInvalid names the field.
Status CheckFields(const Resource& resource);

}  // namespace lianxiao::formats
