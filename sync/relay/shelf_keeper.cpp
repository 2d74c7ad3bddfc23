#include "sync/relay/shelf_keeper.h"

#include <algorithm>

#include "storage/base/digest.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"
#include "storage/formats/piece_list.h"
#include "storage/formats/target_patch.h"
#include "sync/blobs/lessons_that.h"
#include "sync/line/small_file.h"
#include "sync/relay/tuning.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr const char* kTimestamp = "metadata/timestamp.json";

std::string RootName(std::int64_t version) { return "metadata/" + std::to_string(version) + ".root.json"; }

bool IsRoot(std::string_view name) { return name.ends_with(".root.json"); }

bool Is(const ShelfFile& file, std::string_view bytes) {
  return std::ssize(bytes) == file.length && Sha256Hex(bytes) == file.sha256;
}

}  // namespace

Status ShelfKeeper::Run(Line& line, Mirrors& mirrors, const TrustedSet& trusted, const SignedContent& content,
                        const storage::Enrolled& enrolled) {
  const auto timestamp = trusted.files().find("timestamp");
  if (timestamp == trusted.files().end() || !trusted.SnapshotIsCurrent() || !trusted.TargetsAreCurrent())
    return {};
  if (!here_) {
    LIANXIAO_ASSIGN(const auto names, parts_.shelf->Names());
    here_ = std::set<std::string>(names.begin(), names.end());
  }
  if (timestamp->second == shown_ && content.targets.size() == shown_targets_) return {};
  const auto wanted = ShelfFilesOf(trusted, content);
  LIANXIAO_TRY(PutRoots(line, mirrors, trusted, enrolled.grant.root_json));
  for (const auto& [name, file] : wanted) LIANXIAO_TRY(PutFile(line, mirrors, name, file));
  LIANXIAO_TRY(PutPatches(wanted));
  LIANXIAO_TRY(Put(kTimestamp, timestamp->second));
  shown_ = timestamp->second;
  shown_targets_ = content.targets.size();
  return Tidy(wanted);
}

Status ShelfKeeper::Put(const std::string& name, std::string_view bytes) {
  LIANXIAO_TRY(parts_.shelf->Put(name, bytes));
  here_->insert(name);
  return {};
}

// --- Roots: each proves the next, and the last is the one that is trusted ---

Result<std::string> ShelfKeeper::RootOf(Line& line, Mirrors& mirrors, std::int64_t version) const {
  const auto name = RootName(version);
  if (here_->contains(name)) return parts_.shelf->Read(name);
  if (const auto* taped = tape_.Find(name)) return *taped;
  Error last{ErrorCode::kOffline, "no mirror can be reached"};
  for (const int mirror : mirrors.Usable(parts_.clock.Now())) {
    auto got = FetchSmallFile(line, mirrors.Url(mirror, name), kMaxRootBytes);
    if (got) return got;
    last = {ErrorCode::kOffline, got.error().message};
  }
  return Fail(last);
}

Status ShelfKeeper::PutRoots(Line& line, Mirrors& mirrors, const TrustedSet& trusted,
                             const std::string& first_root) {
  const auto newest = trusted.root_version();
  if (here_->contains(RootName(newest))) return {};
  LIANXIAO_ASSIGN(auto walk, TrustedSet::Load({{"root", first_root}}));
  LIANXIAO_TRY(Put(RootName(walk.root_version()), first_root));
  while (walk.root_version() < newest) {
    const auto next = walk.root_version() + 1;
    const bool last = next == newest;
    std::string bytes;
    if (last) {
      bytes = trusted.files().at("root");
    } else {
      LIANXIAO_ASSIGN(bytes, RootOf(line, mirrors, next));
    }
    const auto taken = walk.UpdateRoot(bytes);
    if (!taken) {  // Not what leads to our root: another mirror may have that, another time.
      return Fail(ErrorCode::kOffline, RootName(next) + ": " + taken.error().message);
    }
    LIANXIAO_TRY(Put(RootName(next), bytes));
  }
  return {};
}

// --- Lists ---

Status ShelfKeeper::PutFile(Line& line, Mirrors& mirrors, const std::string& name, const ShelfFile& file) {
  if (here_->contains(name)) return {};
  LIANXIAO_ASSIGN(const auto bytes, Find(line, mirrors, name, file));
  return Put(name, bytes);
}

Result<std::string> ShelfKeeper::Find(Line& line, Mirrors& mirrors, const std::string& name,
                                      const ShelfFile& file) const {
  if (!file.bytes.empty()) return file.bytes;
  if (const auto* taped = tape_.Find(name); taped != nullptr && Is(file, *taped)) return *taped;
  if (auto packed = FromCatalog(file)) return *std::move(packed);
  Error last{ErrorCode::kOffline, "no mirror can be reached"};
  for (const int mirror : mirrors.Usable(parts_.clock.Now())) {
    auto got = FetchSmallFile(line, mirrors.Url(mirror, name), file.length);
    if (got && Is(file, *got)) return got;
    last = {ErrorCode::kOffline, got ? name + ": not what was signed" : got.error().message};
  }
  return Fail(last);
}

