#include "center/publish/rollback.h"

#include <algorithm>
#include <set>

namespace lianxiao::center {
namespace {

using formats::Resource;

// What publishing adds aside.
Resource Content(Resource resource) {
  resource.version = 0;
  resource.published.clear();
  resource.package_deltas.clear();
  for (auto& file : resource.files) {
    file.deltas.clear();
    file.signature.reset();
  }
  return resource;
}

std::vector<std::string> Without(const std::vector<std::string>& all, const std::vector<std::string>& these) {
  const std::set<std::string> known(these.begin(), these.end());
  std::vector<std::string> rest;
  std::ranges::copy_if(all, std::back_inserter(rest), [&](const auto& id) { return !known.contains(id); });
  return rest;
}

// When boxes last heard of a change of any lesson.
std::string LastPublished(const std::vector<LessonVersions>& lessons) {
  std::string last;
  for (const auto& versions : lessons) {
    if (!versions.empty()) last = std::max(last, versions.front().published);
  }
  return last;
}

}  // namespace

BlobId NameOf(const RollbackPlan& plan) {
  auto text = plan.what + "\n" + (plan.bundle ? formats::ToJson(*plan.bundle) : std::string()) + "\n";
  for (const auto& step : plan.lessons) text += formats::ToLine(step.again) + "\n";
  return HashOf(text);
}

formats::Bundle EverythingForEveryone() {
  return {.id = "everything", .name = "全部资源", .everything = true};
}

Result<RollbackStep> GoBack(const LessonVersions& versions, std::optional<std::int64_t> to_version) {
  if (versions.empty()) return Fail(ErrorCode::kNotFound, "rollback.no_version: never published");
  const auto& newest = versions.front();
  const auto wanted = std::ranges::find_if(versions, [&](const Resource& version) {
    return to_version ? version.version == *to_version : version.version < newest.version;
  });
  if (wanted == versions.end()) {
    return Fail(ErrorCode::kNotFound,
                "rollback.no_version: " + newest.id + " has no " +
                    (to_version ? "version " + std::to_string(*to_version) : "older version"));
  }
  RollbackStep step{Content(*wanted), newest.version, wanted->version};
  if (step.again == Content(newest)) {
    return Fail(ErrorCode::kInvalid, "rollback.same: " + newest.id + " is published as that already");
  }
  step.again.version = newest.version + 1;
  return step;
}

Result<RollbackPlan> GoBack(const std::string& bundle, const std::vector<BundleVersion>& compositions,
                            const std::vector<LessonVersions>& lessons) {
  RollbackPlan plan{.what = "bundle " + bundle};
  const auto by_lessons = LastPublished(lessons);
  const bool has_older = compositions.size() > 1;
  const auto by_wish = has_older ? compositions.front().published : std::string();
  if (has_older && !by_wish.empty() && by_wish >= by_lessons) {
    plan.bundle = compositions[1].bundle;
    plan.leave = Without(compositions[0].bundle.resources, compositions[1].bundle.resources);
    plan.join = Without(compositions[1].bundle.resources, compositions[0].bundle.resources);
  }
  if (!by_lessons.empty() && by_lessons >= by_wish) {
    for (const auto& versions : lessons) {
      if (versions.empty() || versions.front().published != by_lessons) continue;
      auto step = GoBack(versions, std::nullopt);
      if (step) {
        plan.lessons.push_back(*std::move(step));
      } else {
        plan.stay.push_back(versions.front().id);
      }
    }
  }
  if (plan.Empty()) {
    return Fail(ErrorCode::kNotFound, "rollback.nothing: nothing older is known of the bundle " + bundle);
  }
  return plan;
}

}  // namespace lianxiao::center
