// FTS5's tokenizer "lianxiao": splits what tokens.h wrote and knows nothing of writing. Private to this room.
#pragma once

#include "storage/base/result.h"
#include "storage/database.h"

namespace lianxiao::storage {

// For each connection that touches the index, before it does.
Status RegisterTokenizer(Connection& connection);

}  // namespace lianxiao::storage
