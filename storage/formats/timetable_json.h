// A lesson of the timetable as a JSON object, for those whose own JSON holds some.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/formats/json_fields.h"
#include "storage/formats/timetable.h"

namespace lianxiao::formats {

nlohmann::json JsonOf(const TimetableLesson& lesson);  // What is empty is left out.
// What is wrong shows in `fields.status()`; the caller Check()s.
void Read(JsonFields& fields, TimetableLesson& lesson);

}  // namespace lianxiao::formats
