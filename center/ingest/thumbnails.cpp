#include "center/ingest/thumbnails.h"

#include <algorithm>

#include "center/ingest/film_chapters.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;

constexpr std::int64_t kLeastEveryS = 10, kLeastFilmS = 30;
constexpr int kMostPictures = 60, kMostColumns = 10;
constexpr std::int64_t kMostReasonBytes = 4'096;

class Sheets {
 public:
  Sheets(IngestResult& result, SheetMaker& maker, storage::Disk& disk, const std::string& folder,
         const std::function<void(const std::string&)>& begins)
      : result_(result), maker_(maker), disk_(disk), folder_(folder), begins_(begins) {}

  Status AddAll() {
    for (auto& draft : result_.drafts) LIANXIAO_TRY(AddTo(draft));
    if (without_program_ > 0) {
      result_.notes.push_back(
          {0, "", "ingest.no_sheet_program", std::to_string(without_program_), "apt install ffmpeg"});
    }
    return {};
  }

 private:
  Status AddTo(Draft& draft) {
    const auto main = std::ranges::find(draft.resource.files, FileRole::kMain, &formats::File::role);
    if (main == draft.resource.files.end() || main->media_type != "video/mp4") return {};
    const auto plan = PlanSheet(draft.resource.duration_s);
    if (plan.pictures == 0) return {};
    const auto& from = draft.disk_paths[static_cast<std::size_t>(main - draft.resource.files.begin())];
    LIANXIAO_ASSIGN(const bool made, MadeFrom(from, *main, plan, draft.row));
    return made ? Enter(draft, main->path, Kept(*main, plan, ".jpg"), plan) : Status{};
  }

  std::string Kept(const formats::File& main, const SheetPlan& plan, const char* ending) const {
    return folder_ + "/" + main.blob.Hex() + "." + std::to_string(plan.pictures) + "x" +
           std::to_string(plan.every_s) + "s" + ending;
  }

  // Whether the sheet lies ready.
  Result<bool> MadeFrom(const std::string& from, const formats::File& main, const SheetPlan& plan, int row) {
    const auto sheet = Kept(main, plan, ".jpg"), failed = Kept(main, plan, ".failed");
    LIANXIAO_ASSIGN(const bool ready, disk_.Exists(sheet));
    if (ready) return true;
    LIANXIAO_ASSIGN(const bool in_vain, disk_.Exists(failed));
    if (in_vain) {
      LIANXIAO_ASSIGN(const auto reason, storage::ReadWhole(disk_, failed, kMostReasonBytes));
      Note(row, main.path, reason + " · " + failed);
      return false;
    }
    LIANXIAO_TRY(disk_.MakeFolders(folder_));
    if (without_program_ == 0 && begins_) begins_(main.path);
    const auto made = Make(from, plan, sheet);
    if (made) return true;
    if (made.error().code == ErrorCode::kNotFound) {
      ++without_program_;
      return false;
    }
    if (made.error().code != ErrorCode::kInvalid) return Fail(made.error());
    Note(row, main.path, made.error().message);
    LIANXIAO_TRY(storage::WriteWhole(disk_, failed, made.error().message.substr(0, kMostReasonBytes)));
    return false;
  }

  // Whole or not at all, also through a power cut.
  Status Make(const std::string& from, const SheetPlan& plan, const std::string& to) {
    const auto part = to + ".part";
    LIANXIAO_TRY(maker_.Make(from, plan, part));
    {
      LIANXIAO_ASSIGN(const auto file, disk_.Open(part, storage::OpenMode::kWrite));
      LIANXIAO_ASSIGN(const auto head, file->ReadAt(0, 2));
      if (head != "\xFF\xD8") return Fail(ErrorCode::kInvalid, "what was made is no JPEG");
      LIANXIAO_ASSIGN(const auto size, file->Size());
      if (size > kMostSheetBytes) return Fail(ErrorCode::kInvalid, "what was made is too large");
      LIANXIAO_TRY(file->Sync());
    }
    LIANXIAO_TRY(disk_.Rename(part, to));
    return disk_.SyncFolder(folder_);
  }

  Status Enter(Draft& draft, const std::string& film, const std::string& sheet, const SheetPlan& plan) {
    const auto name = NameBeside(draft.resource, film, ".thumbnails.jpg");
    const auto moments =
        formats::WriteWebVtt(MomentsOf(plan, draft.resource.duration_s, name.substr(name.rfind('/') + 1)));
    const auto moments_path = folder_ + "/" + HashOf(moments).Hex() + ".vtt";
    LIANXIAO_TRY(storage::WriteWhole(disk_, moments_path, moments));
    const auto moments_name = NameBeside(draft.resource, film, ".thumbnails.vtt");
    LIANXIAO_TRY(EnterMade(draft, {.role = FileRole::kThumbnails, .path = name, .media_type = "image/jpeg"},
                           sheet, disk_));
    return EnterMade(draft, {.role = FileRole::kThumbnails, .path = moments_name, .media_type = "text/vtt"},
                     moments_path, disk_);
  }

  void Note(int row, const std::string& path, const std::string& reason) {
    result_.notes.push_back({row, "", "ingest.sheet_failed", path, reason});
  }

  IngestResult& result_;
  SheetMaker& maker_;
  storage::Disk& disk_;
  const std::string& folder_;
  const std::function<void(const std::string&)>& begins_;
  int without_program_ = 0;
};

}  // namespace

SheetPlan PlanSheet(std::int64_t duration_s) {
  if (duration_s < kLeastFilmS) return {};
  SheetPlan plan;
  plan.every_s = std::max(kLeastEveryS, (duration_s + kMostPictures - 1) / kMostPictures);
  plan.pictures = static_cast<int>((duration_s + plan.every_s - 1) / plan.every_s);
  plan.columns = std::min(plan.pictures, kMostColumns);
  plan.rows = (plan.pictures + plan.columns - 1) / plan.columns;
  return plan;
}

std::vector<formats::VttCue> MomentsOf(const SheetPlan& plan, std::int64_t duration_s,
                                       const std::string& sheet) {
  std::vector<formats::VttCue> moments;
  for (int i = 0; i < plan.pictures; ++i) {
    const auto x = i % plan.columns * kThumbnailWidth, y = i / plan.columns * kThumbnailHeight;
    const auto part = std::to_string(x) + "," + std::to_string(y) + "," + std::to_string(kThumbnailWidth) +
                      "," + std::to_string(kThumbnailHeight);
    const auto start_s = i * plan.every_s;
    // The last one lasts a little longer, for a duration is told in whole seconds.
    const auto end_s = i + 1 < plan.pictures ? start_s + plan.every_s : std::max(duration_s, start_s) + 1;
    moments.push_back({start_s * 1000, end_s * 1000, sheet + "#xywh=" + part});
  }
  return moments;
}

Status AddThumbnails(IngestResult& result, SheetMaker& maker, storage::Disk& disk, const std::string& folder,
                     const std::function<void(const std::string& name)>& begins) {
  return Sheets(result, maker, disk, folder, begins).AddAll();
}

}  // namespace lianxiao::center
