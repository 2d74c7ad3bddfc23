// The form in which files are published, where it is not the one they were handed in: zip containers with
// their members stored (center/ingest/stored_zip.h). Used from one thread.
#pragma once

#include <cstdint>
#include <string>

#include "center/ingest/ingest.h"
#include "storage/base/result.h"

namespace lianxiao::center {

// How large a container may become: half as large again, or 64 MiB more; a stick's limit in any case.
std::int64_t MostStoredBytes(std::int64_t zip_bytes);

// Brings each container of `draft` to its normal form, written into the folder `scratch`, and enters that as
// the file to publish. Files that have no other form stay as they are. kNoSpace, kInternal, and whatever
// HashFile returns.
Status BringToNormalForm(Draft& draft, const std::string& scratch);

}  // namespace lianxiao::center
