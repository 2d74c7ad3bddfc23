#include "center/ingest/thumbnails.h"

#include <algorithm>

#include "center/ingest/made_files.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;

constexpr std::int64_t kLeastEveryS = 10, kLeastFilmS = 30;
constexpr int kMostPictures = 60, kMostColumns = 10;

class Sheets {
 public:
  Sheets(IngestResult& result, SheetMaker& maker, storage::Disk& disk, const std::string& folder,
         const std::function<void(const std::string&)>& begins)
      : result_(result),
        maker_(maker),
        disk_(disk),
        folder_(folder),
        made_(result, disk, folder, {"ingest.no_sheet_program", "ingest.sheet_failed", "apt install ffmpeg"},
              begins) {}

  Status AddAll() {
    for (auto& draft : result_.drafts) LIANXIAO_TRY(AddTo(draft));
    made_.NoteWhatIsMissing();
    return {};
  }

 private:
  Status AddTo(Draft& draft) {
    const auto main = std::ranges::find(draft.resource.files, FileRole::kMain, &formats::File::role);
    if (main == draft.resource.files.end() || main->media_type != "video/mp4") return {};
    const auto plan = PlanSheet(draft.resource.duration_s);
    if (plan.pictures == 0) return {};
    const auto& from = draft.disk_paths[static_cast<std::size_t>(main - draft.resource.files.begin())];
    const auto shape = "." + std::to_string(plan.pictures) + "x" + std::to_string(plan.every_s) + "s";
    const auto sheet = made_.Kept(*main, shape + ".jpg");
    LIANXIAO_ASSIGN(const bool ready,
                    made_.Ready({.of = *main,
                                 .row = draft.row,
                                 .kept = sheet,
                                 .failed = made_.Kept(*main, shape + ".failed"),
                                 .tries = made_.Kept(*main, shape + ".tries"),
                                 .make = [&](const std::string& to) { return maker_.Make(from, plan, to); },
                                 .check = CheckSheet}));
    return ready ? Enter(draft, main->path, sheet, plan) : Status{};
  }

  static Status CheckSheet(storage::File& sheet) {
    LIANXIAO_ASSIGN(const auto head, sheet.ReadAt(0, 2));
    if (head != "\xFF\xD8") return Fail(ErrorCode::kInvalid, "what was made is no JPEG");
    LIANXIAO_ASSIGN(const auto size, sheet.Size());
    if (size > kMostSheetBytes) return Fail(ErrorCode::kInvalid, "what was made is too large");
    return {};
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

  IngestResult& result_;
  SheetMaker& maker_;
  storage::Disk& disk_;
  const std::string& folder_;
  MadeFiles made_;
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
