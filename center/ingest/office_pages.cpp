#include "center/ingest/office_pages.h"

#include <algorithm>
#include <optional>

#include "center/ingest/made_files.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;

constexpr std::string_view kPdf = "application/pdf";

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
      : result_(result),
        maker_(maker),
        disk_(disk),
        made_(result, disk, folder,
              {"ingest.no_pages_program", "ingest.pages_failed",
               "apt install libreoffice-impress-nogui libreoffice-writer-nogui"},
              begins) {}

  Status AddAll() {
    for (auto& draft : result_.drafts) LIANXIAO_TRY(AddTo(draft));
    made_.NoteWhatIsMissing();
    return {};
  }

 private:
  Status AddTo(Draft& draft) {
    const auto main = std::ranges::find(draft.resource.files, FileRole::kMain, &formats::File::role);
    if (main == draft.resource.files.end() || HasPages(draft.resource)) return {};
    const auto kind = KindOf(main->media_type);
    if (!kind) return {};
    const auto& from = draft.disk_paths[static_cast<std::size_t>(main - draft.resource.files.begin())];
    const auto pages = made_.Kept(*main, ".pdf");
    LIANXIAO_ASSIGN(const bool ready,
                    made_.Ready({.of = *main,
                                 .row = draft.row,
                                 .kept = pages,
                                 .failed = made_.Kept(*main, ".failed"),
                                 .tries = made_.Kept(*main, ".tries"),
                                 .make = [&](const std::string& to) { return maker_.Make(from, *kind, to); },
                                 .check = CheckPages}));
    if (!ready) return {};
    return EnterMade(draft,
                     {.role = FileRole::kRendition,
                      .path = NameOfPages(draft.resource, main->path),
                      .media_type = std::string(kPdf)},
                     pages, disk_);
  }

  static Status CheckPages(storage::File& pages) {
    LIANXIAO_ASSIGN(const auto head, pages.ReadAt(0, 5));
    if (head != "%PDF-") return Fail(ErrorCode::kInvalid, "what was made is no PDF");
    return {};
  }

  IngestResult& result_;
  PagesMaker& maker_;
  storage::Disk& disk_;
  MadeFiles made_;
};

}  // namespace

Status AddPages(IngestResult& result, PagesMaker& maker, storage::Disk& disk, const std::string& folder,
                const std::function<void(const std::string& name)>& begins) {
  return Pages(result, maker, disk, folder, begins).AddAll();
}

}  // namespace lianxiao::center
