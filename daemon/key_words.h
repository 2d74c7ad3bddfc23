// Keys and proposals in words, for people who have to decide by them. Plain functions.
#pragma once

#include <string>
#include <vector>

#include "center/keys/key_report.h"
#include "center/keys/proposal.h"
#include "daemon/console.h"

namespace lianxiao::daemon {

// What two people compare on the telephone: the first 16 digits in four groups, "364e ff02 ccee e862". As
// many as nobody can make a second key for.
std::string Fingerprint(const std::string& key_id);

std::vector<std::string> KeyLines(const Console& console, const center::KeyReport& report,
                                  const std::vector<center::Due>& due);
std::string KeysJson(const center::KeyReport& report, const std::vector<center::Due>& due);

// Version, what would change, and which signatures it has and lacks.
std::vector<std::string> ProposalLines(const Console& console, const center::Proposal& proposal);

}  // namespace lianxiao::daemon
