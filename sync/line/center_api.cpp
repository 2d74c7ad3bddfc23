#include "sync/line/center_api.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::sync {
namespace {

std::string At(std::string_view address, const std::string& path) {
  while (address.ends_with('/')) address.remove_suffix(1);
  return std::string(address) + path;
}

std::string Api(std::string_view address, const std::string& rest) { return At(address, "/api/v1/" + rest); }

std::string TextIn(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> NumberIn(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  // Larger than any counter of ours can become.
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  if (found == object.end() || !found->is_number_integer() || *found < 0 || *found > kMost) return {};
  return found->get<std::int64_t>();
}

}  // namespace

std::string CenterCardUrl(std::string_view address) { return Api(address, "center"); }
std::string CenterTlsUrl(std::string_view address) { return Api(address, "center/tls"); }
std::string CenterRootUrl(std::string_view address, std::int64_t version) {
  return At(address, "/metadata/" + std::to_string(version) + ".root.json");
}
std::string EnrolmentsUrl(std::string_view address) { return Api(address, "enrolments"); }
std::string BatchUrl(std::string_view address, const formats::BatchId& id) {
  return Api(address, "devices/" + id.device + "/batches/" + id.epoch + "/" + std::to_string(id.seq));
}
std::string KeysUrl(std::string_view address, std::string_view device) {
  return Api(address, "devices/" + std::string(device) + "/keys");
}
std::string StatusUrl(std::string_view address, std::string_view device) {
  return Api(address, "devices/" + std::string(device) + "/status");
}

std::string OfferUrl(std::string_view address, std::string_view device, std::string_view offer) {
  return Api(address, "devices/" + std::string(device) + "/offers/" + std::string(offer));
}
std::string PostUrl(std::string_view address, std::string_view device) {
  return Api(address, "devices/" + std::string(device) + "/post");
}

std::string ReceiptUrl(std::string_view relay, std::string_view device, std::string_view epoch) {
  return Api(relay, "devices/" + std::string(device) + "/receipts/" + std::string(epoch));
}

std::string LetterUrl(std::string_view address, std::string_view device, std::int64_t above) {
  return Api(address, "devices/" + std::string(device) + "/letter?above=" + std::to_string(above));
}

std::optional<std::int64_t> LetterNumberIn(const HttpAnswer& answer) {
  const auto json = formats::ParseJson(answer.body);
  if (!json) return std::nullopt;
  formats::JsonFields fields(*json);
  const auto number = fields.Integer("letter");
  return fields.status() && number > 0 ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> PostNumberIn(const HttpAnswer& answer) {
  const auto json = formats::ParseJson(answer.body);
  if (!json) return std::nullopt;
  formats::JsonFields fields(*json);
  const auto number = fields.Integer("post");
  return fields.status() && number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<ApiError> ErrorIn(const HttpAnswer& answer) {
  if (answer.IsWebPage()) {
    return ApiError{
        {ErrorCode::kOffline, "a web page came instead: does this network want a login?"}, {}, {}, {}};
  }
  if (answer.status == 200 || answer.status == 201 || answer.status == 204) return std::nullopt;
  const auto status = "status " + std::to_string(answer.status);
  const auto json = formats::ParseJson(answer.body);
  if (!json || !json->is_object() || !json->contains("error") || !(*json)["error"].is_object()) {
    // Not our center's words: a proxy, or another server at its address. It may be another one tomorrow.
    return ApiError{{ErrorCode::kOffline, "no center answers at this address (" + status + ")"}, {}, {}, {}};
  }
  const auto& error = (*json)["error"];
  ApiError said;
  const bool later = answer.status == 408 || answer.status == 429 || answer.status >= 500;
  said.error.code = later                                ? ErrorCode::kOffline
                    : TextIn(error, "code") == "invalid" ? ErrorCode::kInvalid
                                                         : ErrorCode::kRefused;
  said.error.message = TextIn(error, "message");
  if (said.error.message.empty()) said.error.message = status;
  said.key = TextIn(error, "key");
  said.through_seq = NumberIn(error, "through_seq");
  said.counter = NumberIn(error, "counter");
  return said;
}

}  // namespace lianxiao::sync
