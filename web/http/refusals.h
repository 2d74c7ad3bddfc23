// What the server itself answers where no handler can. Pure.
#pragma once

#include <string>

#include "web/http/http.h"
#include "web/http/request_head.h"

namespace lianxiao::web {

// A request that is not answered and ends the connection; see HttpError() for the statuses.
Response Refusal(const Request& request, int status);
// 404, or 405 with the methods that the path knows.
Response NoRoute(const Request& request, const std::string& allow);
// 503: everyone who could answer is busy. It says when to come again.
Response ComeBackLater(const Request& request);
// Plain HTTP where TLS is spoken. A browser that asks for a page is sent to the right address, everyone else
// is told in words. `head` is null when it cannot be read.
Response WrongDoor(const RequestHead* head);

}  // namespace lianxiao::web
