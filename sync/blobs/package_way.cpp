#include "sync/blobs/package_way.h"

#include <algorithm>

#include "storage/formats/piece_list.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

std::int64_t CostOf(const BlobId& blob, std::int64_t size_bytes, const Surroundings& here) {
  if (here.has(blob)) return 0;
  const auto requests = size_bytes > formats::kPieceBytes ? 2 : 1;  // With its piece list.
  return size_bytes - here.part_bytes(blob) + requests * formats::kRequestWorthBytes;
}

// What the delta works on; nothing when it starts from a version that is not the one held.
std::optional<PackageFiles> FilesFor(const formats::Delta& delta, const formats::Resource& next,
                                     const formats::PackageLayout& held) {
  if (!delta.HasBasis()) return PackageFiles{{}, formats::LayOut(next)};
  if (formats::DigestOf(held) != delta.from) return std::nullopt;
  return PackageFiles{held, formats::LayOutNew(next, held)};
}

bool CanApply(const PackageFiles& files, const formats::Delta& delta, const Surroundings& here) {
  if (PackageRoom(files, delta.size_bytes) > here.room_bytes) return false;
  return std::ranges::all_of(files.basis, [&](const auto& file) { return here.has(file.blob); });
}

}  // namespace

std::int64_t CostOf(const Want& want, const Surroundings& here) {
  if (want.delta) return CostOf(want.delta->blob, want.delta->size_bytes, here);
  if (want.old_files.empty()) return CostOf(want.file.blob, want.file.size_bytes, here);
  // How much the old files give shows only on the way.
  const auto missing = (want.file.size_bytes - want.bytes_here) * kReversePerMille / 1'000;
  return want.file.signature->size_bytes + missing + 3 * formats::kRequestWorthBytes;
}

std::optional<PackageWay> CheapestPackageWay(const storage::CatalogEntry& entry, std::int64_t most,
                                             const Surroundings& here) {
  const auto& next = entry.published;
  std::optional<PackageWay> cheapest;
  if (next.package_deltas.empty()) return cheapest;
  const auto layout = entry.held ? formats::LayOut(*entry.held) : formats::PackageLayout();
  for (const auto& delta : next.package_deltas) {
    const auto cost = CostOf(delta.blob, delta.size_bytes, here);
    if (cost >= most || here.failed_delta(delta.blob)) continue;
    auto files = FilesFor(delta, next, layout);
    if (!files || !CanApply(*files, delta, here)) continue;
    most = cost;
    cheapest = PackageWay{delta, *std::move(files)};
  }
  return cheapest;
}

std::int64_t PackageRoom(const PackageFiles& package, std::int64_t delta_bytes) {
  const auto made = formats::BytesOf(package.made);
  return delta_bytes + made + std::max(formats::BytesOf(package.basis), made);
}

}  // namespace lianxiao::sync
