#include "storage/relay_spool.h"

#include <algorithm>

#include "storage/formats/letter.h"
#include "storage/formats/post.h"
#include "storage/formats/stick_layout.h"

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kMaxSmallBytes = 64 << 10;  // Receipts and status reports.
constexpr const char* kLetter = "letter";
constexpr const char* kStatus = "status";
constexpr const char* kPost = "post";
// In front of an answer: the digest of the post it answers.
constexpr std::size_t kAnsweredBytes = sizeof(BlobId::bytes);
constexpr std::int64_t kMaxAnswerFile = static_cast<std::int64_t>(formats::kMaxPostSealed + kAnsweredBytes);
constexpr std::size_t kMostEpochs = 16;  // Whose receipts are kept of one box: it has one chain at a time.

Result<std::vector<FolderEntry>> ListOrNone(Disk& disk, const std::string& path) {
  auto entries = disk.List(path);
  if (!entries && entries.error().code == ErrorCode::kNotFound) return std::vector<FolderEntry>();
  return entries;
}

Result<std::int64_t> SizeOf(Disk& disk, const std::string& path) {
  LIANXIAO_ASSIGN(const auto file, disk.Open(path, OpenMode::kRead));
  return file->Size();
}

}  // namespace

SpoolUse RelaySpool::Device::Use() const {
  SpoolUse use{0, std::ssize(batches)};
  for (const auto one : {status_bytes, letter_bytes, post_bytes, post_answer_bytes}) {
    use.bytes += std::max<std::int64_t>(one, 0);
  }
  for (const auto& [key, bytes] : batches) use.bytes += bytes;
  for (const auto& [epoch, bytes] : receipts) use.bytes += bytes;
  return use;
}

RelaySpool::RelaySpool(Disk& disk, std::string folder, SpoolLimits limits, std::int64_t keep_free_bytes)
    : disk_(disk), folder_(std::move(folder)), limits_(limits), keep_free_bytes_(keep_free_bytes) {}

Result<std::unique_ptr<RelaySpool>> RelaySpool::Open(Disk& disk, std::string folder, SpoolLimits limits,
                                                     std::int64_t keep_free_bytes) {
  std::unique_ptr<RelaySpool> spool(new RelaySpool(disk, std::move(folder), limits, keep_free_bytes));
  LIANXIAO_TRY(disk.MakeFolders(spool->folder_ + "/up"));
  LIANXIAO_TRY(disk.MakeFolders(spool->folder_ + "/down"));
  LIANXIAO_TRY(spool->Load());
  return spool;
}

// --- What is here after a start ---

Status RelaySpool::Load() {
  for (const char* way : {"up", "down"}) {
    LIANXIAO_ASSIGN(const auto entries, disk_.List(PathOf(way)));
    for (const auto& entry : entries) {
      if (entry.is_folder && formats::IsStickDevice(entry.name)) LIANXIAO_TRY(LoadDevice(entry.name));
    }
  }
  return {};
}

Status RelaySpool::LoadDevice(const std::string& name) {
  if (devices_.contains(name)) return {};
  Device device;
  for (const auto& folder : {formats::StickUpFolder(name), formats::StickDownFolder(name)}) {
    LIANXIAO_ASSIGN(const auto entries, ListOrNone(disk_, PathOf(folder)));
    for (const auto& entry : entries) {
      if (entry.is_folder) continue;
      const auto path = PathOf(folder + "/" + entry.name);
      LIANXIAO_ASSIGN(const auto bytes, SizeOf(disk_, path));
      if (const auto id = formats::ParseStickBatch(name, entry.name)) {
        device.batches[{id->epoch, id->seq}] = bytes;
      } else if (const auto epoch = formats::ParseStickReceipt(entry.name)) {
        device.receipts[*epoch] = bytes;
      } else if (entry.name == kStatus) {
        device.status_bytes = bytes;
      } else if (entry.name == kPost) {
        (folder == formats::StickUpFolder(name) ? device.post_bytes : device.post_answer_bytes) = bytes;
      } else if (entry.name == kLetter) {
        device.letter_bytes = bytes;
      } else {  // Half written when the power went.
        LIANXIAO_TRY(disk_.Remove(path));
      }
    }
  }
  devices_[name] = std::move(device);
  return {};
}

