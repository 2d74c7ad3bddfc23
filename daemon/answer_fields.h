// Fields of what a daemon of ours answered, which may be of another version: what is missing, or of another
// kind, is empty. Plain functions.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace lianxiao::daemon {

std::string TextOf(const nlohmann::json& object, const char* field);
std::int64_t NumberOf(const nlohmann::json& object, const char* field);  // 0 when there is none.

}  // namespace lianxiao::daemon
