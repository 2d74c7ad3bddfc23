// What one delegation says: for which paths a role may speak, and with which keys. Plain functions.
#pragma once

#include <optional>
#include <string>

#include "storage/formats/tuf.h"

namespace lianxiao::sync {

bool SpeaksFor(const formats::TufDelegatedRole& role, const std::string& path);
// The bin for a path (TAP 15): "PREFIX-0f".
std::string BinFor(const formats::TufSuccinctRoles& bins, const std::string& path);
// Whose signatures make `role`'s file good. Absent: nothing is delegated to it.
std::optional<formats::TufRoleKeys> KeysFor(const formats::TufDelegations& delegations,
                                            const std::string& role);

}  // namespace lianxiao::sync
