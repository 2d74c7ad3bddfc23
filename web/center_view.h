// What the console and the API of the county center may know and do. web owns it, daemon implements it,
// tests fake it. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/status_report.h"
#include "storage/formats/usage.h"
#include "web/repository_file.h"

namespace lianxiao::web {

struct SchoolRow {
  std::string id;      // "shiyangtang"
  std::string name;    // "石羊塘村小"
  std::string device;  // Empty until a box enrolled.
  std::optional<WallTime> enrolled, last_contact;
  std::int64_t catalog_version = 0;  // Snapshot version the box holds.
  std::int64_t bytes_missing = 0, bytes_cached = 0, resources = 0, resources_cached = 0;
  std::int64_t usage_pending = 0;  // As the box last said.
  std::int64_t events_received = 0;
  std::string program;
  std::vector<formats::Problem> problems;
};

struct UseRow {  // Use of one resource, over all schools.
  std::string resource, title;
  std::int64_t opened = 0, played_s = 0, finished = 0, downloaded = 0, schools = 0;
};

struct WantedRow {  // What schools searched for and did not find.
  std::string words;
  std::int64_t searches = 0, schools = 0;
  WallTime last;
};

// Something about keys, signatures or the certificate that a person at the county must see to. `what` names
// its sentences in the catalog: "due.root_soon".
struct DueThing {
  std::string what;       // "root_soon", "metadata_expired", "tls_soon", …
  std::string role;       // Whose signature or key: "root", "timestamp", a library's name. Or empty.
  std::string detail;     // A key, a file, a name.
  std::int64_t days = 0;  // Left; below 0: since its end.
  bool Pressing() const { return what == "broken" || what.ends_with("_expired"); }
};

struct CenterStatus {
  std::string program, name;
  std::int64_t repository_version = 0;  // Of the snapshot being served; 0: nothing published yet.
  std::optional<WallTime> published;
  std::optional<WallTime> metadata_expires;  // Of the timestamp: when boxes will stop taking content.
  std::int64_t schools = 0, enrolled = 0, events = 0;
  std::int64_t disk_free_bytes = 0;
  // How the kernel sends to boxes (congestion control), and how it was to; empty: it does not tell, and as
  // the machine has it.
  std::string sends_by, sends_by_wanted;
  std::vector<DueThing> due;
  WallTime now;
};

// What a box hears back for its report.
struct StatusAnswer {
  std::int64_t letter = 0;  // Number of the newest letter to it; 0: that could not be said now.
  std::int64_t post = 0;    // Of the newest mail from other schools; 0: none.
};

class CenterView {
 public:
  virtual ~CenterView() = default;

  virtual Result<RepositoryFile> Repository(const std::string& path) const = 0;
  virtual std::string Card() const = 0;                  // formats::ToJson(CenterCard)
  virtual Result<std::string> TlsStatement() const = 0;  // formats::SignTlsStatement(…). kNotFound.

  // Bodies are sealed; each returns the reply's bytes. kRefused, kUntrusted, kInvalid, kCorrupt.
  virtual Result<std::string> Enrol(const std::string& sealed_request) = 0;  // Sealed grant.
  virtual Result<std::string> TakeBatch(const formats::BatchId& id,
                                        const std::string& sealed) = 0;  // Receipt.
  virtual Result<StatusAnswer> TakeStatus(const std::string& device, const std::string& sealed) = 0;

  virtual CenterStatus StatusNow() const = 0;
  virtual Result<std::vector<SchoolRow>> Schools() const = 0;
  virtual Result<std::vector<UseRow>> Use(std::int64_t limit) const = 0;  // Most used first.

  virtual Result<std::vector<WantedRow>> Wanted(std::int64_t limit) const = 0;  // By most schools first.

  // Only for requests that came over the control socket.
  // Makes the school if there is none of that id, and a fresh code for it (the old one ends). The code's
  // address is `address`, or the settings' public address when empty.
  struct NewCode {
    std::string code;
    WallTime expires;
  };
  virtual Result<NewCode> MakeCode(const std::string& school, const std::string& name,
                                   const std::string& address) = 0;
};

}  // namespace lianxiao::web
