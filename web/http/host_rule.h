// Which Host headers are ours. A page of the wide web may have its own name point at this machine (DNS
// rebinding) and then talk to us from a teacher's browser as if it were our page; it cannot hide the name.
// Pure; safe from any thread once made.
//
//   192.168.1.5  192.168.1.5:8480  [fe80::1]:8480    any address: no name, no rebinding
//   localhost  BOX  BOX.local                        this machine's own names
//   whatever the setting `hosts` lists               names that a school or county gave it
//
// A client without a Host header (HTTP/1.0) is no browser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::web {

class HostRule {
 public:
  // `machine`: what this machine calls itself, with or without a domain.
  HostRule(std::string_view machine, const std::vector<std::string>& names);
  bool Allows(std::string_view host) const;

 private:
  std::vector<std::string> names_;  // Lower case, without a final dot.
};

}  // namespace lianxiao::web
