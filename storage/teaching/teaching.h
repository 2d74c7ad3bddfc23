// All that teachers keep for teaching at this box, together. Safe from any thread.
#pragma once

#include "storage/teaching/favourites.h"
#include "storage/teaching/lesson_notes.h"
#include "storage/teaching/opened_lessons.h"
#include "storage/teaching/prep_items.h"
#include "storage/teaching/prep_lists.h"

namespace lianxiao::storage {

struct Teaching {
  explicit Teaching(Database& people)  // People::rows()
      : favourites(people), notes(people), opened(people), lists(people), items(people) {}

  Favourites favourites;
  LessonNotes notes;
  OpenedLessons opened;
  PrepLists lists;
  PrepItems items;
};

}  // namespace lianxiao::storage
