// The order in which a textbook is read: 幼儿园 before 小学, 一年级 before 二年级, 上册 before 下册, 第九课
// before 第十课. Decides only; safe from any thread.
//
// A key is bytes to be compared with memcmp, shorter first, as SQLite compares blobs. Keys of places lie in
// the journal: who changes their order adds a step to its schema that makes them anew.
#pragma once

#include <string>
#include <string_view>

#include "storage/formats/catalog.h"

namespace lianxiao::storage {

// Numbers, in digits or in Chinese numerals, compare as numbers and come before other text.
std::string NaturalKey(std::string_view text);

// The key of one value of a field ("stage", "grade", "subject", "volume", …). What no school has heard of
// comes after what it knows.
std::string FieldKey(std::string_view field, std::string_view value);

// What the keys of all places begin with that agree with this one up to its first empty field; empty: it has
// no stage.
std::string PlacePrefix(const formats::Resource& place);

// The resource's place in the tree: stage, grade, subject, edition, volume, unit, lesson, then title.
std::string PlaceKey(const formats::Resource& resource);

}  // namespace lianxiao::storage
