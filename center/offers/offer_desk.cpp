#include "center/offers/offer_desk.h"

#include <istream>

#include "storage/courseware/file_kind.h"
#include "storage/file_stream.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

using formats::OfferState;
using storage::Connection;
using storage::OpenMode;

tl::unexpected<Error> Unknown(const std::string& id) {
  return Fail(ErrorCode::kNotFound, "offer.unknown: no offer " + id);
}

tl::unexpected<Error> NotHere(const std::string& id) {
  return Fail(ErrorCode::kRefused, "offer.not_here: offer " + id + " is not waiting for a decision");
}

Result<BlobId> HashOfFile(const storage::File& file, std::int64_t size_bytes) {
  constexpr std::int64_t kStep = 1 << 20;
  BlobHasher hasher;
  for (std::int64_t at = 0; at < size_bytes; at += kStep) {
    LIANXIAO_ASSIGN(const auto bytes, file.ReadAt(at, std::min(kStep, size_bytes - at)));
    hasher.Add(bytes);
  }
  return hasher.Finish();
}

// RFC 4180; a spreadsheet must not take a teacher's title for a formula.
std::string Quoted(const std::string& text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos) out += ' ';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c == '\n' ? ' ' : c;
  }
  return out + "\"";
}

std::string TypeWord(const std::string& media_type) {
  if (media_type.starts_with("video/")) return "微课";
  if (media_type.starts_with("audio/")) return "音频";
  if (media_type.starts_with("image/")) return "图片";
  const bool slides = media_type.find("presentation") != std::string::npos ||
                      media_type.find("powerpoint") != std::string::npos;
  return slides ? "课件" : "文档";
}

}  // namespace

std::string ResourceOfOffer(const std::string& id) { return "gx-" + id.substr(0, 12); }

std::string TableOfOffer(const formats::Offer& offer, const std::string& resource,
                         const std::string& school_name) {
  std::string table =
      "\xEF\xBB\xBF编号,标题,类型,学段,年级,学科,教材版本,册次,单元,描述,主讲教师,单位,版权,状态,文件\r\n";
  const std::string fields[] = {resource,
                                offer.title,
                                TypeWord(offer.media_type),
                                offer.stage,
                                offer.grade,
                                offer.subject,
                                offer.edition,
                                offer.volume,
                                offer.unit,
                                offer.description,
                                offer.author,
                                school_name,
                                offer.author + "，" + school_name + "，县内学校共享",
                                "发布",
                                offer.file_name};
  for (const auto& field : fields) table += (&field == fields ? "" : ",") + Quoted(field);
  return table + "\r\n";
}

Result<std::int64_t> OfferDesk::Take(const std::string& device, const std::string& school,
                                     const formats::Offer& offer) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.Wall();
  std::int64_t next = 0;
  const auto written = registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const auto known, FindOffer(connection, offer.id));
    if (known && known->school != school) {
      return Fail(ErrorCode::kRefused, "offer.not_yours: another school offered this");
    }
    if (known) {  // What was said first counts; the box may have been enrolled anew since.
      next = known->next;
      return PutOfferDevice(connection, offer.id, device);
    }
    LIANXIAO_ASSIGN(const auto open, OpenOffersOf(connection, school));
    if (open.count >= kMostOpen || open.bytes + offer.size_bytes > kMostOpenBytes) {
      return Fail(ErrorCode::kRefused,
                  "offer.full: this school has enough offers that nobody has looked at yet");
    }
    OfferRow row;
    row.device = device;
    row.school = school;
    row.offer = offer;
    row.begun = now;
    return InsertOffer(connection, row);
  });
  if (!written) return Fail(written.error());
  return next;
}