// --- Files ---

Status RelaySpool::Write(const std::string& below, std::string_view bytes) {
  LIANXIAO_TRY(disk_.MakeFolders(FolderOf(PathOf(below))));
  return WriteWhole(disk_, PathOf(below), bytes);
}

Status RelaySpool::RemoveFile(const std::string& below) {
  LIANXIAO_TRY(disk_.Remove(PathOf(below)));
  return disk_.SyncFolder(FolderOf(PathOf(below)));
}

// --- Room ---

SpoolState RelaySpool::StateFor(const std::string& device) const {
  SpoolState state;
  state.is_new = true;
  for (const auto& [name, known] : devices_) {
    const auto use = known.Use();
    state.all.bytes += use.bytes;
    state.all.batches += use.batches;
    if (known.receipts.empty()) state.strangers.bytes += use.bytes;
    if (use.bytes > 0) ++state.devices;
    if (name != device) continue;
    state.device = use;
    state.known = !known.receipts.empty();
    state.is_new = use.bytes == 0;
  }
  return state;
}

Status RelaySpool::CheckRoom(const std::string& device, std::int64_t bytes, std::int64_t replaced) const {
  auto state = StateFor(device);
  state.device.bytes -= replaced;
  state.all.bytes -= replaced;
  if (replaced > 0) state.device.batches = 0;  // It was counted when it came.
  LIANXIAO_TRY(MayTake(limits_, state, bytes));
  LIANXIAO_ASSIGN(const auto free, disk_.FreeBytes(folder_));
  if (free - bytes >= keep_free_bytes_) return {};
  return Fail(ErrorCode::kNoSpace, "relay.full: the relay's own disk is full");
}

// --- From and to boxes ---

Status RelaySpool::TakeBatch(const formats::BatchId& id, std::string_view sealed) {
  const std::lock_guard lock(mutex_);
  const auto path = formats::StickBatch(id);
  const auto device = devices_.find(id.device);
  if (device != devices_.end() && device->second.batches.contains({id.epoch, id.seq})) {
    LIANXIAO_ASSIGN(const auto here, ReadWhole(disk_, PathOf(path), formats::kBatchBytes));
    if (here == sealed) return {};
    return Fail(ErrorCode::kRefused, "relay.other_batch: another batch of that name waits for the center");
  }
  LIANXIAO_TRY(CheckRoom(id.device, std::ssize(sealed), 0));
  LIANXIAO_TRY(Write(path, sealed));
  devices_[id.device].batches[{id.epoch, id.seq}] = std::ssize(sealed);
  return {};
}

Status RelaySpool::TakeStatus(const std::string& device, std::string_view sealed) {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  const auto replaced = known == devices_.end() ? 0 : std::max<std::int64_t>(known->second.status_bytes, 0);
  LIANXIAO_TRY(CheckRoom(device, std::ssize(sealed), replaced));
  LIANXIAO_TRY(Write(formats::StickStatus(device), sealed));
  devices_[device].status_bytes = std::ssize(sealed);
  return {};
}

Result<std::string> RelaySpool::Receipt(const std::string& device, const std::string& epoch) const {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  if (known == devices_.end() || !known->second.receipts.contains(epoch)) {
    return Fail(ErrorCode::kNotFound, "no receipt of that chain is here");
  }
  return ReadWhole(disk_, PathOf(formats::StickReceipt(device, epoch)), kMaxSmallBytes);
}

// As much as goes at once is in the newest: what waited before and is not answered is in it, too.
Status RelaySpool::TakePost(const std::string& device, std::string_view sealed) {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  const auto replaced = known == devices_.end() ? 0 : std::max<std::int64_t>(known->second.post_bytes, 0);
  LIANXIAO_TRY(CheckRoom(device, std::ssize(sealed), replaced));
  LIANXIAO_TRY(Write(formats::StickPostUp(device), sealed));
  devices_[device].post_bytes = std::ssize(sealed);
  return {};
}

