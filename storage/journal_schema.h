// The numbered steps that make the journal of a box; what they add up to is shown in schema.sql.
#pragma once

#include <span>

#include "storage/base/embedded.h"

namespace lianxiao::storage {

std::span<const EmbeddedFile> JournalSchema();

}  // namespace lianxiao::storage