Result<std::int64_t> OfferDesk::TakePiece(const std::string& device, const std::string& id,
                                          std::int64_t piece, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  LIANXIAO_ASSIGN(const auto row, Find(id));
  if (row.device != device) return Unknown(id);
  const auto count = static_cast<std::int64_t>(row.offer.pieces.size());
  if (piece != row.next || row.next == count) return row.next;  // Had already, or not its turn.
  if (HashOf(bytes) != row.offer.pieces[static_cast<std::size_t>(piece)]) {
    return Fail(ErrorCode::kCorrupt, "offer.piece: these are not the bytes that were signed");
  }
  LIANXIAO_TRY(WritePiece(row, bytes));
  LIANXIAO_TRY(registry_.Write(
      [&](Connection& connection) { return PutOfferNext(connection, id, piece + 1, clock_.Wall()); }));
  if (piece + 1 == count) LIANXIAO_TRY(Finish(row));
  return piece + 1;
}

Status OfferDesk::WritePiece(const OfferRow& row, std::string_view bytes) {
  if (row.next == 0) LIANXIAO_TRY(disk_.MakeFolders(folder_));
  LIANXIAO_ASSIGN(const auto file, disk_.Open(Part(row.offer.id), OpenMode::kWrite));
  LIANXIAO_TRY(file->WriteAt(row.next * formats::kOfferPieceBytes, bytes));
  LIANXIAO_TRY(file->Sync());
  return row.next == 0 ? disk_.SyncFolder(folder_) : Status();
}

// All pieces are there. Looked at as the box did, for the box may not be what it says.
Status OfferDesk::Finish(const OfferRow& row) {
  const auto& offer = row.offer;
  LIANXIAO_ASSIGN(const auto file, disk_.Open(Part(offer.id), OpenMode::kRead));
  LIANXIAO_ASSIGN(const auto found, HashOfFile(*file, offer.size_bytes));
  if (found != offer.blob) {  // Each piece was right: this disk lost some. They come again.
    return registry_.Write(
        [&](Connection& connection) { return PutOfferNext(connection, offer.id, 0, clock_.Wall()); });
  }
  storage::FileStreambuf bytes(*file, offer.size_bytes);
  std::istream stream(&bytes);
  const auto kind = storage::KindOfFile(stream, offer.file_name);
  if (!kind || *kind != offer.media_type) {
    LIANXIAO_TRY(disk_.Remove(Part(offer.id)));
    return SetState(offer.id, OfferState::kDeclined,
                    kind ? "文件和说明对不上。" : "文件不是可以接收的种类，或者已经损坏。", "");
  }
  LIANXIAO_TRY(disk_.Rename(Part(offer.id), Whole(offer.id)));
  LIANXIAO_TRY(disk_.SyncFolder(folder_));
  return SetState(offer.id, OfferState::kHere, "", "");
}

Status OfferDesk::SetState(const std::string& id, OfferState state, const std::string& why,
                           const std::string& resource) {
  return registry_.Write([&](Connection& connection) {
    return PutOfferState(connection, id, state, why, resource, clock_.Wall());
  });
}

Result<std::vector<OfferRow>> OfferDesk::All(std::int64_t limit) const {
  std::vector<OfferRow> all;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(all, NewestOffers(connection, limit));
    return {};
  }));
  return all;
}

Result<OfferRow> OfferDesk::Find(const std::string& id) const {
  std::optional<OfferRow> found;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(found, FindOffer(connection, id));
    return {};
  }));
  if (!found) return Unknown(id);
  return *std::move(found);
}

Result<std::string> OfferDesk::PathOf(const std::string& id) const {
  LIANXIAO_ASSIGN(const auto row, Find(id));
  if (row.state == formats::Word(OfferState::kHere)) return Whole(id);
  const auto moved = AcceptedFolder(id) + "/" + row.offer.file_name;
  LIANXIAO_ASSIGN(const bool there, disk_.Exists(moved));
  return there ? Result<std::string>(moved) : Unknown(id);
}

