#include "tests/support/small_county.h"

#include <zstd.h>

#include <algorithm>
#include <cstdlib>

#include "storage/formats/block_signature.h"
#include "storage/formats/library_name.h"
#include "storage/formats/piece_list.h"
#include "storage/formats/repair.h"
#include "storage/formats/target_patch.h"

namespace lianxiao::test {
namespace {

constexpr std::string_view kDevice = "0123456789abcdef0123456789abcdef";

constexpr std::int64_t kLeastSignedBytes = 256 << 10;
constexpr std::int64_t kBlockBytes = 1'536;
constexpr formats::RepairShape kRepair{.block_bytes = 128, .sum_bytes = 6, .sum_rows = 600, .block_rows = 40};

template <typename T>
T Must(Result<T> result) {
  if (!result) std::abort();  // A test's own mistake.
  return *std::move(result);
}

std::string BlobPath(const BlobId& id) {
  const auto hex = id.Hex();
  return "/blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::string PatchFrom(const std::string& old_bytes, const std::string& new_bytes) {
  auto* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 24);
  ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
  ZSTD_CCtx_refPrefix(context, old_bytes.data(), old_bytes.size());
  std::string packed(ZSTD_compressBound(new_bytes.size()), '\0');
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), new_bytes.data(), new_bytes.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

CannedAnswer Refusal(int status, const std::string& code, const std::string& more) {
  return {status, R"({"error":{"code":")" + code + R"(","message":"no",)" + more + "}}", "application/json"};
}

}  // namespace

SmallCounty::SmallCounty(std::vector<std::string> mirrors, std::string api_address, WallTime now)
    : mirrors_(std::move(mirrors)), address_(std::move(api_address)), now_(now) {
  bundles_ = {{.id = "everything", .name = "全部资源", .everything = true}};
  SignRoot();
  first_root_ = files_.at("/metadata/1.root.json");
  card_ = {"渌口区教育资源中心", sign_.verify, seal_.seal, Sha256Hex(first_root_)};
  Publish();
}

void SmallCounty::SignRoot() {
  formats::TufRoot root;
  root.version = ++root_version_;
  root.expires = now_ + 365 * kDayMs;
  const auto give = [&](const char* role, const SigningKey& key) {
    const auto tuf_key = formats::TufKey::From(key.verify);
    root.keys[tuf_key.Id()] = tuf_key;
    root.roles[role] = {{tuf_key.Id()}, 1};
  };
  give("root", root_key_);
  give("targets", targets_key_);
  give("snapshot", snapshot_key_);
  give("timestamp", timestamp_key_);
  files_["/metadata/" + std::to_string(root.version) + ".root.json"] =
      formats::SignTufRoot(root, std::span(&root_key_, 1));
}

void SmallCounty::RotateTimestampKey() {
  const std::lock_guard lock(mutex_);
  timestamp_key_ = SigningKey::Generate();
  SignRoot();
}

void SmallCounty::VouchFor(const std::string& first_root) {
  const std::lock_guard lock(mutex_);
  first_root_ = first_root;
  card_.root_sha256 = Sha256Hex(first_root);
}

void SmallCounty::PutBlob(const std::string& bytes) { files_[BlobPath(HashOf(bytes))] = bytes; }

formats::File SmallCounty::FileOf(const std::string& id, const std::string& bytes) {
  formats::PieceHasher hasher;
  hasher.Add(bytes);
  const auto names = hasher.Finish();
  PutBlob(bytes);
  formats::File file;
  file.path = id + ".mp4";
  file.media_type = "video/mp4";
  file.size_bytes = static_cast<std::int64_t>(bytes.size());
  file.blob = names.blob;
  if (file.size_bytes > formats::kPieceBytes) {
    const auto list = formats::Encode(names.pieces);
    PutBlob(list);
    file.pieces = HashOf(list);
  }
  return file;
}

