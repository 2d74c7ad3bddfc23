// Accounts for the preview, in a folder of their own: "admin", "manager" and "wangfang" with the password
// "preview-2026", and one that waits for its first login.
#pragma once

#include <memory>
#include <string>

#include "storage/people/people.h"

namespace lianxiao::web {

std::unique_ptr<storage::People> PreviewPeople(const std::string& folder, storage::Place place,
                                               const Clock& clock);

}  // namespace lianxiao::web
