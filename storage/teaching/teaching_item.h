// What a teacher can keep or put on a list: a kind and an id of that kind. A lesson of the catalog, or the
// school's own courseware; a kind that is not known any more stays in its row and is shown as gone. Plain
// value.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::storage {

inline constexpr std::string_view kLessonKind = "lesson";  // The id is that of the catalog.
inline constexpr std::string_view kOwnKind = "own";        // Of the school's own courseware.

struct TeachingItem {
  std::string kind, id;
  auto operator<=>(const TeachingItem&) const = default;
};

// kInvalid "teaching.item_form: …": the kind is no word of [a-z-], 1 to 20 of them, or the id no line of 1 to
// 128 bytes.
Status CheckItem(const TeachingItem& item);

// A line that a teacher typed: UTF-8, no control characters. kInvalid with `key` in front.
Status CheckTyped(const char* key, std::string_view line, std::size_t max_bytes);

// Of bytes: a Han character takes three.
inline constexpr std::size_t kMaxTitleBytes = 300;         // Longer titles are cut.
inline constexpr std::size_t kMaxLessonNoteBytes = 6'000;  // A page of a notebook.
inline constexpr std::size_t kMaxItemNoteBytes = 600;      // Three sentences, to read while the class waits.
inline constexpr std::size_t kMaxListNameBytes = 120;
inline constexpr std::size_t kMaxClassBytes = 60;

// Of one person. More than anybody keeps by hand, and small beside one lesson on the disk.
inline constexpr std::int64_t kMostFavourites = 500;
inline constexpr std::int64_t kMostLessonNotes = 1'000;
inline constexpr std::int64_t kMostOpened = 200;  // The oldest go by themselves.
inline constexpr std::int64_t kMostLists = 200;   // One a school day.
inline constexpr std::int64_t kMostItems = 60;    // In a list: what a class can see in a day.

}  // namespace lianxiao::storage
