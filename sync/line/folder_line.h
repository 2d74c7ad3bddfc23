// The line over folders: a stick in this machine, a mounted share, the directory of a relay. Reads what lies
// below the given folders as an HTTP mirror would serve it, and nothing else on this machine:
//
//   file:///run/media/usb/lianxiao/repository/blobs/ab/cdef…
//   └──── one of the folders given ─────────┘ └── below it, no "..", no link of any kind, plain files only
//
// A folder that is gone (the stick was pulled out) is kOffline, a file that is not in it 404. A file of
// another length than the catalog says, or that grows or shrinks while it is read, is kCorrupt as over HTTP.
//
// A blob that the stick's file system could not hold in one file lies there in parts, NAME.000, NAME.001, …
// (storage/formats/stick_layout.h): all as long as the first, a whole number of pieces, but for the last.
//
// Reads in steps, so that Cancel and Stop come between. What the kernel itself does not return from, such as
// a dying disk, holds the thread as long as the kernel does. The rate cap of the line does not apply, and
// nothing read here counts as traffic.
//
// Used from one thread, but for Stop.
#pragma once

#include <atomic>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

bool IsFolderUrl(std::string_view url);  // Begins with "file:".

// "file:///run/media/usb/lianxiao" → "/run/media/usb/lianxiao". kInvalid: no absolute path, or one with ".",
// "..", an empty part, a query or escapes.
Result<std::string> FolderOf(std::string_view url);

// An open file descriptor; closed when it goes.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

class FolderLine final : public Line {
 public:
  // `folders`: URLs that FolderOf takes; others are passed over. Anything not below one of them is kRefused.
  explicit FolderLine(const std::vector<std::string>& folders);

  void Use(const std::vector<std::string>& folders);
  bool Holds(const std::string& url) const override;

  // GET alone: a folder takes nothing in.
  Result<HttpAnswer> Exchange(const HttpRequest& request) override;
  void Fetch(const RangeRequest& request, RangeSink& sink) override;
  void Cancel(RangeSink& sink) override;
  void Turn(std::int64_t longest_ms) override;  // One step of each; never waits.
  Traffic Moved() const override { return {}; }
  void Stop() override { stopped_ = true; }
  bool Stopped() const override { return stopped_; }

  bool Busy() const { return !readings_.empty(); }

 private:
  struct Reading {
    RangeRequest request;
    RangeSink* sink;
    OpenFile file;
    std::int64_t at;
    Status failed;                // Told from the next Turn.
    std::int64_t part_bytes = 0;  // The file lies in parts as long as this; 0: in one.
    std::int64_t part = 0;        // Of which `file` is this one.
  };
  struct Place {
    std::string folder;  // "/run/media/usb/lianxiao/repository"
    std::string below;   // "blobs/ab/cdef…"
  };

  Result<Place> Locate(const std::string& url) const;
  Result<OpenFile> Open(const std::string& url) const;
  Status OpenPart(Reading& reading, std::int64_t part) const;
  Status OpenRange(Reading& reading) const;
  // True: over, and the sink was told.
  bool Step(Reading& reading);
  Status ReadOn(Reading& reading, std::string& bytes) const;

  std::vector<std::string> folders_;
  std::list<Reading> readings_;
  std::atomic<bool> stopped_{false};
};

}  // namespace lianxiao::sync