void SmallCounty::Teach(const std::string& id, const std::string& title, const std::string& bytes,
                        bool delta) {
  const std::lock_guard lock(mutex_);
  auto& resource = resources_[id];
  auto file = FileOf(id, bytes);
  if (delta && resource.version > 0) {
    const auto patch = PatchFrom(last_bytes_.at(id), bytes);
    PutBlob(patch);
    file.deltas = {{formats::DeltaFormat::kZstdPatch, resource.files.at(0).blob, HashOf(patch),
                    static_cast<std::int64_t>(patch.size())}};
  }
  if (resource.version > 0 && file.size_bytes >= kLeastSignedBytes) {
    auto of = wrong_blocks_ ? last_bytes_.at(id) : bytes;
    of.resize(bytes.size());
    const auto signature = Must(formats::MakeSignature(of, formats::ShapeFor(file.size_bytes, kBlockBytes)));
    PutBlob(signature);
    file.signature = formats::Signature{HashOf(signature), static_cast<std::int64_t>(signature.size())};
    if (repairs_) {
      const auto repair = formats::MakeRepair(wrong_repairs_ ? last_bytes_.at(id) : bytes, kRepair);
      PutBlob(repair);
      file.signature->repair = formats::Repair{HashOf(repair), kRepair};
    }
  }
  Describe(id, title, resource);
  resource.files = {file};
  last_bytes_[id] = bytes;
}

void SmallCounty::Describe(const std::string& id, const std::string& title, formats::Resource& resource) {
  resource.id = id;
  ++resource.version;
  resource.status = formats::ResourceStatus::kPublished;
  resource.title = title;
  resource.stage = "小学";
  resource.grade = "三年级";
  resource.subject = "数学";
  resource.type = "录播课";
}

void SmallCounty::TeachPackage(const std::string& id, const std::map<std::string, std::string>& files,
                               bool delta) {
  const std::lock_guard lock(mutex_);
  auto& resource = resources_[id];
  const auto basis = formats::LayOut(resource);
  Describe(id, id + "练习", resource);
  resource.files.clear();
  resource.package_deltas.clear();
  for (const auto& [path, bytes] : files) {
    auto file = FileOf(id, bytes);
    file.path = path;
    file.role = path == "index.html" ? formats::FileRole::kMain : formats::FileRole::kPackage;
    file.media_type = "text/html";
    resource.files.push_back(file);
  }
  if (delta && !basis.empty()) OfferDelta(basis, EndToEnd(formats::LayOutNew(resource, basis)), resource);
}

void SmallCounty::TeachPackageBadly(const std::string& id, const std::map<std::string, std::string>& files) {
  formats::PackageLayout basis;
  {
    const std::lock_guard lock(mutex_);
    basis = formats::LayOut(resources_.at(id));
  }
  TeachPackage(id, files);
  const std::lock_guard lock(mutex_);
  auto& resource = resources_.at(id);
  auto bytes = EndToEnd(formats::LayOutNew(resource, basis));
  bytes[bytes.size() / 2] ^= 1;
  OfferDelta(basis, bytes, resource);
}

void SmallCounty::OfferDelta(const formats::PackageLayout& basis, const std::string& made,
                             formats::Resource& resource) {
  const auto blob = FileOf(resource.id, PatchFrom(EndToEnd(basis), made));  // With its piece list.
  resource.package_deltas = {
      {formats::DeltaFormat::kZstdPatch, DigestOf(basis), blob.blob, blob.size_bytes, blob.pieces}};
}

std::string SmallCounty::EndToEnd(const formats::PackageLayout& layout) const {
  std::string bytes;
  for (const auto& file : layout) bytes += files_.at(BlobPath(file.blob));
  return bytes;
}

void SmallCounty::TeachFiles(const std::string& id, const std::map<std::string, std::string>& files) {
  const std::lock_guard lock(mutex_);
  auto& resource = resources_[id];
  resource.files.clear();
  for (const auto& [path, bytes] : files) {
    auto file = FileOf(id, bytes);
    file.path = path;
    file.role = resource.files.empty() ? formats::FileRole::kMain : formats::FileRole::kAttachment;
    resource.files.push_back(file);
  }
  resource.id = id;
  ++resource.version;
  resource.status = formats::ResourceStatus::kPublished;
  resource.title = id;
  resource.type = "录播课";
}

void SmallCounty::Ask(std::vector<formats::Bundle> bundles) {
  const std::lock_guard lock(mutex_);
  bundles_ = std::move(bundles);
}

void SmallCounty::Withdraw(const std::string& id) {
  const std::lock_guard lock(mutex_);
  auto& resource = resources_.at(id);
  ++resource.version;
  resource.status = formats::ResourceStatus::kWithdrawn;
  resource.files.clear();
}

