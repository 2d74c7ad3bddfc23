#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "center/ingest/content_type.h"
#include "center/ingest/office_pages.h"
#include "center/ingest/run_program.h"

namespace lianxiao::center {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "/usr/bin/soffice";
// A deck of 300 pictures takes about a minute on a small server; what needs three does not end.
constexpr std::int64_t kTimeoutMs = 180'000;
constexpr const char* kMemory = "--as=4294967296";      // Of addresses; it starts with about 1.5 GiB of them.
constexpr const char* kLargest = "--fsize=1073741824";  // Of any file it writes.
// A projector shows 1920 dots across; camera pictures of 6,000 only cost the line.
constexpr std::string_view kPictures =
    R"(:{"ReduceImageResolution":{"type":"boolean","value":"true"},)"
    R"("MaxImageResolution":{"type":"long","value":"150"},"Quality":{"type":"long","value":"85"}})";

// Below the machine's folder for such things, whose name needs no care in an address; gone with all in it.
class WorkFolder {
 public:
  WorkFolder() {
    std::error_code error;
    auto name = fs::temp_directory_path(error).string() + "/lianxiao-pages-XXXXXX";
    if (!error && mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~WorkFolder() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const std::string& path() const { return path_; }  // Empty: it could not be made.

 private:
  std::string path_;
};

// The last is where it says what was wrong; a warning about Java comes first.
std::string LastLine(const ProgramOutput& output) {
  auto words = output.err.empty() ? output.out : output.err;
  while (words.ends_with('\n')) words.pop_back();
  const auto at = words.rfind('\n');
  const auto line = at == std::string::npos ? words : words.substr(at + 1);
  return line.empty() ? "exit code " + std::to_string(output.exit_code) : line;
}

class LibreOffice final : public PagesMaker {
 public:
  Status Make(const std::string& from, OfficeKind kind, const std::string& to) override {
    if (access(kProgram, X_OK) != 0) return Fail(ErrorCode::kNotFound, "LibreOffice is not installed");
    const WorkFolder work;
    if (work.path().empty()) return Fail(ErrorCode::kInternal, "no folder for work below /tmp");
    // By another name: nothing is written beside an editor's file, and a command line sees no name of theirs.
    const auto source = work.path() + "/source" + Ending(from);
    std::error_code error;
    fs::create_symlink(fs::absolute(from), source, error);
    if (error) return Fail(ErrorCode::kInternal, "link " + from + ": " + error.message());
    LIANXIAO_ASSIGN(const auto output, RunProgram(Command(work.path(), source, kind), kTimeoutMs));
    const auto made = work.path() + "/source.pdf";
    LIANXIAO_TRY(EndedItself(output));
    if (!fs::exists(made, error)) return Fail(ErrorCode::kInvalid, LastLine(output));
    if (fs::copy_file(made, to, fs::copy_options::overwrite_existing, error)) return {};
    return Fail(ErrorCode::kInternal, "write " + to + ": " + error.message());
  }

 private:
  // unshare: no network, and no process outlives a timeout. env: nothing of the editor's own settings.
  static std::vector<std::string> Command(const std::string& work, const std::string& source,
                                          OfficeKind kind) {
    const std::string filter = kind == OfficeKind::kSlides ? "impress_pdf_Export" : "writer_pdf_Export";
    return {"unshare",
            "--user",
            "--map-current-user",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            "--",
            "prlimit",
            kMemory,
            kLargest,
            "--core=0",
            "--",
            "env",
            "-i",
            "PATH=/usr/bin:/bin",
            "HOME=" + work,
            "LANG=C.UTF-8",
            kProgram,
            "-env:UserInstallation=file://" + work + "/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            "pdf:" + filter + std::string(kPictures),
            "--outdir",
            work,
            source};
  }
};

}  // namespace

std::unique_ptr<PagesMaker> MakeLibreOffice() { return std::make_unique<LibreOffice>(); }

}  // namespace lianxiao::center
