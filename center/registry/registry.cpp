#include "center/registry/registry.h"

#include "center/registry/chain_rows.h"
#include "center/registry/device_rows.h"
#include "center/registry/enrolment_codes.h"
#include "center/registry/holdings_rows.h"
#include "center/registry/key_rows.h"
#include "center/registry/usage_rows.h"
#include "lianxiao_center_RegistrySchema.h"
#include "storage/base/encoding.h"
#include "storage/database.h"
#include "storage/formats/device_keys.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/offer_carried.h"
#include "storage/formats/packed_address.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

constexpr std::size_t kSecretBytes = 8;
constexpr std::size_t kMostNameBytes = 300;
// A county enrols a box a day. So many slips in an hour are not slips.
constexpr std::int64_t kUnknownCodesAnHour = 200;
// Two secrets with the same first half meet once in 2^32; three such draws mean broken randomness.
constexpr int kDraws = 3;

class SqliteRegistry final : public Registry {
 public:
  SqliteRegistry(std::unique_ptr<storage::Database> database, CenterKeys keys, formats::CenterCard card,
                 std::string root_json, const Clock& clock, RegistryOptions options)
      : database_(std::move(database)),
        keys_(std::move(keys)),
        card_(std::move(card)),
        root_json_(std::move(root_json)),
        clock_(clock),
        options_(std::move(options)),
        mailbox_(*database_, keys_, clock_, options_.accounts),
        timetables_(*database_, clock_),
        offers_(*database_, disk_, clock_, options_.offers_folder),
        alliances_(*database_, clock_),
        posts_(*database_, clock_, card_.name),
        rollbacks_(*database_, clock_),
        learning_log_(*database_, clock_) {}

  Result<Code> MakeCode(const std::string& school, const std::string& name,
                        const std::string& address) override {
    LIANXIAO_TRY(formats::CheckId("school", school));
    LIANXIAO_TRY(formats::CheckLine("name", name, kMostNameBytes));
    if (name.empty()) return Fail(ErrorCode::kInvalid, "name: a school needs one; teachers see it");
    const auto& where = address.empty() ? options_.public_address : address;
    if (const auto right = formats::CheckAddress(where); !right) {
      return Fail(right.error().While("address \"" + where + "\" (public_address in center.toml)"));
    }
    for (int draw = 0; draw < kDraws; ++draw) {
      LIANXIAO_ASSIGN(const auto made, TryMakeCode(school, name, where));
      if (made) return *made;
    }
    return Fail(ErrorCode::kInternal,
                "drew the same code several times; this machine's random numbers are broken");
  }

  Result<std::string> Enrol(const std::string& sealed_request) override {
    LIANXIAO_ASSIGN(const auto request, formats::OpenRequest(sealed_request, keys_.seal));
    const auto now = clock_.Wall();
    formats::Grant grant;
    // A wrong try is counted and refused, so the transaction itself must succeed.
    std::optional<Error> refusal;
    LIANXIAO_TRY(database_->Write([&](Connection& connection) -> Status {
      auto admitted = Admit(connection, request, now);
      if (!admitted && admitted.error().code == ErrorCode::kRefused) {
        refusal = admitted.error();
        return {};
      }
      if (!admitted) return Fail(admitted.error());
      grant = *std::move(admitted);
      return {};
    }));
    if (refusal) return Fail(*refusal);
    return formats::SealGrant(grant, keys_.sign, request.device_seal);
  }

  Result<std::string> TakeBatch(const formats::BatchId& id, const std::string& sealed) override {
    LIANXIAO_ASSIGN(const auto device, Known("usage", id.device));
    LIANXIAO_ASSIGN(const auto batch, OpenBatch(device, id, sealed));
    if (batch.id != id) return Fail(ErrorCode::kInvalid, "the batch says another id than its address");
    const auto now = clock_.Wall();
    Reached watermark;
    bool two_boxes = false;
    const auto written = database_->Write([&](Connection& connection) -> Status {
      LIANXIAO_ASSIGN(watermark, PutBatch(connection, device, batch, HashOf(sealed), now));
      LIANXIAO_ASSIGN(two_boxes, HasTwin(connection, device.id, now));
      return NoteContact(connection, device.id, now);
    });
    if (!written) return Fail(written.error());
    return formats::SignReceipt(
        {id.device, id.epoch, watermark.through_seq, watermark.last_batch, now, two_boxes}, keys_.sign);
  }

