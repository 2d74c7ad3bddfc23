// Chapters of lessons, read from the library when a page asks for them.
#pragma once

#include "storage/base/log.h"
#include "storage/disk.h"
#include "web/chapters_view.h"
#include "web/school_view.h"

namespace lianxiao::daemon {

// All three outlive it.
web::ChapterSource ReadsChapters(const web::SchoolView& school, storage::Disk& disk, Log& log);

}  // namespace lianxiao::daemon