Result<std::string> RelaySpool::PostAnswer(const std::string& device, const BlobId& to) const {
  const std::lock_guard lock(mutex_);
  const auto none = [] { return Fail(ErrorCode::kNotFound, "no answer to this post is here"); };
  const auto known = devices_.find(device);
  if (known == devices_.end() || known->second.post_answer_bytes < 0) return none();
  LIANXIAO_ASSIGN(const auto file, ReadWhole(disk_, PathOf(formats::StickPostDown(device)), kMaxAnswerFile));
  if (!file.starts_with(to.View())) return none();
  return file.substr(kAnsweredBytes);
}

// After a start its number is not known; then it is given out, and the box finds out whether it is newer.
Result<std::string> RelaySpool::Letter(const std::string& device, std::int64_t above) const {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  const bool here = known != devices_.end() && known->second.letter_bytes >= 0 &&
                    (known->second.letter_number == 0 || known->second.letter_number > above);
  if (!here) return Fail(ErrorCode::kNotFound, "no newer letter is here");
  return ReadWhole(disk_, PathOf(formats::StickLetter(device)), formats::kMaxLetterBytes);
}

// --- To and from the center ---

std::vector<std::string> RelaySpool::Devices() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> waiting;
  for (const auto& [name, device] : devices_) {
    if (device.Waits()) waiting.push_back(name);
  }
  return waiting;
}

std::vector<formats::BatchId> RelaySpool::Batches(const std::string& device) const {
  const std::lock_guard lock(mutex_);
  std::vector<formats::BatchId> batches;
  const auto known = devices_.find(device);
  if (known == devices_.end()) return batches;
  for (const auto& [key, bytes] : known->second.batches) batches.push_back({device, key.first, key.second});
  return batches;
}

Result<std::string> RelaySpool::Batch(const formats::BatchId& id) const {
  const std::lock_guard lock(mutex_);
  return ReadWhole(disk_, PathOf(formats::StickBatch(id)), formats::kBatchBytes);
}

bool RelaySpool::HasStatus(const std::string& device) const {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  return known != devices_.end() && known->second.status_bytes >= 0;
}

Result<std::string> RelaySpool::StatusOf(const std::string& device) const {
  const std::lock_guard lock(mutex_);
  return ReadWhole(disk_, PathOf(formats::StickStatus(device)), kMaxSmallBytes);
}

Result<std::string> RelaySpool::PostOf(const std::string& device) const {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  if (known == devices_.end() || known->second.post_bytes < 0) {
    return Fail(ErrorCode::kNotFound, "no post of this box waits here");
  }
  return ReadWhole(disk_, PathOf(formats::StickPostUp(device)), kMaxAnswerFile);
}

Status RelaySpool::PutPostAnswer(const std::string& device, std::string_view post, std::string_view answer) {
  const std::lock_guard lock(mutex_);
  auto& known = devices_[device];
  const auto file = std::string(HashOf(post).View()) + std::string(answer);
  const auto replaced = std::max<std::int64_t>(known.post_answer_bytes, 0);
  if (StateFor(device).all.bytes - replaced + std::ssize(file) > limits_.bytes) {
    return Fail(ErrorCode::kNoSpace, "relay.full: no room for an answer");
  }
  LIANXIAO_TRY(Write(formats::StickPostDown(device), file));
  known.post_answer_bytes = std::ssize(file);
  return DropPostIf(device, post);
}

Status RelaySpool::DropPost(const std::string& device, std::string_view post) {
  const std::lock_guard lock(mutex_);
  return DropPostIf(device, post);
}

Status RelaySpool::DropPostIf(const std::string& device, std::string_view post) {
  const auto known = devices_.find(device);
  if (known == devices_.end() || known->second.post_bytes < 0) return {};
  LIANXIAO_ASSIGN(const auto here, ReadWhole(disk_, PathOf(formats::StickPostUp(device)), kMaxAnswerFile));
  if (here != post) return {};
  known->second.post_bytes = -1;
  return RemoveFile(formats::StickPostUp(device));
}