  Result<std::string> ChangeKeys(const std::string& id, const std::string& sealed) override {
    LIANXIAO_ASSIGN(const auto device, Known("keys", id));
    LIANXIAO_ASSIGN(const auto named, OpenNewKeys(device, sealed));
    if (named.keys.device != id) return Fail(ErrorCode::kInvalid, "the keys are of another box");
    const auto now = clock_.Wall();
    const auto written = database_->Write([&](Connection& connection) -> Status {
      LIANXIAO_TRY(TakeKeys(connection, device, named.by, named.keys, now));
      return NoteContact(connection, id, now);
    });
    if (!written) return Fail(written.error());
    return formats::SignKeysTaken({id, named.keys.sign, named.keys.seal, now}, keys_.sign);
  }

  Result<Revoked> Revoke(const std::string& who, const std::string& why) override {
    LIANXIAO_TRY(formats::CheckLine("why", why, kMostNameBytes));
    if (why.empty()) return Fail(ErrorCode::kInvalid, "why: say why; the box's people read it");
    std::optional<Device> device;
    const auto written = database_->Write([&](Connection& connection) -> Status {
      LIANXIAO_ASSIGN(device, FindDevice(connection, who));
      if (!device) {
        LIANXIAO_ASSIGN(device, NewestOf(connection, who));
      }
      return device ? PutRevoked(connection, device->id, why, clock_.Wall()) : Status{};
    });
    if (!written) return Fail(written.error());
    if (device) return Revoked{device->id, device->school};
    return Fail(ErrorCode::kNotFound,
                "device.unknown: no box " + who + ", and no school of that id with a box");
  }

  Result<std::int64_t> Watermark(const std::string& device, const std::string& epoch) const override {
    std::int64_t through_seq = 0;
    const auto read = database_->Read([&](Connection& connection) -> Status {
      LIANXIAO_ASSIGN(const auto watermark, WatermarkOf(connection, device, epoch));
      through_seq = watermark.through_seq;
      return {};
    });
    if (!read) return Fail(read.error());
    return through_seq;
  }

  Status TakeStatus(const std::string& device, const std::string& sealed) override {
    LIANXIAO_ASSIGN(const auto known, Known("status", device));
    const auto opened = formats::OpenStatus(sealed, keys_.seal, known.sign);
    if (!opened && opened.error().code == ErrorCode::kUntrusted) {
      return Fail(opened.error().While("status.untrusted"));
    }
    if (!opened) return Fail(opened.error());
    const auto& report = *opened;
    if (report.device != device)
      return Fail(ErrorCode::kInvalid, "the report is of another box than its address");
    const auto now = clock_.Wall();
    return database_->Write([&](Connection& connection) -> Status {
      LIANXIAO_TRY(PutReport(connection, report, now));
      return NoteContact(connection, device, now);
    });
  }

  Status TakeHoldings(const std::string& device, const std::string& sealed) override {
    LIANXIAO_ASSIGN(const auto known, Known("status", device));
    const auto holdings = formats::OpenHoldings(sealed, keys_.seal, known.sign);
    if (!holdings) return Fail(holdings.error());
    if (holdings->device != device) return Fail(ErrorCode::kInvalid, "these are another box's holdings");
    return database_->Write([&](Connection& connection) { return PutHoldings(connection, *holdings); });
  }

  Result<std::string> HoldingsOf(const std::string& device) const override {
    std::string packed;
    LIANXIAO_TRY(database_->Read([&](Connection& connection) -> Status {
      LIANXIAO_ASSIGN(packed, PackedHoldings(connection, device));
      return {};
    }));
    return packed;
  }

