// From an editor's folder to checked drafts: a metadata table (resources.csv, resources.toml, 资源.csv) and
// the files it names. Either the whole table is taken in, or nothing and a list of what is wrong by row.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "center/ingest/findings.h"
#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/catalog.h"
#include "storage/formats/chapters.h"

namespace lianxiao::center {

// A resource as handed in: metadata, and where its files are. File sizes and digests are filled in.
struct Draft {
  formats::Resource resource;                   // version 0; publishing numbers it.
  std::vector<std::string> disk_paths;          // One for each resource.files.
  std::vector<formats::Chapter> chapters = {};  // That the main file itself knows of.
  int row = 0;
};

struct IngestResult {
  std::vector<Draft> drafts;
  std::vector<Finding> findings;    // Empty: everything is in order.
  std::vector<Finding> notes = {};  // What an editor should know though everything was taken in.
};

// What ffprobe and the bytes say of a media file. An interface, so that unit tests need no ffprobe.
struct MediaFacts {
  std::string media_type;  // By content: "video/mp4", "application/pdf", "application/vnd.openxml…".
  double duration_s = 0;
  std::string video_codec, video_profile, pixel_format, audio_codec;  // ffprobe's words; empty: none.
  bool fast_start = false;                                            // moov before mdat.
  std::vector<formats::Chapter> chapters = {};                        // In order; often none.
};
class MediaProbe {
 public:
  virtual ~MediaProbe() = default;
  virtual Result<MediaFacts> Look(const std::string& disk_path) = 0;  // kInvalid: broken or unknown.
};
std::unique_ptr<MediaProbe> MakeFfprobe();  // Runs ffprobe(1) for audio and video, reads magic bytes else.

// kNotFound: folder or table missing or unreadable. Anything about the contents is a Finding.
Result<IngestResult> Ingest(const std::string& folder, MediaProbe& probe);

}  // namespace lianxiao::center
