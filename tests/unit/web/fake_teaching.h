// Teachers' own things on the false disk of the accounts, with lessons of a school that is not there.
#pragma once

#include <memory>

#include "tests/unit/web/fake_questions.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/classroom/cards.h"
#include "web/own/courseware_rules.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

class FakeTeachingView final : public TeachingView {
 public:
  explicit FakeTeachingView(const SchoolView& school) : school_(school) {}
  ItemOnBox Show(const storage::TeachingItem& item, const std::string& title) const override {
    ItemOnBox shown{.item = item, .title = title, .address = {}, .resource = std::nullopt};
    if (item.kind == storage::kOwnKind) {
      shown.title = "本校课件 " + item.id;
      shown.address = CoursewareAddress(item.id);
      shown.ready = true;
      return shown;
    }
    auto resource = school_.Find(item.id);
    if (item.kind != storage::kLessonKind || !resource) return shown;
    shown.title = resource->shown.title;
    shown.address = ResourceAddress(item.id);
    shown.ready = resource->playable;
    shown.resource = *std::move(resource);
    return shown;
  }

 private:
  const SchoolView& school_;
};

struct FakeTeaching {
  FakeTeaching(PeopleOnDisk& home, const SchoolView& school)
      : kept(home.people->rows()),
        view(school),
        site(std::make_shared<const TeachingSite>(
            TeachingSite{.kept = kept, .view = view, .clock = home.clock, .questions = &questions})) {}
  storage::Teaching kept;
  FakeTeachingView view;
  FakeQuestions questions;
  std::shared_ptr<const TeachingSite> site;
};

}  // namespace lianxiao::web
