// The keys among BoxState's facts.
#include "storage/box_keys.h"

#include <functional>
#include <string_view>

namespace lianxiao::storage {
namespace {

Result<std::optional<DeviceKeys>> ReadKeys(Statement& row) {
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<DeviceKeys>();
  LIANXIAO_ASSIGN(auto sign, SigningKey::FromSeed(row.Text(0)));
  LIANXIAO_ASSIGN(auto seal, OpenKey::FromSecret(row.Text(1)));
  return std::optional(DeviceKeys{std::move(sign), std::move(seal)});
}

Result<std::optional<DeviceKeys>> LoadKeys(Connection& c) {
  auto row = c.Prepare("SELECT sign_seed, seal_secret FROM device_keys");
  return ReadKeys(row);
}

Result<std::optional<DeviceKeys>> LoadOther(Connection& c, std::string_view which) {
  auto row = c.Prepare("SELECT sign_seed, seal_secret FROM other_device_keys WHERE which = ?");
  row.Bind(1, which);
  return ReadKeys(row);
}

Status SaveKeys(Connection& c, const DeviceKeys& keys) {
  return c.Prepare("INSERT OR REPLACE INTO device_keys (row, sign_seed, seal_secret) VALUES (1, ?, ?)")
      .BindBlob(1, keys.sign.seed.View())
      .BindBlob(2, keys.seal.secret.View())
      .Run();
}

Status SaveOther(Connection& c, std::string_view which, const DeviceKeys& keys) {
  return c
      .Prepare("INSERT OR REPLACE INTO other_device_keys (which, sign_seed, seal_secret) VALUES (?, ?, ?)")
      .Bind(1, which)
      .BindBlob(2, keys.sign.seed.View())
      .BindBlob(3, keys.seal.secret.View())
      .Run();
}

DeviceKeys Draw() { return {SigningKey::Generate(), OpenKey::Generate()}; }

Result<DeviceKeys> OtherOrNew(Connection& c, std::string_view which) {
  LIANXIAO_ASSIGN(auto keys, LoadOther(c, which));
  if (keys) return *std::move(keys);
  auto drawn = Draw();
  LIANXIAO_TRY(SaveOther(c, which, drawn));
  return drawn;
}

Result<DeviceKeys> KeysOrNew(Connection& c) {
  LIANXIAO_ASSIGN(auto keys, LoadKeys(c));
  if (keys) return *std::move(keys);
  auto drawn = Draw();
  LIANXIAO_TRY(SaveKeys(c, drawn));
  return drawn;
}

Result<bool> IsEnrolled(Connection& c) {
  auto row = c.Prepare("SELECT 1 FROM enrolment");
  return row.Step();
}

// One Write that ends with keys.
Result<DeviceKeys> Within(Database& journal, const std::function<Result<DeviceKeys>(Connection&)>& work) {
  std::optional<DeviceKeys> keys;
  const auto done = journal.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(keys, work(c));
    return {};
  });
  if (!done) return Fail(done.error().While("keys of this box"));
  return *std::move(keys);
}

}  // namespace

namespace box_keys {

Status UseFromEnrolment(Connection& c, const DeviceKeys& keys) {
  LIANXIAO_TRY(c.Execute("DELETE FROM other_device_keys WHERE which IN ('next', 'enrolment')"));
  LIANXIAO_ASSIGN(const auto now, LoadKeys(c));
  if (now && now->sign.verify == keys.sign.verify) return {};
  if (now) LIANXIAO_TRY(SaveOther(c, "previous", *now));
  return SaveKeys(c, keys);
}

}  // namespace box_keys

Result<DeviceKeys> BoxState::Keys() { return Within(journal_, KeysOrNew); }

Result<DeviceKeys> BoxState::KeysToEnrol() {
  return Within(journal_, [](Connection& c) -> Result<DeviceKeys> {
    LIANXIAO_ASSIGN(const bool anew, IsEnrolled(c));
    return anew ? OtherOrNew(c, "enrolment") : KeysOrNew(c);
  });
}

Result<DeviceKeys> BoxState::NextKeys() {
  return Within(journal_, [](Connection& c) { return OtherOrNew(c, "next"); });
}

Result<std::optional<DeviceKeys>> BoxState::PendingNextKeys() const {
  std::optional<DeviceKeys> keys;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(keys, LoadOther(c, "next"));
    return {};
  }));
  return keys;
}

Result<std::optional<DeviceKeys>> BoxState::PreviousKeys() const {
  std::optional<DeviceKeys> keys;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(keys, LoadOther(c, "previous"));
    return {};
  }));
  return keys;
}

Status BoxState::UseNextKeys() {
  return journal_.Write([](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto next, LoadOther(c, "next"));
    if (!next) return Fail(ErrorCode::kInternal, "there are no next keys");
    LIANXIAO_ASSIGN(const auto now, LoadKeys(c));
    if (now) LIANXIAO_TRY(SaveOther(c, "previous", *now));
    LIANXIAO_TRY(SaveKeys(c, *next));
    return c.Execute("DELETE FROM other_device_keys WHERE which = 'next'");
  });
}

}  // namespace lianxiao::storage