  Result<std::int64_t> TakeOffer(const std::string& id, const std::string& sealed) override {
    LIANXIAO_ASSIGN(const auto device, KnownForOffers(id));
    const auto offer = formats::OpenOffer(sealed, keys_.seal, device.sign);
    if (!offer) return Fail(offer.error().While("offer.untrusted"));
    if (offer->device != id) return Fail(ErrorCode::kInvalid, "the offer is of another box than its address");
    return offers_.Take(id, device.school, *offer);
  }

  Result<std::int64_t> TakeOfferPiece(const std::string& id, const std::string& offer, std::int64_t piece,
                                      std::string_view bytes) override {
    LIANXIAO_TRY(KnownForOffers(id));
    return offers_.TakePiece(id, offer, piece, bytes);
  }

  Result<std::int64_t> TakeSealedOfferPiece(const std::string& id, const std::string& offer,
                                            std::int64_t piece, const std::string& sealed) override {
    LIANXIAO_ASSIGN(const auto device, KnownForOffers(id));
    const auto opened = formats::OpenOfferPiece(sealed, keys_.seal, device.sign);
    if (!opened) return Fail(opened.error().While("offer.piece"));
    if (opened->offer != offer || opened->piece != piece) {
      return Fail(ErrorCode::kInvalid, "offer.piece: another piece than its address says");
    }
    return offers_.TakePiece(id, offer, piece, opened->bytes);
  }

  Result<std::string> OfferReceipt(const std::string& id, const std::string& offer) const override {
    LIANXIAO_ASSIGN(const auto row, offers_.Find(offer));
    if (row.device != id) return Fail(ErrorCode::kNotFound, "offer.unknown: no offer " + offer);
    const formats::OfferReceipt receipt{.device = id,
                                        .offer = offer,
                                        .next = row.next,
                                        .pieces = std::ssize(row.offer.pieces),
                                        .at = clock_.Wall()};
    return formats::SignOfferReceipt(receipt, keys_.sign);
  }

  Result<std::string> ExchangePost(const std::string& id, const std::string& sealed) override {
    LIANXIAO_ASSIGN(const auto device, Known("post", id));
    const auto up = formats::OpenPostUp(sealed, keys_.seal, device.sign);
    if (!up) return Fail(up.error().While("post.untrusted"));
    if (up->device != id) return Fail(ErrorCode::kInvalid, "the post is of another box than its address");
    LIANXIAO_ASSIGN(const auto down, posts_.Exchange(id, device.school, *up));
    LIANXIAO_TRY(formats::Check(down));
    return formats::SealPostDown(down, keys_.sign, device.seal);
  }

  Result<std::int64_t> NewestPost(const std::string& id) const override {
    LIANXIAO_ASSIGN(const auto device, Known("post", id));
    return posts_.Newest(device.school);
  }

  Mailbox& mailbox() override { return mailbox_; }
  TimetableDesk& timetables() override { return timetables_; }
  OfferDesk& offers() override { return offers_; }
  PostDesk& posts() override { return posts_; }
  AllianceDesk& alliances() override { return alliances_; }
  RollbackRequests& rollbacks() override { return rollbacks_; }
  LearningLog& learning_log() override { return learning_log_; }

  Result<std::vector<School>> Schools() const override {
    return ReadAll<School>([&](Connection& connection) { return AllSchools(connection, clock_.Wall()); });
  }

  Result<std::vector<ResourceUse>> Use(std::int64_t limit) const override {
    return ReadAll<ResourceUse>(
        [limit](Connection& connection) { return UseOfResources(connection, limit); });
  }

  Result<std::vector<WantedWords>> Wanted(std::int64_t limit) const override {
    return ReadAll<WantedWords>(
        [limit](Connection& connection) { return WantedBySchools(connection, limit); });
  }

  Result<std::int64_t> Events() const override {
    LIANXIAO_ASSIGN(const auto schools, Schools());
    std::int64_t events = 0;
    for (const auto& school : schools) events += school.events;
    return events;
  }

