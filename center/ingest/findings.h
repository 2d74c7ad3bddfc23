// What is wrong with what an editor handed in. Plain values.
//
// `key` is a string-catalog key; its sentences are in strings_ingest.zh-CN.toml and .en.toml beside this
// file, with {subject}, {detail} and {row} to fill in. Whoever shows a finding puts row and column in front.
// A test holds kFindingKeys against both files.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::center {

// One thing that is wrong.
struct Finding {
  int row = 0;          // As the editor's program counts, the header being 1; in TOML the line; 0: the table.
  std::string column;   // The header as it stands in the table; may be empty.
  std::string key;      // One of kFindingKeys.
  std::string subject;  // The value or file that is wrong.
  std::string detail;
};
using Findings = std::vector<Finding>;

inline constexpr std::array<std::string_view, 51> kFindingKeys = {
    // The table as a whole.                   subject, detail
    "ingest.two_tables",        // the tables found
    "ingest.table_too_large",   // table, cap
    "ingest.table_encoding",    // table
    "ingest.table_broken",      // table, what the reader says
    "ingest.table_empty",       // table
    "ingest.missing_column",    // Chinese name, English name
    "ingest.unknown_column",    // header
    "ingest.duplicate_column",  // header
    // A row.
    "ingest.row_short",      // cells found, cells expected
    "ingest.row_long",       // cells found, cells expected
    "ingest.missing_field",  // column
    "ingest.one_value",      // column: a list where one value belongs
    "ingest.bad_text",       // value with characters that cannot be shown
    "ingest.bad_id",         // id
    "ingest.duplicate_id",   // id, row that has it first
    "ingest.unknown_value",  // value, the words that go
    "ingest.too_long",       // column, cap in bytes
    "ingest.bad_language",   // value
    "ingest.refused",        // id, what the catalog's own check says
    // A row of teachers.
    "ingest.bad_login",        // login
    "ingest.duplicate_login",  // login, row that has it first
    "ingest.person_refused",   // login, the reason's key
    // A row of a timetable.
    "ingest.bad_time",  // value, how it is written
    // A file.
    "ingest.bad_path",         // path, reason
    "ingest.path_leaves",      // path
    "ingest.file_missing",     // path
    "ingest.file_unreadable",  // path, reason
    "ingest.file_empty",       // path
    "ingest.file_too_large",   // path, cap
    "ingest.same_name",        // name that two files of the row would get
    "ingest.unknown_ending",   // path, endings that go
    "ingest.wrong_place",      // path, endings that go in this column
    "ingest.type_mismatch",    // path, type by content
    "ingest.not_pdf",          // path
    "ingest.not_office",       // path
    "ingest.not_webvtt",       // path, reason
    "ingest.not_chapters",     // path, reason
    "ingest.broken_media",     // path, ffprobe's words
    "ingest.video_codec",      // path, codec found
    "ingest.video_profile",    // path, profile and pixel format found
    "ingest.audio_codec",      // path, codec found
    "ingest.not_fast_start",   // path, the command that mends it
    // Notes: nothing is held up by them.
    "ingest.no_pages_program",  // files without pages, the command that installs it
    "ingest.pages_failed",      // path, reason
    "ingest.no_sheet_program",  // films without small pictures, the command that installs it
    "ingest.sheet_failed",      // path, reason
    // An HTML5 package.
    "ingest.html_needs_folder",  // path
    "ingest.package_no_index",   // folder
    "ingest.package_link",       // path
    "ingest.package_too_many",   // folder, cap
    "ingest.package_outside",    // file, address it asks for
};

}  // namespace lianxiao::center