formats::TufTarget SmallCounty::PutTarget(const std::string& name, const std::string& bytes) {
  const auto sha256 = Sha256Hex(bytes);
  const auto slash = name.rfind('/') + 1;
  const auto path = "/targets/" + name.substr(0, slash) + sha256 + "." + name.substr(slash);
  files_[path] = bytes;
  PutPatch(path, name, bytes);
  return formats::DescribeTarget(name, bytes);
}

void SmallCounty::PutPatch(const std::string& path, const std::string& name, const std::string& bytes) {
  auto& last = last_lists_[name];
  if (!last.empty() && last != bytes) {
    files_[formats::PatchOf(path, Sha256Hex(last))] =
        PatchFrom(Must(formats::PlainTarget(name, last)), Must(formats::PlainTarget(name, bytes)));
  }
  last = bytes;
}

void SmallCounty::Describe(const std::string& id, const std::string& description) {
  const std::lock_guard lock(mutex_);
  resources_.at(id).description = description;
}

void SmallCounty::Lend(const std::string& id, const std::string& library) {
  const std::lock_guard lock(mutex_);
  libraries_[library].resources.insert(id);
}

void SmallCounty::Forge(const std::string& library, bool forged) {
  const std::lock_guard lock(mutex_);
  libraries_.at(library).forged = forged;
}

void SmallCounty::Close(const std::string& library) {
  const std::lock_guard lock(mutex_);
  libraries_.at(library).closed = true;
}

formats::TufFileMeta SmallCounty::MetaOf(const std::string& bytes) const {
  return {version_, static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes), {}};
}

formats::TufFileMeta SmallCounty::PutLibrary(const std::string& name, const Library& library,
                                             formats::TufDelegations& delegations) {
  const auto key = formats::TufKey::From(library.key.verify);
  if (!library.closed) {
    delegations.keys[key.Id()] = key;
    delegations.roles.push_back({name, {{key.Id()}, 1}, false, {formats::LibraryPattern(name)}, {}});
  }
  formats::TufTargets body{version_, now_ + 365 * kDayMs, {}, {}};
  std::vector<formats::Resource> resources;
  for (const auto& id : library.resources) resources.push_back(resources_.at(id));
  const auto shard = formats::ShardName(name, "0", 0);
  body.targets[shard] = PutTarget(shard, formats::EncodeShard(resources));
  const auto& signer = library.forged ? library.stolen : library.key;
  const auto json = formats::SignTufTargets(body, std::span(&signer, 1));
  files_["/metadata/" + std::to_string(version_) + "." + name + ".json"] = json;
  return MetaOf(json);
}

void SmallCounty::Publish(std::int64_t timestamp_days) {
  const std::lock_guard lock(mutex_);
  ++version_;
  std::set<std::string> lent;
  for (const auto& [name, library] : libraries_)
    lent.insert(library.resources.begin(), library.resources.end());
  std::vector<formats::Resource> resources;
  for (const auto& [id, resource] : resources_) {
    if (!lent.contains(id)) resources.push_back(resource);
  }

  formats::TufTargets targets;
  targets.version = version_;
  targets.expires = now_ + 365 * kDayMs;
  if (!resources.empty()) {
    const std::string name = "catalog/county-math-3-0.ndjson.zst";
    targets.targets[name] = PutTarget(name, formats::EncodeShard(resources));
  }
  for (const auto& bundle : bundles_) {
    const auto name = "bundles/" + bundle.id + ".json";
    targets.targets[name] = PutTarget(name, formats::ToJson(bundle));
  }
  formats::TufSnapshot snapshot{version_, now_ + 365 * kDayMs, {}};
  for (const auto& [name, library] : libraries_) {
    if (!targets.delegations) targets.delegations.emplace();
    snapshot.meta[name + ".json"] = PutLibrary(name, library, *targets.delegations);
  }
  const auto targets_json = formats::SignTufTargets(targets, std::span(&targets_key_, 1));
  snapshot.meta["targets.json"] = MetaOf(targets_json);
  const auto snapshot_json = formats::SignTufSnapshot(snapshot, std::span(&snapshot_key_, 1));
  formats::TufTimestamp timestamp{version_, now_ + timestamp_days * kDayMs, MetaOf(snapshot_json)};

  const auto prefix = "/metadata/" + std::to_string(version_);
  files_[prefix + ".targets.json"] = targets_json;
  PutPatch(prefix + ".targets.json", "targets.json", targets_json);
  files_[prefix + ".snapshot.json"] = snapshot_json;
  files_["/metadata/timestamp.json"] = formats::SignTufTimestamp(timestamp, std::span(&timestamp_key_, 1));
}

