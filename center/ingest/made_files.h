// Files that a program of the machine makes of an editor's: pages of slides, pictures of a film. Each is made
// once and kept under a name that has the digest of what it was made of, for no program makes the same bytes
// twice; where it could not be made the reason is kept, and it is not tried again before somebody removes
// that. What was not done in time, or killed, is the machine's fault as likely as the file's: the next import
// tries again, kMostTries times in all.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "center/ingest/ingest.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::center {

// Keys of the notes for the editor, and what brings the program.
struct MadeFileNotes {
  std::string no_program, failed;
  std::string install;
};

class MadeFiles {
 public:
  // `begins` is called with the name of each file that takes a while now; may be null.
  MadeFiles(IngestResult& result, storage::Disk& disk, const std::string& folder, MadeFileNotes notes,
            const std::function<void(const std::string& name)>& begins)
      : result_(result), disk_(disk), folder_(folder), notes_(std::move(notes)), begins_(begins) {}

  // Where a file made of `main` is kept; `ending` begins with a dot.
  std::string Kept(const formats::File& main, const std::string& ending) const {
    return folder_ + "/" + main.blob.Hex() + ending;
  }
  struct Order {
    const formats::File& of;
    int row = 0;
    std::string kept, failed, tries;  // Where it, or the reason that there is none, or so far none, is kept.
    // Writes it to `to`. kNotFound: the program is not here; kInvalid, with the reason: it could not;
    // kOffline: another time it may.
    std::function<Status(const std::string& to)> make;
    std::function<Status(storage::File& made)> check;  // kInvalid: it is not what it should be.
  };
  // Whether it lies ready; if not, there is a note of it. Errors are the disk's.
  Result<bool> Ready(const Order& order);
  void NoteWhatIsMissing();  // At the end.

  static constexpr int kMostTries = 3;

 private:
  Status Make(const Order& order);
  Status TryLater(const Order& order, const std::string& reason);
  Status GiveUp(const Order& order, const std::string& reason);
  void Note(const Order& order, const std::string& reason);

  IngestResult& result_;
  storage::Disk& disk_;
  const std::string& folder_;
  const MadeFileNotes notes_;
  const std::function<void(const std::string&)>& begins_;
  int without_program_ = 0;
};

// "lesson.mp4" with `ending` in the place of ".mp4"; with a number before it where another file of the
// resource has that name.
std::string NameBeside(const formats::Resource& resource, const std::string& name, const std::string& ending);
// Enters a file that was made for the draft. Its size and digests are read from the disk.
Status EnterMade(Draft& draft, formats::File file, const std::string& disk_path, storage::Disk& disk);

}  // namespace lianxiao::center
