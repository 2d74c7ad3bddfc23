// GET /phone: how a phone on the school's network opens the box: an address to type, large, and a picture to
// scan.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

// The addresses of this machine's network cards that others can reach ("192.168.1.2"), asked each time.
using OwnAddresses = std::function<std::vector<std::string>()>;

// What to open on a phone, best first: where this very request came to, unless that means "this machine
// itself" to a phone or is a name that phones may not know; then the machine's own addresses, on the same
// port.
std::vector<std::string> PhoneAddresses(const Request& request, const std::vector<std::string>& own);

Response PhonePage(const Request& request, const SchoolView& view, const std::vector<std::string>& own);

}  // namespace lianxiao::web
