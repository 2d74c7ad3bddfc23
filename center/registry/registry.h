// What the center knows of its schools: who they are, which box speaks for them, what they used and what
// they lack. SQLite, one writer. Intake is idempotent, so a retry is always safe. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "center/county.h"
#include "center/offers/offer_desk.h"
#include "center/post/post_desk.h"
#include "center/registry/alliance_desk.h"
#include "center/registry/learning_log.h"
#include "center/registry/mailbox.h"
#include "center/registry/rollback_requests.h"
#include "center/registry/timetable_desk.h"
#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/status_report.h"
#include "storage/formats/usage.h"

namespace lianxiao::center {

struct RegistryOptions {
  std::string public_address;        // Where boxes reach the API; goes into codes and grants.
  std::vector<std::string> mirrors;  // Base URLs of the repository; empty: the public address.
  // Of a plain listener that boxes fetch from before the public address, where no mirror is named. 0: none.
  int plain_port = 0;
  std::int64_t code_hours = 72;
  std::int64_t code_tries = 5;
  // The center's word on its TLS keys, as it is now; empty: a center without TLS.
  std::function<Result<std::string>()> tls_statement = {};
  // The newest root when `keys` were loaded: what older ones name of the center is over (Grant::center_root).
  std::int64_t center_root = 0;
  AccountSource accounts;          // Of a school, for its letter; empty: letters bring none.
  std::string offers_folder = {};  // For what schools offer; empty: nothing is taken.
};

struct School {
  std::string id, name;
  std::string device;  // Empty until enrolled.
  std::optional<WallTime> enrolled, last_contact;
  std::optional<formats::StatusReport> report;  // The newest.
  std::vector<formats::Problem> notices;        // What the center itself found about its boxes.
  std::int64_t events = 0;
};

struct ResourceUse {
  std::string resource;
  std::int64_t opened = 0, played_s = 0, finished = 0, downloaded = 0, schools = 0;
};

// Words that schools searched for and did not find.
struct WantedWords {
  std::string words;  // As somebody typed them last.
  std::int64_t searches = 0, schools = 0;
  WallTime last;  // Arrival at the center.
};

class Registry {
 public:
  static Result<std::unique_ptr<Registry>> Open(const std::string& database_path, CenterKeys keys,
                                                formats::CenterCard card, std::string root_json,
                                                const Clock& clock, RegistryOptions options);
  virtual ~Registry() = default;

  struct Code {
    std::string text;
    WallTime expires;
  };
  // Makes the school if there is none of that id, and gives it this name. Its earlier codes, if unused, end.
  // An empty `address` means the options' public address. kInvalid.
  virtual Result<Code> MakeCode(const std::string& school, const std::string& name,
                                const std::string& address) = 0;

  // Returns the sealed grant. The same code from the same device gives the same grant again, whenever it
  // asks. kCorrupt: not sealed to us. kRefused, the message beginning with a string-catalog key:
  // "enrol.code_unknown: …", "enrol.code_used: …" (by another device), "enrol.code_expired: …" (or another
  // code was made since), "enrol.too_many_tries: …", "device.revoked: …" (these keys were shut out).
  virtual Result<std::string> Enrol(const std::string& sealed_request) = 0;
  // Stores the events and advances the watermark in one transaction; returns the signed receipt, whose
  // through_seq is the contiguous watermark. A batch already held returns the receipt again. kInvalid with
  // "batch.gap: batches before it are missing; through_seq=7" or "batch.gap: another batch is held than this
  // or the one before it; through_seq=7" (a restored backup or a cloned card, here or there). The box does
  // the same about both: it begins a new epoch. The receipt says when two boxes take turns. kRefused with
  // "usage.unknown_device: …". kCorrupt and kUntrusted as formats::OpenBatch says.
  virtual Result<std::string> TakeBatch(const formats::BatchId& id, const std::string& sealed) = 0;
  // New keys for a box, named by the old ones; returns the signed confirmation. The same again gives the same
  // again, so a lost reply does no harm. What the old keys signed before still counts. kUntrusted, kInvalid,
  // kCorrupt as formats::OpenNewKeys says; kRefused as TakeBatch.
  virtual Result<std::string> ChangeKeys(const std::string& device, const std::string& sealed) = 0;

