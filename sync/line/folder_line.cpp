#include "sync/line/folder_line.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/formats/stick_layout.h"

namespace lianxiao::sync {
namespace {

constexpr std::string_view kScheme = "file:";
constexpr std::string_view kLead = "file:///";

// A slow stick reads this in a tenth of a second: short enough between two looks at Stop.
constexpr std::int64_t kStepBytes = 1 << 20;

std::string Reason(int error) { return std::strerror(error); }

bool IsPlainPart(std::string_view part) { return !part.empty() && part != "." && part != ".."; }

// "a/b/c" into its parts; empty when one of them leads elsewhere.
std::vector<std::string> PartsOf(std::string_view path) {
  std::vector<std::string> parts;
  for (;;) {
    const auto slash = path.find('/');
    if (!IsPlainPart(path.substr(0, slash))) return {};
    parts.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

// Of the folder itself: whatever it is, the place cannot be read now.
Error NotThere(const std::string& folder, int error) {
  if (error == EACCES || error == EPERM) {
    return {ErrorCode::kRefused, folder + " may not be read: let the user of this program read it"};
  }
  return {ErrorCode::kOffline,
          folder + " cannot be opened (" + Reason(error) + "): is the stick plugged in?"};
}

Error NotReadable(const std::string& below, int error) {
  switch (error) {
    case ENOENT: return {ErrorCode::kNotFound, "it is not there"};
    case ENOTDIR:
    case ELOOP: return {ErrorCode::kRefused, below + " is a link or no plain file: copy the file itself"};
    case EACCES:
    case EPERM:
      return {ErrorCode::kRefused, below + " may not be read: let the user of this program read it"};
    default: return {ErrorCode::kOffline, below + " cannot be read: " + Reason(error)};
  }
}

// A mount point stays behind when its stick is gone, and looks like an empty folder.
bool HoldsRepository(int folder) {
  struct stat metadata {};
  return ::fstatat(folder, "metadata", &metadata, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(metadata.st_mode);
}

// Part by part without following links, so that no name leads out of `folder`, whoever made the stick.
Result<OpenFile> OpenBelow(OpenFile folder, const std::string& below) {
  const auto parts = PartsOf(below);
  if (parts.empty()) return Fail(ErrorCode::kRefused, "'" + below + "' leads elsewhere");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    // Without blocking: a pipe under that name must not hold us for ever.
    const int how = last ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_PATH | O_DIRECTORY;
    OpenFile next(::openat(folder.fd(), parts[i].c_str(), how | O_NOFOLLOW | O_CLOEXEC));
    if (!next) return Fail(NotReadable(below, errno));
    folder = std::move(next);
  }
  return folder;
}

Result<std::int64_t> SizeOf(const OpenFile& file) {
  struct stat found {};
  if (::fstat(file.fd(), &found) != 0) return Fail(ErrorCode::kOffline, Reason(errno));
  if (!S_ISREG(found.st_mode)) return Fail(ErrorCode::kRefused, "it is no plain file");
  return std::int64_t{found.st_size};
}

// Reads up to `most` bytes from `at` behind `bytes`; 0 at the end.
Result<std::int64_t> ReadSome(const OpenFile& file, std::int64_t at, std::int64_t most, std::string& bytes) {
  const auto before = bytes.size();
  bytes.resize(before + static_cast<std::size_t>(most));
  const auto read = ::pread(file.fd(), bytes.data() + before, static_cast<std::size_t>(most), at);
  const int error = errno;
  bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
  if (read < 0 && error != EINTR) return Fail(ErrorCode::kOffline, "it cannot be read: " + Reason(error));
  return std::int64_t{read};
}

Error Stopping() { return {ErrorCode::kOffline, "stopping"}; }

}  // namespace

bool IsFolderUrl(std::string_view url) { return url.starts_with(kScheme); }

Result<std::string> FolderOf(std::string_view url) {
  const auto wrong = [&](const char* why) {
    return Fail(ErrorCode::kInvalid, std::string(url) + ": " + why);
  };
  if (!url.starts_with(kLead)) return wrong("must begin with file:/// and a folder");
  if (url.find_first_of("%?#\n\\") != std::string_view::npos || url.find('\0') != std::string_view::npos) {
    return wrong("the folder's name stands as it is, without %, ?, # or \\");
  }
  while (url.size() > kLead.size() && url.ends_with('/')) url.remove_suffix(1);
  const auto path = url.substr(kLead.size());
  if (PartsOf(path).empty()) return wrong("must be a whole path without '.' and '..'");
  return "/" + std::string(path);
}

OpenFile::~OpenFile() {
  if (fd_ >= 0) ::close(fd_);
}
OpenFile::OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FolderLine::FolderLine(const std::vector<std::string>& folders) { Use(folders); }

void FolderLine::Use(const std::vector<std::string>& folders) {
  folders_.clear();
  for (const auto& url : folders) {
    if (auto folder = FolderOf(url)) folders_.push_back(*std::move(folder));
  }
}

Result<FolderLine::Place> FolderLine::Locate(const std::string& url) const {
  if (url.starts_with(kLead)) {
    const auto path = std::string_view(url).substr(kLead.size() - 1);
    for (const auto& folder : folders_) {
      if (path.starts_with(folder) && path.substr(folder.size()).starts_with('/')) {
        return Place{folder, std::string(path.substr(folder.size() + 1))};
      }
    }
  }
  return Fail(ErrorCode::kRefused, url + ": only folders in the setting 'mirrors' are read");
}

Result<OpenFile> FolderLine::Open(const std::string& url) const {
  LIANXIAO_ASSIGN(const auto place, Locate(url));
  OpenFile folder(::open(place.folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return Fail(NotThere(place.folder, errno));
  if (!HoldsRepository(folder.fd())) {
    return Fail(ErrorCode::kOffline, place.folder + " holds no library: is the stick plugged in?");
  }
  return OpenBelow(std::move(folder), place.below);
}

Result<HttpAnswer> FolderLine::Exchange(const HttpRequest& request) {
  if (stopped_) return Fail(Stopping());
  if (request.method != Method::kGet) return Fail(ErrorCode::kRefused, "a folder takes nothing in");
  HttpAnswer answer;
  answer.content_type = "application/octet-stream";
  const auto file = Open(request.url);
  if (!file && file.error().code == ErrorCode::kNotFound) {
    answer.status = 404;
    return answer;
  }
  if (!file) return Fail(file.error());
  LIANXIAO_TRY(SizeOf(*file));  // A plain file. How long it really is shows when it is read.
  for (;;) {
    const auto here = static_cast<std::int64_t>(answer.body.size());
    if (here > request.max_bytes) {
      return Fail(ErrorCode::kInvalid,
                  "the file is larger than " + std::to_string(request.max_bytes) + " bytes");
    }
    LIANXIAO_ASSIGN(const auto read,
                    ReadSome(*file, here, std::min(kStepBytes, request.max_bytes + 1 - here), answer.body));
    if (read == 0) break;
    if (stopped_) return Fail(Stopping());
  }
  answer.status = 200;
  return answer;
}

void FolderLine::Fetch(const RangeRequest& request, RangeSink& sink) {
  Reading reading{request, &sink, {}, request.first, {}};
  reading.failed = OpenRange(reading);
  readings_.push_back(std::move(reading));
}

Status FolderLine::OpenRange(Reading& reading) const {
  const auto& request = reading.request;
  auto file = Open(request.url);
  if (file) {
    reading.file = *std::move(file);
    return {};
  }
  if (file.error().code != ErrorCode::kNotFound) return Fail(file.error());
  const auto first = Open(formats::StickPart(request.url, 0));
  if (!first) return Fail(file.error());
  LIANXIAO_ASSIGN(reading.part_bytes, SizeOf(*first));
  if (!formats::StickParts(request.total, reading.part_bytes)) {
    return Fail(ErrorCode::kCorrupt, "its first part has " + std::to_string(reading.part_bytes) +
                                         " bytes, which is no part of " + std::to_string(request.total));
  }
  return OpenPart(reading, request.first / reading.part_bytes);
}

Status FolderLine::OpenPart(Reading& reading, std::int64_t part) const {
  LIANXIAO_ASSIGN(reading.file, Open(formats::StickPart(reading.request.url, part)));
  reading.part = part;
  return {};
}

bool FolderLine::Holds(const std::string& url) const {
  const auto plain = [&](const std::string& at) {
    const auto file = Open(at);
    return file && SizeOf(*file).has_value();
  };
  return plain(url) || plain(formats::StickPart(url, 0));
}

void FolderLine::Cancel(RangeSink& sink) {
  std::erase_if(readings_, [&](const Reading& reading) { return reading.sink == &sink; });
}

void FolderLine::Turn(std::int64_t) {
  for (auto it = readings_.begin(); it != readings_.end();)
    it = Step(*it) ? readings_.erase(it) : std::next(it);
}

bool FolderLine::Step(Reading& reading) {
  std::string bytes;
  auto status = stopped_ ? Status(Fail(Stopping())) : reading.failed;
  if (status) status = ReadOn(reading, bytes);
  if (!bytes.empty()) reading.sink->Arrived(bytes);
  if (status && reading.at < reading.request.end) return false;
  reading.sink->Ended(status);
  return true;
}

// The length is looked at before each step: what grows or shrinks is not the file that was signed.
Status FolderLine::ReadOn(Reading& reading, std::string& bytes) const {
  const auto& request = reading.request;
  const auto begin = reading.part * reading.part_bytes;  // Of the file at hand, within the whole.
  const auto should =
      reading.part_bytes == 0 ? request.total : std::min(reading.part_bytes, request.total - begin);
  LIANXIAO_ASSIGN(const auto size, SizeOf(reading.file));
  if (size != should) {
    return Fail(ErrorCode::kCorrupt, "the file has " + std::to_string(size) +
                                         " bytes where the catalog says " + std::to_string(should));
  }
  const auto most = std::min({kStepBytes, request.end - reading.at, begin + should - reading.at});
  LIANXIAO_ASSIGN(const auto read, ReadSome(reading.file, reading.at - begin, most, bytes));
  if (read == 0 && most > 0) return Fail(ErrorCode::kCorrupt, "the file became shorter while it was read");
  reading.at += std::max<std::int64_t>(read, 0);
  const bool next = reading.at == begin + should && reading.at < request.end;
  return next ? OpenPart(reading, reading.part + 1) : Status{};
}

}  // namespace lianxiao::sync
