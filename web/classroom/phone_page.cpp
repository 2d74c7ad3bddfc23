#include "web/classroom/phone_page.h"

#include <algorithm>

#include "web/people/qr_picture.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

bool IsPlainAddress(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == host.npos && !host.starts_with("127.") &&
         host != "0.0.0.0";
}

}  // namespace

std::vector<std::string> PhoneAddresses(const Request& request, const std::vector<std::string>& own) {
  const std::string_view host = request.Header("host");
  const auto bracket = host.find(']');  // "[fe80::1]:8480": the colons within are no port's.
  const auto colon = host.find(':', bracket == host.npos ? 0 : bracket);
  const auto name = host.substr(0, colon);
  std::string port = colon == host.npos ? std::string() : std::string(host.substr(colon));
  if (port.find_first_not_of(":0123456789") != port.npos) port.clear();
  const std::string scheme = request.secure ? "https://" : "http://";
  std::vector<std::string> addresses;
  if (IsPlainAddress(name)) addresses.push_back(scheme + std::string(name) + port);
  for (const auto& one : own) {
    const auto address = scheme + one + port;
    if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
  }
  return addresses;
}

Response PhonePage(const Request& request, const SchoolView& view, const std::vector<std::string>& own) {
  Page page(request);
  page.Name(view.BoxStatusNow().school_name);
  page.Here("phone");
  Fields fields;
  Fields::List others;
  for (const auto& address : PhoneAddresses(request, own)) {
    if (others.empty() && fields.all().empty()) {
      fields.Set("address", address).Set("qr_picture", QrPicture(address + "/"));
    } else {
      others.push_back(Fields().Set("other", address));
    }
  }
  fields.Set("any_others", !others.empty());
  fields.Set("others", std::move(others));
  return page.Send("phone", page.words().Get("phone.title"), std::move(fields));
}

}  // namespace lianxiao::web
