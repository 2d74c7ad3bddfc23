#include "center/ingest/office_pages.h"

#include <algorithm>
#include <optional>

#include "center/ingest/row_files.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;

constexpr std::string_view kPdf = "application/pdf";
constexpr std::int64_t kMostReasonBytes = 4'096;

std::optional<OfficeKind> KindOf(std::string_view media_type) {
  const auto has = [&](std::string_view part) { return media_type.find(part) != media_type.npos; };
  if (has("presentationml") || has("powerpoint")) return OfficeKind::kSlides;
  if (has("wordprocessingml") || has("msword")) return OfficeKind::kText;
  return std::nullopt;
}

bool HasPages(const formats::Resource& resource) {
  return std::ranges::any_of(resource.files, [](const formats::File& file) {
    return file.role == FileRole::kRendition && file.media_type == kPdf;
  });
}

// "课件.pptx" becomes "课件.pdf", or "课件.pages.pdf" beside another file of that name.
std::string NameOfPages(const formats::Resource& resource, const std::string& name) {
  const auto stem = name.substr(0, name.rfind('.'));
  const auto taken = [&](const std::string& path) {
    return std::ranges::find(resource.files, path, &formats::File::path) != resource.files.end();
  };
  return taken(stem + ".pdf") ? stem + ".pages.pdf" : stem + ".pdf";
}

class Pages {
 public:
  Pages(IngestResult& result, PagesMaker& maker, storage::Disk& disk, const std::string& folder,
        const std::function<void(const std::string&)>& begins)
      : result_(result), maker_(maker), disk_(disk), folder_(folder), begins_(begins) {}

  Status AddAll() {
    for (auto& draft : result_.drafts) LIANXIAO_TRY(AddTo(draft));
    if (without_program_ > 0) {
      result_.notes.push_back({0, "", "ingest.no_pages_program", std::to_string(without_program_),
                               "apt install libreoffice-impress-nogui libreoffice-writer-nogui"});
    }
    return {};
  }

 private:
  Status AddTo(Draft& draft) {
    const auto main = std::ranges::find(draft.resource.files, FileRole::kMain, &formats::File::role);
    if (main == draft.resource.files.end() || HasPages(draft.resource)) return {};
    const auto kind = KindOf(main->media_type);
    if (!kind) return {};
    const auto& from = draft.disk_paths[static_cast<std::size_t>(main - draft.resource.files.begin())];
    LIANXIAO_ASSIGN(const bool made, MadeFrom(from, *main, *kind, draft.row));
    return made ? Enter(draft, Kept(*main, ".pdf"), NameOfPages(draft.resource, main->path)) : Status{};
  }

  std::string Kept(const formats::File& main, std::string_view ending) const {
    return folder_ + "/" + main.blob.Hex() + std::string(ending);
  }

  // Whether the pages lie ready.
  Result<bool> MadeFrom(const std::string& from, const formats::File& main, OfficeKind kind, int row) {
    LIANXIAO_ASSIGN(const bool ready, disk_.Exists(Kept(main, ".pdf")));
    if (ready) return true;
    const auto failed = Kept(main, ".failed");
    LIANXIAO_ASSIGN(const bool in_vain, disk_.Exists(failed));
    if (in_vain) {
      LIANXIAO_ASSIGN(const auto reason, storage::ReadWhole(disk_, failed, kMostReasonBytes));
      Note(row, main.path, reason + " · " + failed);
      return false;
    }
    LIANXIAO_TRY(disk_.MakeFolders(folder_));
    if (without_program_ == 0 && begins_) begins_(main.path);
    const auto made = Make(from, kind, Kept(main, ".pdf"));
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
  Status Make(const std::string& from, OfficeKind kind, const std::string& to) {
    const auto part = to + ".part";
    LIANXIAO_TRY(maker_.Make(from, kind, part));
    {
      LIANXIAO_ASSIGN(const auto file, disk_.Open(part, storage::OpenMode::kWrite));
      LIANXIAO_ASSIGN(const auto head, file->ReadAt(0, 5));
      if (head != "%PDF-") return Fail(ErrorCode::kInvalid, "what was made is no PDF");
      LIANXIAO_TRY(file->Sync());
    }
    LIANXIAO_TRY(disk_.Rename(part, to));
    return disk_.SyncFolder(folder_);
  }

  Status Enter(Draft& draft, const std::string& disk_path, const std::string& name) {
    LIANXIAO_ASSIGN(const auto file, disk_.Open(disk_path, storage::OpenMode::kRead));
    formats::File pages{.role = FileRole::kRendition, .path = name, .media_type = std::string(kPdf)};
    LIANXIAO_ASSIGN(pages.size_bytes, file->Size());
    LIANXIAO_TRY(HashFile(disk_path, pages));
    draft.resource.files.push_back(std::move(pages));
    draft.disk_paths.push_back(disk_path);
    return {};
  }

  void Note(int row, const std::string& path, const std::string& reason) {
    result_.notes.push_back({row, "", "ingest.pages_failed", path, reason});
  }

  IngestResult& result_;
  PagesMaker& maker_;
  storage::Disk& disk_;
  const std::string& folder_;
  const std::function<void(const std::string&)>& begins_;
  int without_program_ = 0;
};

}  // namespace

Status AddPages(IngestResult& result, PagesMaker& maker, storage::Disk& disk, const std::string& folder,
                const std::function<void(const std::string& name)>& begins) {
  return Pages(result, maker, disk, folder, begins).AddAll();
}

}  // namespace lianxiao::center
