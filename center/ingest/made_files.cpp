#include "center/ingest/made_files.h"

#include <algorithm>
#include <memory>

#include "center/ingest/row_files.h"

namespace lianxiao::center {
namespace {

constexpr std::int64_t kMostReasonBytes = 4'096, kMostTryBytes = 1'000;

}  // namespace

Result<bool> MadeFiles::Ready(const Order& order) {
  LIANXIAO_ASSIGN(const bool ready, disk_.Exists(order.kept));
  if (ready) return true;
  LIANXIAO_ASSIGN(const bool in_vain, disk_.Exists(order.failed));
  if (in_vain) {
    LIANXIAO_ASSIGN(const auto reason, storage::ReadWhole(disk_, order.failed, kMostReasonBytes));
    Note(order, reason + " · " + order.failed);
    return false;
  }
  LIANXIAO_TRY(disk_.MakeFolders(folder_));
  if (without_program_ == 0 && begins_) begins_(order.of.path);
  const auto made = Make(order);
  if (made) {
    LIANXIAO_TRY(disk_.Remove(order.tries));
    return true;
  }
  if (made.error().code == ErrorCode::kNotFound) {
    ++without_program_;
    return false;
  }
  const auto& reason = made.error().message;
  if (made.error().code == ErrorCode::kOffline) {
    LIANXIAO_TRY(TryLater(order, reason));
  } else if (made.error().code == ErrorCode::kInvalid) {
    LIANXIAO_TRY(GiveUp(order, reason));
  } else {
    return Fail(made.error());
  }
  return false;
}

Status MadeFiles::TryLater(const Order& order, const std::string& reason) {
  auto tries = storage::ReadWhole(disk_, order.tries, kMostTries * (kMostTryBytes + 1));
  if (!tries && tries.error().code != ErrorCode::kNotFound && tries.error().code != ErrorCode::kInvalid) {
    return Fail(tries.error());
  }
  auto lines = tries.value_or("");
  auto line = reason.substr(0, kMostTryBytes);
  std::ranges::replace(line, '\n', ' ');
  lines += line + "\n";
  const auto tried = std::ranges::count(lines, '\n');
  if (tried >= kMostTries) return GiveUp(order, lines);
  Note(order, reason + " · " + std::to_string(tried) + "/" + std::to_string(kMostTries));
  return storage::WriteWhole(disk_, order.tries, lines);
}

Status MadeFiles::GiveUp(const Order& order, const std::string& reason) {
  Note(order, reason.substr(0, reason.find('\n')));
  LIANXIAO_TRY(storage::WriteWhole(disk_, order.failed, reason.substr(0, kMostReasonBytes)));
  return disk_.Remove(order.tries);
}

// Whole or not at all, also through a power cut.
Status MadeFiles::Make(const Order& order) {
  const auto part = order.kept + ".part";
  LIANXIAO_TRY(order.make(part));
  {
    LIANXIAO_ASSIGN(const auto file, disk_.Open(part, storage::OpenMode::kWrite));
    LIANXIAO_TRY(order.check(*file));
    LIANXIAO_TRY(file->Sync());
  }
  LIANXIAO_TRY(disk_.Rename(part, order.kept));
  return disk_.SyncFolder(folder_);
}

void MadeFiles::Note(const Order& order, const std::string& reason) {
  result_.notes.push_back({order.row, "", notes_.failed, order.of.path, reason});
}

void MadeFiles::NoteWhatIsMissing() {
  if (without_program_ == 0) return;
  result_.notes.push_back({0, "", notes_.no_program, std::to_string(without_program_), notes_.install});
}

std::string NameBeside(const formats::Resource& resource, const std::string& name,
                       const std::string& ending) {
  const auto stem = name.substr(0, name.rfind('.'));
  const auto taken = [&](const std::string& path) {
    return std::ranges::find(resource.files, path, &formats::File::path) != resource.files.end();
  };
  auto beside = stem + ending;
  for (int i = 2; taken(beside); ++i) beside = stem + "." + std::to_string(i) + ending;
  return beside;
}

Status EnterMade(Draft& draft, formats::File file, const std::string& disk_path, storage::Disk& disk) {
  LIANXIAO_ASSIGN(const auto opened, disk.Open(disk_path, storage::OpenMode::kRead));
  LIANXIAO_ASSIGN(file.size_bytes, opened->Size());
  LIANXIAO_TRY(HashFile(disk_path, file));
  draft.resource.files.push_back(std::move(file));
  draft.disk_paths.push_back(disk_path);
  return {};
}

}  // namespace lianxiao::center
