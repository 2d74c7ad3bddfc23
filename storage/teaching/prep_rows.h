// How a row of table `prep_lists` is asked for and read. Private to this folder.
#pragma once

#include <string_view>

#include "storage/teaching/prep_list.h"

namespace lianxiao::storage {

// To be followed by WHERE and ORDER BY; `l` is the list.
inline constexpr std::string_view kSelectLists =
    "SELECT l.number, l.name, l.class, l.day, l.account, CASE a.name WHEN '' THEN a.login ELSE a.name END,"
    " l.shared, l.changed_ms, (SELECT count(*) FROM prep_items i WHERE i.list = l.number)"
    " FROM prep_lists l JOIN accounts a ON a.id = l.account";
PrepList ReadList(const Statement& row);

}  // namespace lianxiao::storage
