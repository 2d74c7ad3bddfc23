// Office files as pages (PDF): most browsers in a school open no slides, every one opens pages. The original
// stays what the lesson is; its pages are a rendition of it. Each file is turned into pages once: what was
// made is kept under the file's digest, for no program makes the same bytes twice.
//
//   FOLDER/DIGEST.pdf      the pages of the file with that digest
//   FOLDER/DIGEST.failed   why there are none; remove it, and the next import tries again
//   FOLDER/DIGEST.tries    why they were not done in time so far, a line each (made_files.h)
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "center/ingest/ingest.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::center {

// Slides and texts; tables of figures make poor pages.
enum class OfficeKind { kSlides, kText };

class PagesMaker {
 public:
  virtual ~PagesMaker() = default;
  // Writes the pages of `from` to `to`. kNotFound: the program is not on this machine; kInvalid, with the
  // reason: it could not, or needed more memory than it gets; kOffline: it was not done in time, or killed.
  virtual Status Make(const std::string& from, OfficeKind kind, const std::string& to) = 0;
};
// LibreOffice without a window, in a process tree of its own: no network, 4 GiB, 3 minutes, and a profile
// that is thrown away.
std::unique_ptr<PagesMaker> MakeLibreOffice();

// Adds its pages to each draft whose main file is slides or text and that brings no PDF of its own. What
// cannot be made becomes a note and the draft goes on without. `begins` is called with the name of each file
// that takes a while now. Errors are the disk's.
Status AddPages(IngestResult& result, PagesMaker& maker, storage::Disk& disk, const std::string& folder,
                const std::function<void(const std::string& name)>& begins);

}  // namespace lianxiao::center
