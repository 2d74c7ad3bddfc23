// Where a blob's part lies, for one who looks through it for bytes of another file and checks all he takes:
// what did not come yet is not in it, or is rubbish.
#pragma once

#include <string>

#include "storage/library.h"

namespace lianxiao::storage {

// Of a part with at least one verified piece; kNotFound for any other. Safe from any thread.
Result<std::string> PartPath(const Library& library, const BlobId& id);

}  // namespace lianxiao::storage