std::map<std::string, std::string> SmallCounty::Files() const {
  const std::lock_guard lock(mutex_);
  return files_;
}

std::string SmallCounty::BlobFile(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return BlobPath(resources_.at(id).files.at(0).blob);
}

std::string SmallCounty::PackageDeltaFile(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return BlobPath(resources_.at(id).package_deltas.at(0).blob);
}

std::string SmallCounty::DeltaFile(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return BlobPath(resources_.at(id).files.at(0).deltas.at(0).blob);
}

std::string SmallCounty::SignatureFile(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return BlobPath(resources_.at(id).files.at(0).signature.value().blob);
}

std::string SmallCounty::RepairFile(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return BlobPath(resources_.at(id).files.at(0).signature.value().repair.value().blob);
}

void SmallCounty::PutOn(MisbehavingServer& mirror) const {
  for (const auto& [path, bytes] : Files()) mirror.Put(path, bytes);
}

void SmallCounty::AnswerOn(MisbehavingServer& center) {
  center.Handle("/api/", [this](const SeenRequest& request) { return Answer(request); });
}

std::string SmallCounty::Code() const {
  return formats::ToText({secret_, formats::Fingerprint(card_), address_});
}

CannedAnswer SmallCounty::Answer(const SeenRequest& request) {
  const std::lock_guard lock(mutex_);
  if (request.path == "/api/v1/center") return {200, formats::ToJson(card_), "application/json"};
  if (request.path == "/api/v1/enrolments") return Enrol(request.body);
  if (request.path.find("/batches/") != std::string::npos) return TakeBatch(request);
  if (request.path.ends_with("/status")) return TakeStatus(request.body);
  return Refusal(404, "not_found", R"("key":"page.not_found")");
}

CannedAnswer SmallCounty::Enrol(const std::string& sealed) {
  const auto request = formats::OpenRequest(sealed, seal_);
  if (!request || request->secret != secret_) return Refusal(403, "refused", R"("key":"enrol.code_unknown")");
  if (used_ && request->device_sign != device_sign_)
    return Refusal(409, "refused", R"("key":"enrol.code_used")");
  used_ = true;
  device_sign_ = request->device_sign;
  const formats::Grant grant{std::string(kDevice), "shiyang", "石羊塘村小", card_.name, address_, mirrors_,
                             first_root_,          now_};
  return {200, formats::SealGrant(grant, sign_, request->device_seal), "application/octet-stream"};
}

CannedAnswer SmallCounty::TakeBatch(const SeenRequest& request) {
  if (!refuses_.empty()) return Refusal(403, "refused", R"("key":")" + refuses_ + "\"");
  const auto batch = Must(formats::OpenBatch(request.body, seal_, device_sign_));
  auto& [seq, digest] = watermarks_[batch.id.epoch];
  if (batch.id.seq > seq + 1) {
    return Refusal(409, "invalid", R"("key":"batch.gap","through_seq":)" + std::to_string(seq));
  }
  if (batch.id.seq == seq + 1) {
    seq = batch.id.seq;
    digest = HashOf(request.body);
    for (const auto& event : batch.events) events_.insert(event.id);
  }
  ++batches_taken_;
  return {200, formats::SignReceipt({std::string(kDevice), batch.id.epoch, seq, digest, now_}, sign_),
          "application/json"};
}

CannedAnswer SmallCounty::TakeStatus(const std::string& sealed) {
  reports_.push_back(Must(formats::OpenStatus(sealed, seal_, device_sign_)));
  return {200, "{}", "application/json"};
}

std::int64_t SmallCounty::Events() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(events_.size());
}

std::int64_t SmallCounty::BatchesTaken() const {
  const std::lock_guard lock(mutex_);
  return batches_taken_;
}

std::vector<formats::StatusReport> SmallCounty::Reports() const {
  const std::lock_guard lock(mutex_);
  return reports_;
}

void SmallCounty::ForgetBatches() {
  const std::lock_guard lock(mutex_);
  watermarks_.clear();
}

void SmallCounty::RefuseBatches(const std::string& key) {
  const std::lock_guard lock(mutex_);
  refuses_ = key;
}

}  // namespace lianxiao::test
