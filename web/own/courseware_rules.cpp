#include "web/own/courseware_rules.h"

#include "web/classroom/resource_facts.h"
#include "web/classroom/subjects.h"
#include "web/http/url.h"
#include "web/people/visitor.h"

namespace lianxiao::web {

using storage::Permission;

namespace {

std::string ByWords(const CoursewareSite& site, const storage::Courseware& item, const Page& page) {
  const auto name = OwnerName(site, item.owner);
  return name.empty() ? page.words().Get("own.owner_gone") : name;
}

}  // namespace

bool MayChange(const Request& request, const storage::Courseware& item) {
  if (!MayTeach(request)) return false;
  const auto& account = request.visitor->account;
  return account.id == item.owner || storage::May(account.role, Permission::kManagePeople);
}

bool MaySee(const Request& request, const storage::Courseware& item) {
  return !item.deleted || MayChange(request, item);
}

Result<storage::Courseware> SeenItem(const CoursewareSite& site, const Request& request,
                                     const std::string& id) {
  LIANXIAO_ASSIGN(auto item, site.shelf.Find(id));
  if (!MaySee(request, item)) return Fail(ErrorCode::kNotFound, "own.unknown: no courseware " + id);
  return item;
}

Result<storage::Courseware> ItemToChange(const CoursewareSite& site, const Request& request,
                                         const std::string& id) {
  LIANXIAO_ASSIGN(auto item, SeenItem(site, request, id));
  if (!MayChange(request, item)) {
    return Fail(ErrorCode::kRefused, "own.not_yours: only who added it and the school's managers change it");
  }
  return item;
}

std::string OwnerName(const CoursewareSite& site, const std::string& account) {
  const auto found = site.people.people.Find(account);
  if (!found) return {};
  return found->name.empty() ? found->login : found->name;
}

std::string CoursewareAddress(std::string_view id) { return "/courseware/" + EncodeSegment(id); }

std::string CoursewareFileAddress(const std::string& id, const storage::CoursewareFile& file) {
  return CoursewareAddress(id) + "/file/" + std::to_string(file.version) + "/" + EncodeSegment(file.name);
}

std::string_view CoursewareType(std::string_view media_type) {
  if (media_type.starts_with("video/")) return "video";
  if (media_type.starts_with("audio/")) return "audio";
  if (media_type.starts_with("image/")) return "picture";
  const bool slides =
      media_type.find("presentation") != media_type.npos || media_type.find("powerpoint") != media_type.npos;
  return slides ? "slides" : "doc";
}

Fields CoursewareRow(const CoursewareSite& site, const storage::Courseware& item, const Page& page,
                     WallTime now) {
  const auto type = std::string(CoursewareType(item.file.media_type));
  Fields row;
  row.Set("own_title", item.details.title).Set("own_link", CoursewareAddress(item.id)).Set("own_icon", type);
  row.Set("own_style", std::string(SubjectStyle(item.details.subject)));
  row.Set("own_what", Together({page.words().Get("own.type_" + type), item.details.subject,
                                item.details.grade, item.details.unit},
                               " · "));
  row.Set("own_by", ByWords(site, item, page)).Set("own_when", page.text().Moment(item.file.added, now));
  row.Set("own_size", page.text().Size(item.file.size_bytes));
  row.Set("own_damaged", item.file.damaged);
  if (item.deleted) {
    row.Set(
        "own_until",
        page.words().Get("own.kept_until",
                         {{"date", page.text().Date(*item.deleted + storage::CoursewareShelf::kKeepMs)}}));
  }
  return row;
}

}  // namespace lianxiao::web