// The receipt first: a power cut in between sends a batch twice, which does no harm.
Status RelaySpool::PutReceipt(const formats::Receipt& receipt, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  auto& device = devices_[receipt.device];
  if (!device.receipts.contains(receipt.epoch) && device.receipts.size() >= kMostEpochs) {
    const auto some = device.receipts.begin()->first;
    LIANXIAO_TRY(RemoveFile(formats::StickReceipt(receipt.device, some)));
    device.receipts.erase(some);
  }
  LIANXIAO_TRY(Write(formats::StickReceipt(receipt.device, receipt.epoch), bytes));
  device.receipts[receipt.epoch] = std::ssize(bytes);
  for (auto batch = device.batches.begin(); batch != device.batches.end();) {
    const auto& [epoch, seq] = batch->first;
    if (epoch != receipt.epoch || seq > receipt.through_seq) {
      ++batch;
      continue;
    }
    LIANXIAO_TRY(RemoveFile(formats::StickBatch({receipt.device, epoch, seq})));
    batch = device.batches.erase(batch);
  }
  return {};
}

Status RelaySpool::PutLetter(const std::string& device, std::int64_t number, std::string_view sealed) {
  const std::lock_guard lock(mutex_);
  auto& known = devices_[device];
  const auto replaced = std::max<std::int64_t>(known.letter_bytes, 0);
  if (StateFor(device).all.bytes - replaced + std::ssize(sealed) > limits_.bytes) {
    return Fail(ErrorCode::kNoSpace, "relay.full: no room for a letter");
  }
  LIANXIAO_TRY(Write(formats::StickLetter(device), sealed));
  known.letter_bytes = std::ssize(sealed);
  known.letter_number = number;
  return {};
}

std::int64_t RelaySpool::LetterNumber(const std::string& device) const {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  return known == devices_.end() ? 0 : known->second.letter_number;
}

Status RelaySpool::DropBatch(const formats::BatchId& id) {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(id.device);
  if (known == devices_.end() || known->second.batches.erase({id.epoch, id.seq}) == 0) return {};
  return RemoveFile(formats::StickBatch(id));
}

Status RelaySpool::DropStatus(const std::string& device) {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  if (known == devices_.end() || known->second.status_bytes < 0) return {};
  known->second.status_bytes = -1;
  return RemoveFile(formats::StickStatus(device));
}

Status RelaySpool::DropDevice(const std::string& device) {
  const std::lock_guard lock(mutex_);
  const auto known = devices_.find(device);
  if (known == devices_.end()) return {};
  const auto gone = std::move(known->second);
  devices_.erase(known);
  for (const auto& [key, bytes] : gone.batches) {
    LIANXIAO_TRY(RemoveFile(formats::StickBatch({device, key.first, key.second})));
  }
  for (const auto& [epoch, bytes] : gone.receipts) {
    LIANXIAO_TRY(RemoveFile(formats::StickReceipt(device, epoch)));
  }
  if (gone.status_bytes >= 0) LIANXIAO_TRY(RemoveFile(formats::StickStatus(device)));
  if (gone.post_bytes >= 0) LIANXIAO_TRY(RemoveFile(formats::StickPostUp(device)));
  if (gone.post_answer_bytes >= 0) LIANXIAO_TRY(RemoveFile(formats::StickPostDown(device)));
  return gone.letter_bytes >= 0 ? RemoveFile(formats::StickLetter(device)) : Status{};
}

SpoolTotals RelaySpool::Totals() const {
  const std::lock_guard lock(mutex_);
  SpoolTotals totals;
  for (const auto& [name, device] : devices_) {
    const auto use = device.Use();
    totals.bytes += use.bytes;
    totals.batches += use.batches;
    if (device.Waits()) ++totals.boxes;
  }
  return totals;
}

}  // namespace lianxiao::storage
