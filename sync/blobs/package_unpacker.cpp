#include "sync/blobs/package_unpacker.h"

#include <algorithm>

#include "sync/blobs/delta.h"
#include "sync/tuning.h"

namespace lianxiao::sync {

PackageUnpacker::PackageUnpacker(PackageFiles files, const formats::Delta& delta, storage::Library& library,
                                 storage::Disk& disk)
    : files_(std::move(files)), delta_(delta), library_(library), disk_(disk) {}

PackageUnpacker::~PackageUnpacker() {
  // What stays behind is removed when the library is opened next.
  (void)disk_.Remove(Scratch(".basis"));
  (void)disk_.Remove(Scratch(".made"));
}

std::string PackageUnpacker::Scratch(const char* ending) const {
  return library_.Scratch() + "/" + delta_.blob.Hex() + ending;
}

Status PackageUnpacker::LayBasis() const {
  LIANXIAO_ASSIGN(auto basis, storage::MappedFile::Make(Scratch(".basis"), formats::BytesOf(files_.basis)));
  auto room = basis.Bytes();
  for (const auto& file : files_.basis) {
    LIANXIAO_ASSIGN(const auto found, library_.Find(file.blob));
    LIANXIAO_ASSIGN(const auto bytes, storage::MappedFile::Read(found.path));
    const auto view = bytes.View();
    if (static_cast<std::int64_t>(view.size()) != file.size_bytes) {
      return Fail(ErrorCode::kCorrupt, found.path + " has another size than the catalog gives");
    }
    std::ranges::copy(view, room.begin());
    room = room.subspan(view.size());
  }
  return {};
}

Status PackageUnpacker::Apply() {
  LIANXIAO_ASSIGN(const auto packed, library_.Find(delta_.blob));
  if (delta_.HasBasis()) LIANXIAO_TRY(LayBasis());
  const auto applied = ApplyDelta(delta_.format, Scratch(".basis"), packed.path, Scratch(".made"),
                                  formats::BytesOf(files_.made));
  LIANXIAO_TRY(disk_.Remove(Scratch(".basis")));
  LIANXIAO_TRY(applied);
  LIANXIAO_ASSIGN(auto made, storage::MappedFile::Read(Scratch(".made")));
  made_.emplace(std::move(made));
  return {};
}

Result<bool> PackageUnpacker::TakeSome() {
  std::int64_t taken = 0;
  for (int n = 0; n < kFilesAtATime && taken < kFileBytesAtATime && next_ < files_.made.size(); ++n) {
    const auto& file = files_.made[next_];
    const auto bytes =
        made_->View().substr(static_cast<std::size_t>(at_), static_cast<std::size_t>(file.size_bytes));
    if (!library_.Has(file.blob)) LIANXIAO_TRY(library_.Add(file.blob, bytes));
    ++next_;
    at_ += file.size_bytes;
    taken += file.size_bytes;
  }
  return next_ == files_.made.size();
}

}  // namespace lianxiao::sync
