// The numbered steps that make people.db.
#pragma once

#include <span>

#include "storage/base/embedded.h"

namespace lianxiao::storage {

std::span<const EmbeddedFile> PeopleSchema();

}  // namespace lianxiao::storage
