#include "daemon/make_pages.h"

#include "center/ingest/office_pages.h"
#include "daemon/show_findings.h"

namespace lianxiao::daemon {

Status MakePages(const Console& console, storage::Disk& disk, const std::string& folder,
                 center::IngestResult& result) {
  const auto maker = center::MakeLibreOffice();
  const auto made = center::AddPages(result, *maker, disk, folder, [&](const std::string& name) {
    console.Say("cli.import.pages", {{"file", name}});
  });
  LIANXIAO_TRY(made);
  TellFindings(console, result.notes);
  return {};
}

}  // namespace lianxiao::daemon
