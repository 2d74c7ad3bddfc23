#include <string>

#include "storage/database.h"

namespace lianxiao::storage {
namespace {

Result<std::int64_t> VersionOf(Connection& connection) {
  auto version = connection.Prepare("PRAGMA user_version");
  LIANXIAO_ASSIGN(const bool found, version.Step());
  if (!found) return Fail(ErrorCode::kInternal, "the database does not tell its version");
  return version.Int(0);
}

// The step and its number in one transaction: a power cut leaves the version before or the one after.
Status Apply(Connection& connection, std::int64_t version, const EmbeddedFile& step) {
  LIANXIAO_TRY(connection.Execute("BEGIN IMMEDIATE"));
  const auto work = [&]() -> Status {
    LIANXIAO_TRY(connection.Execute(step.bytes));
    LIANXIAO_TRY(connection.Execute("PRAGMA user_version = " + std::to_string(version)));
    return connection.Execute("COMMIT");
  };
  auto done = work();
  if (!done) (void)connection.Execute("ROLLBACK");  // The first failure is the one to tell.
  return done;
}

}  // namespace

Status Migrate(Connection& connection, std::span<const EmbeddedFile> steps) {
  LIANXIAO_ASSIGN(const auto found, VersionOf(connection));
  const auto newest = static_cast<std::int64_t>(steps.size());
  if (found > newest) {
    return Fail(ErrorCode::kInvalid, "written by a newer program (its version " + std::to_string(found) +
                                         ", ours " + std::to_string(newest) +
                                         "): install that program again; nothing was changed");
  }
  for (auto version = found + 1; version <= newest; ++version) {
    const auto& step = steps[static_cast<std::size_t>(version - 1)];
    if (auto applied = Apply(connection, version, step); !applied) {
      return Fail(applied.error().While("migrate to version " + std::to_string(version) + " by " +
                                        std::string(step.path)));
    }
  }
  return {};
}

}  // namespace lianxiao::storage
