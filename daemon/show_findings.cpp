#include "daemon/show_findings.h"

#include <cstdio>

namespace lianxiao::daemon {

void TellFindings(const Console& console, const center::Findings& findings) {
  for (const auto& finding : findings) {
    const auto row = std::to_string(finding.row);
    const auto where =
        finding.row == 0 ? console.Text("cli.import.table") : console.Text("cli.import.row", {{"row", row}});
    const auto what = console.Text(
        finding.key,
        {{"row", row}, {"column", finding.column}, {"subject", finding.subject}, {"detail", finding.detail}});
    std::fprintf(stderr, "%s%s%s: %s\n", where.c_str(), finding.column.empty() ? "" : " · ",
                 finding.column.c_str(), what.c_str());
  }
}

int ShowFindings(const Console& console, const center::Findings& findings) {
  TellFindings(console, findings);
  std::fprintf(
      stderr, "%s\n",
      console.Text("cli.import.nothing_taken", {{"count", std::to_string(findings.size())}}).c_str());
  return 1;
}

}  // namespace lianxiao::daemon
