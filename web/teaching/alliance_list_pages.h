// /teaching/alliance (联盟分享): lists that teachers of other schools share with the alliance.
#pragma once

#include "web/teaching/teaching_page.h"

namespace lianxiao::web {

Response ShowAllianceLists(const TeachingSite& site, const Request& request, const Captures& captures);
Response ShowAllianceList(const TeachingSite& site, const Request& request, const Captures& captures);
// Makes a list of one's own of it.
Response CopyAllianceList(const TeachingSite& site, const Request& request, const Captures& captures);

// On the page of one's own list: with whom it may be shared, how it is, and what would stay behind.
void AddAllianceShare(Fields& fields, const TeachingSite& site, const Request& request,
                      const storage::PrepList& list, const std::vector<storage::PrepItem>& items,
                      const Page& page);
// The acts "share_alliance" and "unshare_alliance" of that page.
Status ShareWithAlliance(const TeachingSite& site, const Request& request, std::int64_t list,
                         const std::string& alliance);
Status UnshareWithAlliance(const TeachingSite& site, const Request& request, std::int64_t list);

}  // namespace lianxiao::web
