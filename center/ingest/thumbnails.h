// Small pictures of a film for who looks for a place in it, all on one sheet, which follows the film over the
// line when everything else has come. Every byte of it is worth it only so far:
//
//   128 × 72 dots each, one every 10 s, and at most 60 of them: a lesson of 40 minutes has one every 40 s.
//   At most 60 KiB a sheet, coarser the more there is to see; about 1 KB a picture. With it, up to 5 KB of
//   WebVTT that says which part of the sheet belongs to which moment (#xywh); packed on the line it is 0.6
//   KB.
//
// No two releases of ffmpeg make the same bytes, so that what was made is kept under the film's digest:
//
//   FOLDER/DIGEST.11x10s.jpg      the sheet of the film with that digest: 11 pictures, one every 10 s
//   FOLDER/DIGEST.11x10s.failed   why there is none; remove it, and the next import tries again
//   FOLDER/DIGEST.11x10s.tries    why it was not done in time so far, a line each (made_files.h)
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "center/ingest/ingest.h"
#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/webvtt.h"

namespace lianxiao::center {

inline constexpr int kThumbnailWidth = 128, kThumbnailHeight = 72;
inline constexpr std::int64_t kMostSheetBytes = 60 << 10;

struct SheetPlan {
  std::int64_t every_s = 0;
  int pictures = 0;
  int columns = 0, rows = 0;
  bool operator==(const SheetPlan&) const = default;
};
// Of a film so long. No pictures: it is too short for anybody to lose their place in it.
SheetPlan PlanSheet(std::int64_t duration_s);
// A cue for each picture: "SHEET#xywh=128,0,128,72".
std::vector<formats::VttCue> MomentsOf(const SheetPlan& plan, std::int64_t duration_s,
                                       const std::string& sheet);

class SheetMaker {
 public:
  virtual ~SheetMaker() = default;
  // Writes a JPEG with the pictures of the film `from` to `to`, not larger than kMostSheetBytes. kNotFound:
  // the program is not on this machine; kInvalid, with the reason: it could not, or needed more memory than
  // it gets; kOffline: it was not done in time, or killed.
  virtual Status Make(const std::string& from, const SheetPlan& plan, const std::string& to) = 0;
};
// ffmpeg(1), 2 GiB and 3 minutes, one core, quietly. It looks at key pictures alone.
std::unique_ptr<SheetMaker> MakeFfmpeg();

// Adds sheet and moments to each draft whose main file is a film. What cannot be made becomes a note and the
// draft goes on without. `begins` is called with the name of each film that takes a while now. Errors are the
// disk's.
Status AddThumbnails(IngestResult& result, SheetMaker& maker, storage::Disk& disk, const std::string& folder,
                     const std::function<void(const std::string& name)>& begins);

}  // namespace lianxiao::center