  Result<std::vector<formats::Event>> EventsOf(const std::string& device) const override {
    return ReadAll<formats::Event>(
        [&](Connection& connection) { return EventsOfDevice(connection, device); });
  }

 private:
  // Nothing when the drawn secret's first half is taken.
  Result<std::optional<Code>> TryMakeCode(const std::string& school, const std::string& name,
                                          const std::string& address) {
    const formats::EnrolmentCode code{RandomBytes(kSecretBytes), formats::Fingerprint(card_), address};
    auto text = formats::ToText(code);
    if (const auto right = formats::ParseEnrolmentCode(text); !right)
      return Fail(right.error().While("address"));
    const auto now = clock_.Wall();
    const CodeRow row{.finder = FinderOf(code.secret),
                      .digest = DigestOf(code.secret),
                      .school = school,
                      .address = address,
                      .made = now,
                      .expires = now + options_.code_hours * kHourMs};
    bool added = false;
    const auto written = database_->Write([&](Connection& connection) -> Status {
      LIANXIAO_TRY(PutSchool(connection, school, name));
      LIANXIAO_ASSIGN(added, AddCode(connection, row));
      return {};
    });
    if (!written) return Fail(written.error());
    if (!added) return std::nullopt;
    return Code{std::move(text), row.expires};
  }

  Result<formats::Grant> Admit(Connection& connection, const formats::EnrolmentRequest& request,
                               WallTime now) {
    LIANXIAO_ASSIGN(const auto code, FindCode(connection, request.secret));
    LIANXIAO_ASSIGN(const auto known, FindDevice(connection, request.device_sign));
    // Whoever has a lost box has its keys; a box that enrols anew draws new ones.
    if (known) LIANXIAO_TRY(CheckNotRevoked(*known));
    // A known signing key with a foreign sealing key is somebody who saw the public one.
    const bool same_box =
        known && code && known->seal == request.device_seal && known->school == code->school;
    const auto verdict = Judge(code, request.secret, same_box ? known->id : "", now, options_.code_tries);
    if (verdict == Verdict::kGoodAgain) return MakeGrant(connection, known->id, *code, now);
    if (verdict != Verdict::kGood) return Refuse(connection, code, request.secret, verdict, now);

    const Device device{known ? known->id : ToHex(RandomBytes(16)), code->school, request.device_sign,
                        request.device_seal};
    LIANXIAO_TRY(PutDevice(connection, device, request, now));
    LIANXIAO_TRY(MarkUsed(connection, code->finder, device.id));
    return MakeGrant(connection, device.id, *code, now);
  }

  static Result<formats::Grant> Refuse(Connection& connection, const std::optional<CodeRow>& code,
                                       std::string_view secret, Verdict verdict, WallTime now) {
    if (code && code->digest == DigestOf(secret)) return Fail(Refusal(verdict));  // Right, but too late.
    LIANXIAO_ASSIGN(const auto tries, CountWrongTry(connection, code, now));
    return Fail(Refusal(!code && tries > kUnknownCodesAnHour ? Verdict::kTooManyTries : verdict));
  }

  std::vector<std::string> MirrorsFor(const CodeRow& code) const {
    if (!options_.mirrors.empty()) return options_.mirrors;
    if (options_.plain_port == 0) return {code.address};
    const auto plain =
        "http://" + formats::HostOfAddress(code.address) + ":" + std::to_string(options_.plain_port);
    return {plain, code.address};
  }

  Result<formats::Grant> MakeGrant(Connection& connection, const std::string& device, const CodeRow& code,
                                   WallTime now) const {
    LIANXIAO_ASSIGN(const auto school_name, SchoolName(connection, code.school));
    std::string tls_statement;
    if (options_.tls_statement) {
      LIANXIAO_ASSIGN(tls_statement, options_.tls_statement());
    }
    return formats::Grant{device,
                          code.school,
                          school_name,
                          card_.name,
                          code.address,
                          MirrorsFor(code),
                          root_json_,
                          now,
                          std::move(tls_statement),
                          options_.center_root};
  }

