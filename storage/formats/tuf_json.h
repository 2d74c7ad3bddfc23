// Pieces of TUF metadata as JSON that its reading and its writing share.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/formats/tuf.h"

namespace lianxiao::formats {

nlohmann::json JsonOf(const TufKey& key);

}  // namespace lianxiao::formats
