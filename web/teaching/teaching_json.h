// Items and lists as the API gives them. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

// "title", "ready" and "gone" beside kind and id.
nlohmann::json ToJson(const ItemOnBox& item);
nlohmann::json ToJson(const storage::PrepList& list, const std::string& account);

}  // namespace lianxiao::web
