// Targets of a TUF repository as files (specification 5.7).
#include "storage/base/digest.h"
#include "storage/formats/tuf_names.h"
#include "storage/formats/utf8.h"
#include "sync/line/small_file.h"
#include "sync/trust/tuf_client.h"

namespace lianxiao::sync {
namespace {

// By every hash that is given and that we know.
bool Matches(const formats::TufTarget& target, std::string_view bytes) {
  return static_cast<std::int64_t>(bytes.size()) == target.length &&
         (target.sha256.empty() || Sha256Hex(bytes) == target.sha256) &&
         (target.sha512.empty() || Sha512Hex(bytes) == target.sha512);
}

}  // namespace

Status DownloadTarget(Line& line, storage::Disk& disk, const std::string& target_url,
                      const std::string& folder, const std::string& path, const formats::TufTarget& target,
                      bool consistent_snapshot) {
  const auto shown = formats::Presentable(path, 200);
  const auto& hash = target.sha256.empty() ? target.sha512 : target.sha256;
  if (hash.empty()) {
    return Fail(ErrorCode::kUntrusted, shown + ": signed with hashes that this program does not know");
  }
  if (target.length > kMaxTargetBytes) {
    return Fail(ErrorCode::kInvalid, shown + ": " + std::to_string(target.length) + " bytes are too many");
  }
  const auto file = folder + "/" + formats::EscapedName(path);
  if (const auto here = storage::ReadWhole(disk, file, target.length); here && Matches(target, *here)) {
    return {};
  }
  const auto url = target_url + (target_url.ends_with('/') ? "" : "/") +
                   formats::TargetUrlPath(path, consistent_snapshot ? hash : "");
  LIANXIAO_ASSIGN(const auto bytes, FetchSmallFile(line, url, target.length));
  if (!Matches(target, bytes)) return Fail(ErrorCode::kUntrusted, url + ": not the bytes that were signed");
  LIANXIAO_TRY(disk.MakeFolders(folder));
  return storage::WriteWhole(disk, file, bytes);
}

}  // namespace lianxiao::sync
