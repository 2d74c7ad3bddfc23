#include "storage/teaching/lesson_notes.h"

#include "storage/formats/field_rules.h"
#include "storage/one_value.h"

namespace lianxiao::storage {
namespace {

Status Drop(Connection& c, const std::string& account, const TeachingItem& item) {
  return c.Prepare("DELETE FROM lesson_notes WHERE account = ? AND kind = ? AND item = ?")
      .Bind(1, account)
      .Bind(2, item.kind)
      .Bind(3, item.id)
      .Run();
}

Status CheckRoom(Connection& c, const std::string& account) {
  auto many = c.Prepare("SELECT count(*) FROM lesson_notes WHERE account = ?");
  LIANXIAO_TRY(many.Bind(1, account).Step());
  if (many.Int(0) < kMostLessonNotes) return {};
  return Fail(ErrorCode::kRefused,
              "teaching.too_many_notes: " + std::to_string(kMostLessonNotes) + " are kept; empty some first");
}

}  // namespace

Status LessonNotes::Set(const std::string& account, const TeachingItem& item, std::string_view note,
                        WallTime now) {
  LIANXIAO_TRY(CheckItem(item));
  if (const auto fits = formats::CheckProse("note", note, kMaxLessonNoteBytes); !fits) {
    return Fail(ErrorCode::kInvalid, "teaching.note_form: " + fits.error().message);
  }
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(Drop(c, account, item));
    if (note.empty()) return {};
    LIANXIAO_TRY(CheckRoom(c, account));
    return c
        .Prepare("INSERT INTO lesson_notes (account, kind, item, note, changed_ms) VALUES (?, ?, ?, ?, ?)")
        .Bind(1, account)
        .Bind(2, item.kind)
        .Bind(3, item.id)
        .Bind(4, note)
        .Bind(5, now.ms)
        .Run();
  });
}

Result<std::string> LessonNotes::Of(const std::string& account, const TeachingItem& item) const {
  return ReadOne<std::string>(people_, [&](Connection& c) -> Result<std::string> {
    auto row = c.Prepare("SELECT note FROM lesson_notes WHERE account = ? AND kind = ? AND item = ?");
    LIANXIAO_ASSIGN(const bool any, row.Bind(1, account).Bind(2, item.kind).Bind(3, item.id).Step());
    return any ? row.Text(0) : std::string();
  });
}

}  // namespace lianxiao::storage
