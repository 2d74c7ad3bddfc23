#include "daemon/county_offers.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMostShown = 200;

std::string PlaceOf(const formats::Offer& offer) {
  std::string place;
  for (const auto* part :
       {&offer.stage, &offer.grade, &offer.subject, &offer.edition, &offer.volume, &offer.unit}) {
    if (!part->empty()) place += (place.empty() ? "" : " · ") + *part;
  }
  return place;
}

}  // namespace

std::string CountyOffers::SchoolName(const std::string& school) const {
  const auto schools = registry_.Schools();
  if (!schools) return school;
  for (const auto& one : *schools) {
    if (one.id == school) return one.name;
  }
  return school;
}

web::OfferHere CountyOffers::Shown(const center::OfferRow& row) const {
  const auto& offer = row.offer;
  web::OfferHere shown{.id = offer.id,
                       .school = row.school,
                       .school_name = SchoolName(row.school),
                       .title = offer.title,
                       .description = offer.description,
                       .place = PlaceOf(offer),
                       .author = offer.author,
                       .file_name = offer.file_name,
                       .media_type = offer.media_type,
                       .size_bytes = offer.size_bytes,
                       .bytes_here = std::min(row.next * formats::kOfferPieceBytes, offer.size_bytes),
                       .state = row.state,
                       .why = row.why,
                       .resource = row.resource,
                       .folder = {},
                       .changed = row.changed};
  if (row.resource.empty()) return shown;
  shown.folder = registry_.offers().AcceptedFolder(offer.id);
  shown.folder_bytes = registry_.offers().FolderBytes(offer.id).value_or(0);
  return shown;
}

Result<std::vector<web::OfferHere>> CountyOffers::Offers() const {
  LIANXIAO_ASSIGN(const auto rows, registry_.offers().All(kMostShown));
  std::vector<web::OfferHere> offers;
  for (const auto& row : rows) offers.push_back(Shown(row));
  return offers;
}

Result<web::OffersView::File> CountyOffers::FileOf(const std::string& id) const {
  LIANXIAO_ASSIGN(const auto row, registry_.offers().Find(id));
  LIANXIAO_ASSIGN(auto path, registry_.offers().PathOf(id));
  return File{std::move(path), row.offer.file_name, row.offer.size_bytes};
}

Result<web::OfferHere> CountyOffers::Accept(const std::string& id) {
  LIANXIAO_ASSIGN(const auto row, registry_.offers().Find(id));
  LIANXIAO_TRY(registry_.offers().Accept(id, SchoolName(row.school)));
  LIANXIAO_ASSIGN(const auto accepted, registry_.offers().Find(id));
  return Shown(accepted);
}

Result<std::int64_t> CountyOffers::RemoveFolder(const std::string& id) {
  LIANXIAO_ASSIGN(const auto bytes, registry_.offers().FolderBytes(id));
  LIANXIAO_TRY(registry_.offers().RemoveFolder(id));
  return bytes;
}

}  // namespace lianxiao::daemon
