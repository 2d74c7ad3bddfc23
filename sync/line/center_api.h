// The center's HTTP API as the box uses it: addresses, and what an answer that is not a success says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/formats/usage.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

std::string CenterCardUrl(std::string_view address);
std::string CenterTlsUrl(std::string_view address);
// Of the repository that the center serves beside its API.
std::string CenterRootUrl(std::string_view address, std::int64_t version);
std::string EnrolmentsUrl(std::string_view address);
std::string BatchUrl(std::string_view address, const formats::BatchId& id);
std::string StatusUrl(std::string_view address, std::string_view device);
std::string KeysUrl(std::string_view address, std::string_view device);
std::string OfferUrl(std::string_view address, std::string_view device, std::string_view offer);
std::string PostUrl(std::string_view address, std::string_view device);
// At a relay alone: the newest receipt of that chain.
std::string ReceiptUrl(std::string_view relay, std::string_view device, std::string_view epoch);
std::string LetterUrl(std::string_view address, std::string_view device, std::int64_t above);

// "letter" of an answer to a status report; nothing when a center does not say.
std::optional<std::int64_t> LetterNumberIn(const HttpAnswer& answer);
// "post": the number of the newest mail to this school (formats/post.h), or nothing.
std::optional<std::int64_t> PostNumberIn(const HttpAnswer& answer);

// {"error":{"code":"refused","message":"…","key":"enrol.code_used","through_seq":3}}
struct ApiError {
  Error error;      // Code by status and "code"; the center's own message.
  std::string key;  // Empty: none given.
  std::optional<std::int64_t> through_seq;
  std::optional<std::int64_t> counter;  // The status report that the center has.
};

// What a box that was shut out hears, whatever it asked.
inline constexpr std::string_view kRevokedKey = "device.revoked";

// Nothing for a success (200, 201, 204). A web page, an overloaded or a missing server is kOffline; whatever
// else the center says no with is kRefused or kInvalid.
std::optional<ApiError> ErrorIn(const HttpAnswer& answer);

}  // namespace lianxiao::sync
