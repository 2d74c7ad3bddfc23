// What the county's letter changes in the accounts of a school's box. Pure decision; private to this room.
//
//   letter        here                      becomes
//   ── new ─────▶ nothing                   made, invited; with its code if one is open
//   ── same ────▶ revision not lower here   name, role, disabled as the letter says; password and code stay
//   ── higher ──▶ revision lower here       the same, and: password gone, sessions ended, the new code counts
//   ── absent ──▶ a county's account        disabled
#pragma once

#include <string>
#include <vector>

#include "storage/people/account_rows.h"
#include "storage/people/people.h"

namespace lianxiao::storage {

struct CountyChanges {
  struct Note {
    std::string act, login, detail;  // For the audit log.
  };
  std::vector<AccountRow> saves;           // As they are to be, made and changed ones.
  std::vector<std::string> ends_sessions;  // Ids.
  std::vector<Note> notes;
};

// `here`: all accounts of the box. Accounts of the letter that break the rules, or stand for a local one, are
// left out; one that the letter calls disabled and the box does not know is not made, so that it can be
// erased for good.
CountyChanges DecideCountyChanges(const std::vector<AccountRow>& here,
                                  const std::vector<CountyAccount>& letter);

}  // namespace lianxiao::storage
