// Makes a new file from an old one and a precomputed delta, or from a packed whole. Basis and result are
// mapped, never loaded; nothing larger than the signed size is ever written. What comes out is not believed
// here: the caller hands it to Library::Adopt, which checks the whole digest. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/formats/catalog.h"

namespace lianxiao::sync {

// Writes the result, exactly `result_bytes` long, to `result_path`. `basis_path` is not looked at for what
// comes from nothing. kCorrupt: the delta does not lead to that; kNotFound: no basis; kNoSpace. On failure
// `result_path` may be there half made; the caller removes it.
Status ApplyDelta(formats::DeltaFormat format, const std::string& basis_path, const std::string& delta_path,
                  const std::string& result_path, std::int64_t result_bytes);

}  // namespace lianxiao::sync