  struct Revoked {
    std::string device, school;
  };
  // Shuts a box out: nothing it sends is taken any more, its letters are closed, and only a new enrolment,
  // under new keys and a new device id, brings it back. What it sent before stays. `who` is a device id, or a
  // school's id for its newest box. Once more gives the same answer. kNotFound, kInvalid.
  virtual Result<Revoked> Revoke(const std::string& who, const std::string& why) = 0;

  // The watermark of a chain, for an answer to the two errors above; 0 when nothing of it is here.
  virtual Result<std::int64_t> Watermark(const std::string& device, const std::string& epoch) const = 0;
  // Keeps the report with the highest counter. kInvalid with "status.counter_behind: …; counter=9" for one
  // with a lower counter: a box restored from a copy counts on from there. kRefused with
  // "status.unknown_device: …". This and TakeBatch: kRefused with "device.revoked: …" after Revoke().
  virtual Status TakeStatus(const std::string& device, const std::string& sealed) = 0;

  // What a box holds, as it said by a stick; an older word than the one here is passed over. Errors as
  // TakeStatus.
  virtual Status TakeHoldings(const std::string& device, const std::string& sealed) = 0;
  // Packed (storage/formats/holdings.h). kNotFound: it has never said.
  virtual Result<std::string> HoldingsOf(const std::string& device) const = 0;

  // Courseware that a school offers, as its box signed it, and then its pieces: the piece that is wanted
  // next. Errors as OfferDesk's and TakeStatus ("offer.unknown_device: …").
  virtual Result<std::int64_t> TakeOffer(const std::string& device, const std::string& sealed) = 0;
  virtual Result<std::int64_t> TakeOfferPiece(const std::string& device, const std::string& offer,
                                              std::int64_t piece, std::string_view bytes) = 0;
  // The same for a piece that was sealed for a relay or a stick to carry. And the center's signed word on how
  // much of an offer it has.
  virtual Result<std::int64_t> TakeSealedOfferPiece(const std::string& device, const std::string& offer,
                                                    std::int64_t piece, const std::string& sealed) = 0;
  virtual Result<std::string> OfferReceipt(const std::string& device, const std::string& offer) const = 0;

  virtual Mailbox& mailbox() = 0;           // The letters to the boxes.
  virtual TimetableDesk& timetables() = 0;  // What the letters say of lessons and their hours.
  virtual OfferDesk& offers() = 0;          // What schools offered.
  // What schools write to each other, in one exchange: takes what a box sends and answers with what it has
  // for its school, sealed to it. Errors as TakeStatus ("post.unknown_device: …").
  virtual Result<std::string> ExchangePost(const std::string& device, const std::string& sealed) = 0;
  virtual Result<std::int64_t> NewestPost(const std::string& device) const = 0;  // To its school; 0: none.

  virtual PostDesk& posts() = 0;              // What schools write to each other.
  virtual AllianceDesk& alliances() = 0;      // Who helps whom, and who belongs together.
  virtual RollbackRequests& rollbacks() = 0;  // What people asked to be taken back.
  virtual LearningLog& learning_log() = 0;    // What it owes the people in it.

  virtual Result<std::vector<School>> Schools() const = 0;                     // By id.
  virtual Result<std::vector<ResourceUse>> Use(std::int64_t limit) const = 0;  // Most opened first.
  // What most schools miss first. Words that one school typed on one or two days are left out: they may be
  // about somebody.
  virtual Result<std::vector<WantedWords>> Wanted(std::int64_t limit) const = 0;
  virtual Result<std::int64_t> Events() const = 0;
  // For reports and tests: every event of one device, oldest first.
  virtual Result<std::vector<formats::Event>> EventsOf(const std::string& device) const = 0;
};

}  // namespace lianxiao::center
