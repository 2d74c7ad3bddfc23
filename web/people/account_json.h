// Accounts and the lines of the security log as the API writes them. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/people/people.h"

namespace lianxiao::web {

nlohmann::json ToJson(const storage::Account& account);
nlohmann::json ToJson(const storage::Invitation& invitation);  // With the code, which is shown once.
nlohmann::json ToJson(const storage::AuditRow& row);

}  // namespace lianxiao::web