Result<std::string> OfferDesk::Accept(const std::string& id, const std::string& school_name) {
  const std::lock_guard lock(mutex_);
  LIANXIAO_ASSIGN(const auto row, Find(id));
  const auto to = AcceptedFolder(id);
  if (row.state == formats::Word(OfferState::kAccepted)) return to;
  if (row.state != formats::Word(OfferState::kHere)) return NotHere(id);
  const auto resource = ResourceOfOffer(id);
  LIANXIAO_TRY(disk_.MakeFolders(to));
  LIANXIAO_TRY(
      storage::WriteWhole(disk_, to + "/resources.csv", TableOfOffer(row.offer, resource, school_name)));
  // The power may go after the move and before the row: then it has moved already.
  LIANXIAO_ASSIGN(const bool still, disk_.Exists(Whole(id)));
  if (still) LIANXIAO_TRY(disk_.Rename(Whole(id), to + "/" + row.offer.file_name));
  LIANXIAO_TRY(disk_.SyncFolder(to));
  LIANXIAO_TRY(disk_.SyncFolder(folder_));
  LIANXIAO_TRY(SetState(id, OfferState::kAccepted, "", resource));
  return to;
}

Status OfferDesk::Decline(const std::string& id, const std::string& why) {
  if (why.empty()) return Fail(ErrorCode::kInvalid, "offer.why: say why; the school's teacher reads it");
  if (const auto good = formats::CheckProse("why", why, formats::kMaxOfferWhy); !good) {
    return Fail(good.error().While("offer.why"));
  }
  const std::lock_guard lock(mutex_);
  LIANXIAO_ASSIGN(const auto row, Find(id));
  const bool open =
      row.state == formats::Word(OfferState::kHere) || row.state == formats::Word(OfferState::kComing);
  if (!open) return NotHere(id);
  // The row first: the school still has the file, and what is left here without a row would be nobody's.
  LIANXIAO_TRY(SetState(id, OfferState::kDeclined, why, ""));
  LIANXIAO_TRY(disk_.Remove(Part(id)));
  return disk_.Remove(Whole(id));
}

Result<std::int64_t> OfferDesk::FolderBytes(const std::string& id) const {
  const auto folder = AcceptedFolder(id);
  LIANXIAO_ASSIGN(const bool there, disk_.Exists(folder));
  if (!there) return 0;
  LIANXIAO_ASSIGN(const auto entries, disk_.List(folder));
  std::int64_t bytes = 0;
  for (const auto& entry : entries) {
    if (entry.is_folder) continue;
    LIANXIAO_ASSIGN(const auto file, disk_.Open(folder + "/" + entry.name, OpenMode::kRead));
    LIANXIAO_ASSIGN(const auto size, file->Size());
    bytes += size;
  }
  return bytes;
}

// The files alone: an empty folder takes no room, and says that one was here.
Status OfferDesk::RemoveFolder(const std::string& id) {
  const std::lock_guard lock(mutex_);
  LIANXIAO_ASSIGN(const auto row, Find(id));
  if (row.state != formats::Word(OfferState::kPublished)) {
    return Fail(ErrorCode::kRefused, "offer.not_published: its files may still be imported");
  }
  const auto folder = AcceptedFolder(id);
  LIANXIAO_ASSIGN(const bool there, disk_.Exists(folder));
  if (!there) return {};
  LIANXIAO_ASSIGN(const auto entries, disk_.List(folder));
  for (const auto& entry : entries) {
    if (!entry.is_folder) LIANXIAO_TRY(disk_.Remove(folder + "/" + entry.name));
  }
  return disk_.SyncFolder(folder);
}

Status OfferDesk::NotePublished(const IsPublished& find) {
  std::vector<std::pair<std::string, std::string>> accepted;
  LIANXIAO_TRY(registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(accepted, AcceptedOffers(connection));
    return {};
  }));
  if (accepted.empty()) return {};
  std::set<std::string> resources;
  for (const auto& [id, resource] : accepted) resources.insert(resource);
  LIANXIAO_ASSIGN(const auto published, find(resources));
  for (const auto& [id, resource] : accepted) {
    if (published.contains(resource)) LIANXIAO_TRY(SetState(id, OfferState::kPublished, "", resource));
  }
  return {};
}

}  // namespace lianxiao::center