// With the zstd that the county used this gives the very bytes; with another one it does not, and they are
// fetched.
std::optional<std::string> ShelfKeeper::FromCatalog(const ShelfFile& file) const {
  if (formats::IsPacked(file.target)) {
    const auto kept = parts_.catalog.TextOf(file.target);
    if (!kept || kept->sha256 != file.sha256) return std::nullopt;
    auto packed = formats::PackShard(kept->text);
    return Is(file, packed) ? std::optional(std::move(packed)) : std::nullopt;
  }
  const auto bundles = parts_.catalog.Bundles();
  if (!bundles) return std::nullopt;
  for (const auto& bundle : *bundles) {
    if (auto bytes = formats::ToJson(bundle); Is(file, bytes)) return bytes;
  }
  return std::nullopt;
}

// --- Patches that came by ---

Status ShelfKeeper::PutPatches(const ShelfFiles& wanted) {
  for (const auto& [name, bytes] : tape_.files()) {
    const auto patch = ParsePatchName(name);
    if (!patch || here_->contains(name)) continue;
    const auto file = wanted.find(patch->to);
    if (file == wanted.end()) continue;
    LIANXIAO_ASSIGN(const auto basis, BasisOf(*patch));
    if (basis && LeadsTo(file->second, *basis, bytes)) LIANXIAO_TRY(Put(name, bytes));
  }
  return {};
}

// An older version on the shelf whose digest begins with the patch's digits.
Result<std::optional<std::string>> ShelfKeeper::BasisOf(const PatchName& patch) const {
  if (patch.from == formats::kFromNothing) return std::optional<std::string>("");
  for (const auto& name : *here_) {
    if (!SameList(name, patch.to) || ParsePatchName(name)) continue;
    LIANXIAO_ASSIGN(auto bytes, parts_.shelf->Read(name));
    if (Sha256Hex(bytes).starts_with(patch.from)) return std::optional(std::move(bytes));
  }
  return std::optional<std::string>();
}

// --- What nobody asks for any more ---

// The state before stays, for whoever is in the middle of it; after a start nobody knows which that was, so
// all stays until the state after.
Status ShelfKeeper::Tidy(const ShelfFiles& wanted) {
  std::set<std::string> lists;
  for (const auto& [name, file] : wanted) lists.insert(name);
  if (lists != lists_ && !lists_.empty()) {
    const auto stays = [&](const std::string& name) {
      const auto patch = ParsePatchName(name);
      const auto& list = patch ? patch->to : name;
      return name == kTimestamp || IsRoot(name) || lists.contains(list) || lists_.contains(list);
    };
    for (auto name = here_->begin(); name != here_->end();) {
      if (stays(*name)) {
        ++name;
        continue;
      }
      LIANXIAO_TRY(parts_.shelf->Remove(*name));
      name = here_->erase(name);
    }
  }
  lists_ = std::move(lists);
  return {};
}

// --- Piece lists ---

Status ShelfKeeper::MakePieceLists() {
  LIANXIAO_ASSIGN(const auto totals, parts_.library.Totals());
  if (std::pair(totals.blobs, totals.bytes) == looked_at_) return {};
  LIANXIAO_ASSIGN(const auto entries,
                  LessonsThat(parts_.catalog, [](const auto& entry) { return entry.held.has_value(); }));
  std::int64_t read = 0;
  for (const auto& entry : entries) {
    for (const auto& file : entry.held->files) {
      if (!file.HasPieces() || parts_.library.Has(file.pieces) || no_piece_list_.contains(file.blob))
        continue;
      const auto blob = parts_.library.Find(file.blob);
      if (!blob) continue;
      if (read >= kPieceListBytesPerRound) return {};
      read += blob->size_bytes;
      formats::PieceHasher hasher;
      LIANXIAO_ASSIGN(const auto bytes, parts_.disk.Open(blob->path, storage::OpenMode::kRead));
      for (std::int64_t at = 0; at < blob->size_bytes; at += formats::kPieceBytes) {
        LIANXIAO_ASSIGN(const auto piece, bytes->ReadAt(at, formats::kPieceBytes));
        hasher.Add(piece);
      }
      const auto list = formats::Encode(hasher.Finish().pieces);
      if (HashOf(list) == file.pieces) {
        LIANXIAO_TRY(parts_.library.Add(file.pieces, list));
      } else {  // The file on the disk is not what it was; the scrub finds that.
        no_piece_list_.insert(file.blob);
      }
    }
  }
  LIANXIAO_ASSIGN(const auto now, parts_.library.Totals());
  looked_at_ = {now.blobs, now.bytes};
  return {};
}

}  // namespace lianxiao::sync
