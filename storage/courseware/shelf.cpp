#include "storage/courseware/shelf.h"

#include <algorithm>
#include <set>
#include <utility>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/courseware/file_kind.h"
#include "storage/courseware/rows.h"
#include "storage/courseware/upload_desk.h"
#include "storage/library_state.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kMarkBytes = 64;

bool IsMark(std::string_view mark) {
  return !mark.empty() && mark.size() <= kMarkBytes &&
         mark.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

std::string Mebibytes(std::int64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

class ShelfOnDisk final : public CoursewareShelf {
 public:
  ShelfOnDisk(Disk& disk, Database& journal, const Clock& clock, Log& log, std::string root,
              ShelfOptions options)
      : disk_(disk),
        journal_(journal),
        clock_(clock),
        folders_{std::move(root)},
        options_(options),
        desk_(disk, journal, clock, log, folders_) {}

  Status Open() { return desk_.Open(); }

  Result<Upload> Begin(const NewUpload& wanted) override;
  Result<Upload> FindUpload(const std::string& id, const std::string& owner) const override {
    return desk_.Find(id, owner);
  }
  std::vector<Upload> Uploads(const std::string& owner) const override { return desk_.Of(owner); }
  Result<Upload> Put(const std::string& id, const std::string& owner, std::int64_t at,
                     std::string_view bytes) override {
    return desk_.Put(id, owner, at, bytes);
  }
  Status DropUpload(const std::string& id, const std::string& owner) override {
    return desk_.Drop(id, owner);
  }

  Result<Courseware> Add(const std::string& upload, const std::string& owner,
                         const CoursewareDetails& details) override;
  Status Replace(const std::string& id, const std::string& upload, const std::string& owner) override;
  Status Change(const std::string& id, const CoursewareDetails& details) override;
  Status Delete(const std::string& id) override;
  Status Restore(const std::string& id) override {
    return courseware_rows::SetDeleted(journal_, id, std::nullopt);
  }
  Status ShowEarlier(const std::string& id, std::int64_t version) override {
    return courseware_rows::ShowVersion(journal_, id, version, clock_.Wall());
  }
  Result<Courseware> Find(const std::string& id) const override {
    return courseware_rows::Find(journal_, id);
  }
  Result<CoursewareList> List(const CoursewareFilter& filter) const override {
    return courseware_rows::List(journal_, filter);
  }
  Result<std::string> PathOf(const CoursewareFile& file) const override;
  Result<CoursewareTotals> Totals() const override;
  Status Tidy(WallTime now) override;
  Result<std::optional<CheckedCourseware>> LeastLatelyChecked() const override {
    return courseware_rows::LeastLatelyChecked(journal_);
  }
  Status Recheck(const BlobId& blob) override;
  Result<std::vector<Courseware>> Damaged() const override { return courseware_rows::Damaged(journal_); }

 private:
  Status CheckRoom(const NewUpload& wanted) const;
  Result<bool> LiesWhole(const BlobId& blob) const;

  Disk& disk_;
  Database& journal_;
  const Clock& clock_;
  const CoursewareFolders folders_;
  const ShelfOptions options_;
  UploadDesk desk_;
  std::mutex beginning_;  // Two who begin at once do not both get the last room.
};

Status ShelfOnDisk::CheckRoom(const NewUpload& wanted) const {
  if (wanted.size_bytes < 1) return Fail(ErrorCode::kInvalid, "own.empty: this file is empty");
  if (wanted.size_bytes > options_.most_of_a_file) {
    return Fail(ErrorCode::kRefused,
                "own.too_large: a file may have " + Mebibytes(options_.most_of_a_file) + " at most");
  }
  if (desk_.Of(wanted.owner).size() >= kMostUploads) {
    return Fail(ErrorCode::kRefused, "own.too_many: finish or give up one of the files on their way first");
  }
  LIANXIAO_ASSIGN(const auto sums, courseware_rows::Totals(journal_));
  const auto used = sums.bytes + desk_.PromisedBytes();
  if (used + wanted.size_bytes > options_.budget_bytes) {
    return Fail(ErrorCode::kNoSpace, "own.budget: the school's own files have " +
                                         Mebibytes(options_.budget_bytes) + ", and " + Mebibytes(used) +
                                         " are taken; delete some, or a technician gives them more");
  }
  LIANXIAO_ASSIGN(const auto free, disk_.FreeBytes(folders_.root));
  if (free - desk_.MissingBytes() - wanted.size_bytes < options_.keep_free_bytes) {
    return Fail(ErrorCode::kNoSpace, "own.disk_full: the box's disk has no room for " +
                                         Mebibytes(wanted.size_bytes) + "; tell the technician");
  }
  return {};
}

Result<Upload> ShelfOnDisk::Begin(const NewUpload& wanted) {
  auto clean = wanted;
  LIANXIAO_ASSIGN(clean.name, CleanFileName(wanted.name));
  LIANXIAO_TRY(CheckEnding(clean.name));
  if (!IsMark(clean.mark)) return Fail(ErrorCode::kInvalid, "own.mark: up to 64 hex digits");
  const std::lock_guard lock(beginning_);
  if (const auto same = desk_.Same(clean)) return *same;
  LIANXIAO_TRY(CheckRoom(clean));
  return desk_.Begin(clean);
}

Result<Courseware> ShelfOnDisk::Add(const std::string& upload, const std::string& owner,
                                    const CoursewareDetails& details) {
  LIANXIAO_TRY(CheckDetails(details));
  Courseware item;
  item.id = ToHex(RandomBytes(8));
  item.owner = owner;
  item.details = details;
  const auto done = desk_.Finish(upload, owner, [&](Connection& c, const CoursewareFile& file) {
    item.file = file;
    item.made = item.changed = file.added;
    return courseware_rows::InsertItem(c, item, upload);
  });
  if (done) return item;
  if (done.error().code != ErrorCode::kNotFound) return Fail(done.error());
  // The answer of the first time may have been lost on its way to the browser.
  LIANXIAO_ASSIGN(const auto made, courseware_rows::ItemOfUpload(journal_, upload));
  if (!made) return Fail(done.error());
  LIANXIAO_ASSIGN(auto known, Find(*made));
  if (known.owner != owner) return Fail(done.error());
  return known;
}

Status ShelfOnDisk::Replace(const std::string& id, const std::string& upload, const std::string& owner) {
  LIANXIAO_TRY(Find(id));
  const auto done = desk_.Finish(upload, owner, [&](Connection& c, const CoursewareFile& file) {
    return courseware_rows::ReplaceFile(c, id, file, upload);
  });
  if (done || done.error().code != ErrorCode::kNotFound) return done;
  LIANXIAO_ASSIGN(const auto made, courseware_rows::ItemOfUpload(journal_, upload));
  return made == id ? Status() : Fail(done.error());
}

Status ShelfOnDisk::Change(const std::string& id, const CoursewareDetails& details) {
  LIANXIAO_TRY(CheckDetails(details));
  return courseware_rows::Change(journal_, id, details, clock_.Wall());
}

Status ShelfOnDisk::Delete(const std::string& id) {
  LIANXIAO_ASSIGN(const auto item, Find(id));
  if (item.deleted) return {};  // Its days are counted from the first time.
  return courseware_rows::SetDeleted(journal_, id, clock_.Wall());
}

Result<std::string> ShelfOnDisk::PathOf(const CoursewareFile& file) const {
  if (file.damaged) {
    return Fail(ErrorCode::kCorrupt, "own.damaged: the disk has changed " + file.blob.Hex());
  }
  auto path = folders_.File(file.blob);
  LIANXIAO_ASSIGN(const bool there, disk_.Exists(path));
  if (!there) return Fail(ErrorCode::kNotFound, "own.lost: the disk has lost " + file.blob.Hex());
  return path;
}

Result<CoursewareTotals> ShelfOnDisk::Totals() const {
  LIANXIAO_ASSIGN(const auto sums, courseware_rows::Totals(journal_));
  return CoursewareTotals{sums.items, sums.bytes, desk_.PromisedBytes(), options_.budget_bytes,
                          options_.most_of_a_file};
}

Status ShelfOnDisk::Tidy(WallTime now) {
  LIANXIAO_TRY(desk_.DropUnused(now + -kUploadMs));
  const std::lock_guard arranging(desk_.arranging());
  LIANXIAO_ASSIGN(const auto before, courseware_rows::Blobs(journal_));
  LIANXIAO_TRY(courseware_rows::Purge(journal_, now + -kKeepMs));
  LIANXIAO_ASSIGN(const auto after, courseware_rows::Blobs(journal_));
  for (const auto& blob : before) {
    if (!after.contains(blob)) LIANXIAO_TRY(disk_.Remove(folders_.File(blob)));
  }
  return {};
}

// Bytes that the medium cannot give back, or a file that somebody removed, are as lost as changed ones.
Result<bool> ShelfOnDisk::LiesWhole(const BlobId& blob) const {
  const auto found = HashFile(disk_, folders_.File(blob));
  if (found) return found->id == blob;
  const auto code = found.error().code;
  if (code == ErrorCode::kCorrupt || code == ErrorCode::kNotFound) return false;
  return Fail(found.error());
}

Status ShelfOnDisk::Recheck(const BlobId& blob) {
  using courseware_rows::Found;
  LIANXIAO_ASSIGN(const bool whole, LiesWhole(blob));
  if (whole) {
    LIANXIAO_ASSIGN(const bool known,
                    courseware_rows::NoteChecked(journal_, blob, clock_.Wall(), Found::kWhole));
    return known ? Status() : Fail(ErrorCode::kNotFound, "own.unknown: nobody has that file any more");
  }
  // Once more while nobody can put it in its place again: it may have been brought meanwhile.
  const std::lock_guard arranging(desk_.arranging());
  LIANXIAO_ASSIGN(const bool mended, LiesWhole(blob));
  if (mended) return {};
  LIANXIAO_ASSIGN(const bool known,
                  courseware_rows::NoteChecked(journal_, blob, clock_.Wall(), Found::kDamaged));
  if (!known) return Fail(ErrorCode::kNotFound, "own.unknown: nobody has that file any more");
  return Fail(ErrorCode::kCorrupt, "own.damaged: the disk has changed " + blob.Hex());
}

}  // namespace

Result<std::unique_ptr<CoursewareShelf>> CoursewareShelf::Open(Disk& disk, Database& journal,
                                                               const Clock& clock, Log& log, std::string root,
                                                               ShelfOptions options) {
  auto shelf = std::make_unique<ShelfOnDisk>(disk, journal, clock, log, std::move(root), options);
  if (auto opened = shelf->Open(); !opened) return Fail(opened.error().While("own courseware"));
  return shelf;
}

}  // namespace lianxiao::storage