  Result<Device> Known(const char* what, const std::string& id) const {
    std::optional<Device> device;
    const auto read = database_->Read([&](Connection& connection) -> Status {
      LIANXIAO_ASSIGN(device, FindDevice(connection, id));
      return {};
    });
    if (!read) return Fail(read.error());
    if (device) {
      LIANXIAO_TRY(CheckNotRevoked(*device));
      return *device;
    }
    return Fail(ErrorCode::kRefused,
                std::string(what) + ".unknown_device: no box of this name enrolled here");
  }

  Result<Device> KnownForOffers(const std::string& id) const {
    if (options_.offers_folder.empty()) {
      return Fail(ErrorCode::kRefused, "offer.closed: this county takes no offers");
    }
    return Known("offer", id);
  }

  Result<std::vector<OldKey>> OldKeys(const std::string& device) const {
    return ReadAll<OldKey>([&](Connection& connection) { return OldKeysOf(connection, device); });
  }

  // By the device's keys, or by those it had when it was cut.
  Result<formats::Batch> OpenBatch(const Device& device, const formats::BatchId& id,
                                   const std::string& sealed) const {
    auto batch = formats::OpenBatch(sealed, keys_.seal, device.sign);
    if (batch || batch.error().code != ErrorCode::kUntrusted) return batch;
    LIANXIAO_ASSIGN(const auto old_keys, OldKeys(device.id));
    for (const auto& old : old_keys) {
      if (old.epoch != id.epoch || id.seq > old.through_seq) continue;
      auto by_old = formats::OpenBatch(sealed, keys_.seal, old.sign);
      if (by_old) return by_old;
    }
    return Fail(batch.error().While("batch.untrusted"));
  }

  // New keys are named by the keys in use; or, once more, by those that were in use then.
  struct Named {
    VerifyKey by;
    formats::NewKeys keys;
  };
  Result<Named> OpenNewKeys(const Device& device, const std::string& sealed) const {
    auto fresh = formats::OpenNewKeys(sealed, keys_.seal, device.sign);
    if (fresh) return Named{device.sign, *std::move(fresh)};
    if (fresh.error().code != ErrorCode::kUntrusted) return Fail(fresh.error());
    LIANXIAO_ASSIGN(const auto old_keys, OldKeys(device.id));
    for (const auto& old : old_keys) {
      auto again = formats::OpenNewKeys(sealed, keys_.seal, old.sign);
      if (again && again->sign == device.sign && again->seal == device.seal) {
        return Named{old.sign, *std::move(again)};
      }
    }
    return Fail(fresh.error().While("keys.untrusted"));
  }

  template <typename T, typename Ask>
  Result<std::vector<T>> ReadAll(Ask ask) const {
    std::vector<T> all;
    const auto read = database_->Read([&](Connection& connection) -> Status {
      LIANXIAO_ASSIGN(all, ask(connection));
      return {};
    });
    if (!read) return Fail(read.error());
    return all;
  }

  const std::unique_ptr<storage::Database> database_;
  const CenterKeys keys_;
  const formats::CenterCard card_;
  const std::string root_json_;
  const Clock& clock_;
  const RegistryOptions options_;
  Mailbox mailbox_;  // Uses all of the above.
  TimetableDesk timetables_;
  storage::RealDisk disk_;
  OfferDesk offers_;
  AllianceDesk alliances_;
  PostDesk posts_;
  RollbackRequests rollbacks_;
  LearningLog learning_log_;
};

}  // namespace

Result<std::unique_ptr<Registry>> Registry::Open(const std::string& database_path, CenterKeys keys,
                                                 formats::CenterCard card, std::string root_json,
                                                 const Clock& clock, RegistryOptions options) {
  LIANXIAO_ASSIGN(auto database, storage::Database::Open(database_path, RegistrySchema()));
  return std::unique_ptr<Registry>(std::make_unique<SqliteRegistry>(std::move(database), std::move(keys),
                                                                    std::move(card), std::move(root_json),
                                                                    clock, std::move(options)));
}

}  // namespace lianxiao::center
