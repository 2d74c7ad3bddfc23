// What a page view tells the usage log: from which kind of device, in which viewing, and of a visitor who is
// logged in the pseudonym. Never a name; of pupils nothing.
#pragma once

#include <string>

#include "storage/formats/catalog.h"
#include "storage/formats/usage.h"
#include "web/http/http.h"

namespace lianxiao::web {

// "phone" or "desktop" by User-Agent; empty when it says neither.
std::string DeviceKind(const Request& request);
// The pseudonym of who is logged in; empty: nobody is.
std::string PersonOf(const Request& request);
std::string NewSession();  // Random; groups the events of one viewing.

formats::Event OpenedEvent(const Request& request, const formats::Resource& shown,
                           const std::string& session);
// The query is cut to what an event takes, between characters; numbers of seven digits and more are left out.
formats::Event SearchedEvent(const Request& request, std::string_view query, std::int64_t results);

}  // namespace lianxiao::web
