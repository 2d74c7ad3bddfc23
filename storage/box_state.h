// The few facts a box must not forget: who it is, whom it trusts, what time it has seen, what it has
// moved, what is wrong. Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/status_report.h"
#include "storage/formats/tuf.h"

namespace lianxiao::storage {

// Keys of this box. Made before the first enrolment; replaced by rotation, or when it enrols anew.
struct DeviceKeys {
  SigningKey sign;
  OpenKey seal;
};

struct Enrolled {
  formats::Grant grant;
  formats::CenterCard center;
};

class BoxState {
 public:
  explicit BoxState(Database& journal);

  // Makes and stores keys at the first call.
  Result<DeviceKeys> Keys();
  Result<std::optional<Enrolled>> Enrolment() const;
  // A box that enrols anew does so under a new identity, for its old one may be lost, shut out or somebody
  // else's too: then these are others than Keys(), the same ones until an enrolment succeeds.
  Result<DeviceKeys> KeysToEnrol();
  // The grant that was given to the owner of `keys`, which are Keys() from here on.
  Status Enrol(const formats::Grant& grant, const formats::CenterCard& center, const DeviceKeys& keys);
  Status Enrol(const formats::Grant& grant, const formats::CenterCard& center);  // To Keys().

  // An enrolment by two files, until the grant is here; ended by Enrol().
  struct PendingEnrolment {
    formats::CenterCard center;
    BlobId request;  // HashOf(its sealed bytes).
  };
  Status SavePendingEnrolment(const PendingEnrolment& pending);
  Result<std::optional<PendingEnrolment>> LoadPendingEnrolment() const;

  // For rotation: the same pair until UseNextKeys(); nothing when none was asked for.
  Result<DeviceKeys> NextKeys();
  Result<std::optional<DeviceKeys>> PendingNextKeys() const;
  Status UseNextKeys();  // Keys() become the previous ones.
  // For what was sealed to this box before its keys changed.
  Result<std::optional<DeviceKeys>> PreviousKeys() const;

  // The county's root `root_version` names these as its center's keys. The word of the ones before ends with
  // this: letters count anew from number 1, for whoever stole the old keys may have run the numbers up, and
  // what the box holds of letters stays in force until the next one. Nothing when the enrolment is of that
  // root or a newer one.
  Status TakeCenterKeys(const formats::TufCenter& center, std::int64_t root_version);

  // A newer word of the same center on its TLS keys, verified by the caller; part of the grant from then on.
  Status SaveTlsStatement(std::string_view statement);

  // Verified TUF metadata exactly as received, by role: "root", "timestamp", "snapshot", "targets" and the
  // libraries that are followed. SaveMetadata stores what it is given, and nothing else, in one transaction.
  Result<std::map<std::string, std::string>> Metadata() const;
  Status SaveMetadata(const std::map<std::string, std::string>& files);

  // Latest time known to have been real; never decreases.
  Result<WallTime> TrustedTime() const;
  Status RaiseTrustedTime(WallTime seen);

  // Counters that survive restarts ("bytes_received", "bytes_sent", "starts", "status_counter").
  Result<std::int64_t> Counter(std::string_view name) const;
  Result<std::int64_t> AddToCounter(std::string_view name, std::int64_t more);  // The new value.
  // Moments ("last_contact", "last_sync"); absent: never.
  Result<std::optional<WallTime>> Moment(std::string_view name) const;
  Status SetMoment(std::string_view name, WallTime at);

  // What a person should know now. The same key and subject again keeps its `since`.
  Result<std::vector<formats::Problem>> Problems() const;
  Status Raise(const formats::Problem& problem);
  Status Clear(std::string_view key);  // Every subject of it.
  Status Clear(std::string_view key, std::string_view subject);

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
