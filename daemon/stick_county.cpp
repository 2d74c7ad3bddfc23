// A stick at the county: filled for schools, and emptied when it comes back.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "daemon/answer_fields.h"
#include "daemon/copy_bar.h"
#include "daemon/repository_path.h"
#include "daemon/stick_cargo.h"
#include "daemon/stick_commands.h"
#include "daemon/stick_copy.h"
#include "storage/formats/enrolment_files.h"
#include "storage/formats/holdings.h"
#include "storage/formats/letter.h"
#include "storage/formats/offer_carried.h"
#include "storage/formats/post.h"
#include "storage/formats/status_report.h"
#include "storage/formats/stick_layout.h"
#include "storage/formats/utf8.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

using Json = nlohmann::json;
using storage::StickFolder;

constexpr std::int64_t kMaxListBytes = 64 << 20;
constexpr std::size_t kMostNames = 100'000;  // In one folder of a stick; of blobs there are 256 folders.
constexpr std::size_t kMostTold = 20;        // Lessons that did not fit; the rest is a number.
constexpr std::int64_t kMiB = 1 << 20;
// Left alone on the stick, for the way back: usage of months, letters.
constexpr std::int64_t kReserveBytes = 16 * kMiB;

struct Tally {
  std::int64_t lessons = 0, bytes = 0, files = 0;
};

// What teachers of a box wrote, and the county's answer for the way back. The question stays on the stick: it
// may be asked twice without harm, and before the next trip is answered with what came meanwhile.
Status PassPost(StickFolder& stick, const ControlClient& client, const std::string& device) {
  const auto sealed = stick.Read(formats::StickPostUp(device), formats::kMaxPostSealed);
  if (!sealed && sealed.error().code == ErrorCode::kNotFound) return {};
  if (!sealed) return Fail(sealed.error());
  LIANXIAO_ASSIGN(const auto answer, client.PostBytes("/api/v1/devices/" + device + "/post", *sealed));
  return stick.Put(formats::StickPostDown(device), answer);
}

class CountyStickOut {
 public:
  CountyStickOut(const Console& console, const StickOptions& options, StickFolder& stick)
      : console_(console),
        options_(options),
        stick_(stick),
        client_(options.center + "/control.sock"),
        repository_(options.center + "/repository"),
        words_(web::Strings::BuiltIn(console.language()), web::MachineZone()) {}

  Status Run() {
    LIANXIAO_ASSIGN(const auto schools, Schools());
    LIANXIAO_ASSIGN(const auto published, ReadPublished(disk_, repository_));
    LIANXIAO_ASSIGN(const auto serve, Serve(schools, published));
    LIANXIAO_TRY(PutLists(published));
    LIANXIAO_TRY(PutLetters(serve));
    auto cargo = CargoFor(published, serve, clock_.Wall());
    LIANXIAO_TRY(MakeRoom(cargo));
    LIANXIAO_TRY(PutLessons(cargo));
    LIANXIAO_TRY(TidyLists(published));
    Tell(serve);
    return {};
  }

 private:
  Result<Json> Schools() {
    LIANXIAO_ASSIGN(const auto answer, client_.Get("/api/v1/schools"));
    const auto json = Json::parse(answer, nullptr, false);
    const auto all = json.is_object() ? json.value("schools", Json::array()) : Json::array();
    if (options_.all) return all;
    if (options_.schools.empty()) {
      return Fail(ErrorCode::kInvalid, "stick.for_whom: name schools by their ids, or --all");
    }
    Json chosen = Json::array();
    for (const auto& id : options_.schools) {
      const auto found =
          std::ranges::find_if(all, [&](const Json& school) { return TextOf(school, "id") == id; });
      if (found == all.end()) return Fail(ErrorCode::kNotFound, "school.unknown: " + id);
      chosen.push_back(*found);
    }
    return chosen;
  }

  Result<std::vector<SchoolToServe>> Serve(const Json& schools, const PublishedState& published) {
    std::vector<SchoolToServe> serve;
    for (const auto& school : schools) {
      SchoolToServe one{.school = TextOf(school, "id"), .device = TextOf(school, "device"), .holds = {}};
      if (!one.device.empty()) {
        const auto packed = client_.Get("/control/v1/devices/" + one.device + "/holdings");
        if (packed) {
          LIANXIAO_ASSIGN(auto holdings, formats::ParsePackedHoldings(*packed));
          one.holds = std::move(holdings.holds);
        } else if (packed.error().code != ErrorCode::kNotFound) {
          return Fail(packed.error());
        }
        one.lacks_nothing = NumberOf(school, "catalog_version") == published.version &&
                            NumberOf(school, "bytes_missing") == 0;
      }
      serve.push_back(std::move(one));
    }
    return serve;
  }

  // timestamp.json is the last to get its name: until then the stick shows the state it had.
  Status PutLists(const PublishedState& published) {
    for (const auto& path : published.files) LIANXIAO_TRY(PutList(path));
    LIANXIAO_TRY(stick_.Settle());
    LIANXIAO_TRY(PutList("metadata/timestamp.json"));
    return stick_.Settle();
  }
  Status PutList(const std::string& path) {
    LIANXIAO_ASSIGN(const auto bytes, storage::ReadWhole(disk_, repository_ + "/" + path, kMaxListBytes));
    return PutIfOther(stick_, path, bytes);
  }

  Status PutLetters(const std::vector<SchoolToServe>& serve) {
    for (const auto& school : serve) {
      if (school.device.empty()) continue;
      const auto letter = client_.Get("/api/v1/devices/" + school.device + "/letter");
      if (!letter) {
        console_.Complain(letter.error().While(school.school));
        continue;
      }
      LIANXIAO_TRY(PutIfOther(stick_, formats::StickLetter(school.device), *letter));
      auto passed = PassPost(stick_, client_, school.device);
      if (!passed && passed.error().code == ErrorCode::kNoSpace) return passed;
      if (!passed) console_.Complain(passed.error().While(school.school));
    }
    return stick_.Settle();
  }

  // Takes away what is on the stick already, and if the rest does not fit, what none of these schools needs.
  Status MakeRoom(std::vector<CargoLesson>& cargo) {
    std::set<BlobId> wanted;
    for (auto& lesson : cargo) {
      for (const auto& file : lesson.files) wanted.insert(file.blob);
      for (const auto& way : lesson.ways) wanted.insert(way.blob);
      std::ranges::copy_if(lesson.ways, std::back_inserter(ways_),
                           [&](const CargoFile& way) { return !copy_.Has(way.blob, way.size_bytes); });
      const auto before = lesson.files.size();
      std::erase_if(lesson.files, [&](const CargoFile& f) { return copy_.Has(f.blob, f.size_bytes); });
      if (lesson.files.empty() && before > 0) ++there_;
    }
    std::erase_if(cargo, [](const CargoLesson& lesson) { return lesson.files.empty(); });
    std::int64_t need = kReserveBytes;
    for (const auto& lesson : cargo) need += lesson.Bytes();
    for (const auto& way : ways_) need += way.size_bytes;
    LIANXIAO_ASSIGN(const auto free, stick_.FreeBytes());
    return need > free ? RemoveUnwanted(wanted, need - free) : Status{};
  }

  Status RemoveUnwanted(const std::set<BlobId>& wanted, std::int64_t bytes) {
    LIANXIAO_ASSIGN(const auto folders, stick_.List("blobs", kMostNames));
    for (const auto& folder : folders) {
      if (!folder.is_folder || folder.name.size() != 2) continue;
      LIANXIAO_ASSIGN(const auto files, stick_.List("blobs/" + folder.name, kMostNames));
      for (const auto& file : files) {
        const auto stem = file.name.substr(0, file.name.find('.'));
        const auto id = BlobId::FromHex(folder.name + stem);
        if (file.is_folder || !id || wanted.contains(*id)) continue;
        const auto path = "blobs/" + folder.name + "/" + file.name;
        const auto size = stick_.Size(path).value_or(0);
        LIANXIAO_TRY(stick_.Remove(path));
        ++removed_;
        bytes -= size;
        if (bytes <= 0) return {};
      }
    }
    return {};
  }

  Status PutLessons(const std::vector<CargoLesson>& cargo) {
    LIANXIAO_ASSIGN(const auto free, stick_.FreeBytes());
    auto packed = PackCargo(cargo, free - kReserveBytes);
    left_out_ = std::move(packed.left_out);
    std::int64_t total = 0;
    for (const auto* lesson : packed.fits) total += lesson->Bytes();
    bar_.Total(total);
    for (std::size_t i = 0; i < packed.fits.size(); ++i) {
      auto put = PutLesson(*packed.fits[i]);
      if (put) continue;
      if (put.error().code == ErrorCode::kCorrupt) {  // The county's own file; the others are well.
        console_.Complain(put.error());
        left_out_.push_back(packed.fits[i]);
        continue;
      }
      if (put.error().code != ErrorCode::kNoSpace) return put;
      // Somebody else wrote to it, or its clusters are larger than thought.
      left_out_.insert(left_out_.end(), packed.fits.begin() + static_cast<std::ptrdiff_t>(i),
                       packed.fits.end());
      break;
    }
    LIANXIAO_TRY(PutWays());
    LIANXIAO_TRY(stick_.Settle());
    return options_.check ? ReadBack() : Status{};
  }

  // Where there is room beside the lessons: a lesson that did not fit may come by them.
  Status PutWays() {
    for (const auto& way : ways_) {
      LIANXIAO_ASSIGN(const auto free, stick_.FreeBytes());
      if (way.size_bytes > free - kReserveBytes) continue;
      auto put = copy_.Put(way.blob, repository_ + "/" + BlobPathOnStick(way.blob), way.size_bytes);
      if (put) {
        written_.push_back(way);
        continue;
      }
      if (put.error().code == ErrorCode::kNoSpace) return {};
      if (put.error().code != ErrorCode::kCorrupt) return put;
      console_.Complain(put.error());
    }
    return {};
  }

  Status PutLesson(const CargoLesson& lesson) {
    for (const auto& file : lesson.files) {
      LIANXIAO_TRY(copy_.Put(file.blob, repository_ + "/" + BlobPathOnStick(file.blob), file.size_bytes));
      written_.push_back(file);
    }
    ++put_.lessons;
    put_.bytes += lesson.Bytes();
    return {};
  }

  Status ReadBack() {
    std::optional<Error> bad;
    for (const auto& file : written_) {
      auto checked = copy_.Check(file.blob, file.size_bytes);
      if (!checked && checked.error().code != ErrorCode::kCorrupt) return checked;
      if (!checked) bad = checked.error();
    }
    if (bad) return Fail(*bad);
    return {};
  }

  // Lists of older states only take room.
  Status TidyLists(const PublishedState& published) {
    const std::set<std::string> current(published.files.begin(), published.files.end());
    for (const std::string folder : {"metadata", "targets/catalog", "targets/bundles"}) {
      LIANXIAO_ASSIGN(const auto files, stick_.List(folder, kMostNames));
      for (const auto& file : files) {
        const auto path = folder + "/" + file.name;
        const bool ours = ParseRepositoryPath(path).has_value() && path != "metadata/timestamp.json";
        if (!file.is_folder && ours && !current.contains(path)) LIANXIAO_TRY(stick_.Remove(path));
      }
    }
    return stick_.Settle();
  }

  void Tell(const std::vector<SchoolToServe>& serve) const {
    console_.Say("cli.stick.out_county", {{"schools", std::to_string(serve.size())},
                                          {"lessons", std::to_string(put_.lessons)},
                                          {"size", words_.Size(put_.bytes)},
                                          {"there", std::to_string(there_)}});
    if (removed_ > 0) console_.Say("cli.stick.removed", {{"files", std::to_string(removed_)}});
    if (!left_out_.empty()) TellLeftOut();
    console_.Say("cli.stick.safe");
  }

  void TellLeftOut() const {
    std::int64_t bytes = 0;
    for (const auto* lesson : left_out_) bytes += lesson->Bytes();
    console_.Say("cli.stick.left_out",
                 {{"lessons", std::to_string(left_out_.size())}, {"size", words_.Size(bytes)}});
    for (std::size_t i = 0; i < std::min(left_out_.size(), kMostTold); ++i) {
      const auto& lesson = *left_out_[i];
      console_.Say(
          lesson.needed_by ? "cli.stick.left_lesson_by" : "cli.stick.left_lesson",
          {{"title", lesson.title},
           {"size", words_.Size(lesson.Bytes())},
           {"when", lesson.needed_by ? words_.Moment(*lesson.needed_by, clock_.Wall()) : std::string()}});
    }
  }

  const Console& console_;
  const StickOptions& options_;
  StickFolder& stick_;
  const ControlClient client_;
  const std::string repository_;
  storage::RealDisk disk_;
  SystemClock clock_;
  const web::Text words_;
  CopyBar bar_{words_, clock_};
  StickCopy copy_{disk_, stick_,
                  options_.largest_file_mib > 0 ? options_.largest_file_mib* kMiB : stick_.MostFileBytes(),
                  [this](std::int64_t bytes) { bar_.Moved(bytes); }};
  std::vector<CargoFile> ways_, written_;
  std::vector<const CargoLesson*> left_out_;
  Tally put_;
  std::int64_t there_ = 0, removed_ = 0;
};

class CountyStickIn {
 public:
  CountyStickIn(const Console& console, const StickOptions& options, StickFolder& stick)
      : console_(console), stick_(stick), client_(options.center + "/control.sock") {}

  Status Run() {
    LIANXIAO_ASSIGN(const auto folders, stick_.List("up", kMostNames));
    for (const auto& folder : folders) {
      if (folder.is_folder && formats::IsStickDevice(folder.name)) LIANXIAO_TRY(TakeDevice(folder.name));
    }
    LIANXIAO_TRY(TakeRequests());
    console_.Say("cli.stick.in_county", {{"boxes", std::to_string(boxes_)},
                                         {"batches", std::to_string(batches_)},
                                         {"grants", std::to_string(grants_)}});
    if (offers_ > 0) console_.Say("cli.stick.in_offers", {{"offers", std::to_string(offers_)}});
    console_.Say("cli.stick.safe");
    return refused_ ? Status(Fail(*refused_)) : Status{};
  }

 private:
  // Receipts are on the stick before a batch goes from it: one that is cut in between takes it in once more.
  Status TakeDevice(const std::string& device) {
    ++boxes_;
    LIANXIAO_ASSIGN(auto taken, TakeBatches(device));
    LIANXIAO_TRY(Pass(formats::StickStatus(device), formats::kMaxStatusBytes,
                      "/api/v1/devices/" + device + "/status", device));
    LIANXIAO_TRY(Pass(formats::StickHoldings(device), formats::kMaxHoldingsBytes,
                      "/control/v1/devices/" + device + "/holdings", device));
    if (auto passed = PassPost(stick_, client_, device); !passed) {
      LIANXIAO_TRY(Odd(passed.error(), formats::StickPostUp(device)));
    }
    LIANXIAO_TRY(TakeOffers(device, taken));
    // The letter says what became of offers that came just now.
    if (const auto letter = client_.Get("/api/v1/devices/" + device + "/letter")) {
      LIANXIAO_TRY(PutIfOther(stick_, formats::StickLetter(device), *letter));
    }
    LIANXIAO_TRY(stick_.Settle());
    for (const auto& path : taken) LIANXIAO_TRY(stick_.Remove(path));
    return {};
  }

  Result<std::vector<std::string>> TakeBatches(const std::string& device) {
    LIANXIAO_ASSIGN(const auto names, stick_.List(formats::StickUpFolder(device), kMostNames));
    std::vector<formats::BatchId> batches;
    for (const auto& name : names) {
      if (auto id = formats::ParseStickBatch(device, name.name); id && !name.is_folder)
        batches.push_back(*std::move(id));
    }
    std::ranges::sort(batches);  // Each follows on the one before it.
    std::vector<std::string> taken;
    for (const auto& id : batches) {
      const auto path = formats::StickBatch(id);
      const auto sealed = stick_.Read(path, formats::kBatchBytes);
      if (!sealed) {
        LIANXIAO_TRY(Odd(sealed.error(), path));
        continue;
      }
      const auto url = "/api/v1/devices/" + device + "/batches/" + id.epoch + "/" + std::to_string(id.seq);
      const auto receipt = client_.PutBytes(url, *sealed);
      if (!receipt) {
        LIANXIAO_TRY(Odd(receipt.error(), path));
        continue;
      }
      LIANXIAO_TRY(stick_.Put(formats::StickReceipt(device, id.epoch), *receipt));
      taken.push_back(path);
      ++batches_;
    }
    return taken;
  }

  // Own courseware of the school, each as far as it is on the stick. `taken`: what may go from it.
  Status TakeOffers(const std::string& device, std::vector<std::string>& taken) {
    LIANXIAO_ASSIGN(const auto names, stick_.List(formats::StickUpFolder(device), kMostNames));
    std::map<std::string, std::set<std::int64_t>> pieces;
    for (const auto& name : names) {
      if (name.is_folder) continue;
      if (const auto piece = formats::ParseStickOfferPiece(name.name)) {
        pieces[piece->offer].insert(piece->piece);
      }
    }
    for (const auto& name : names) {
      const auto offer = formats::ParseStickOffer(name.name);
      if (name.is_folder || !offer) continue;
      const auto passed = TakeOffer(device, *offer, pieces[*offer], taken);
      if (!passed) LIANXIAO_TRY(Odd(passed.error(), formats::StickOffer(device, *offer)));
    }
    return {};
  }

  struct Signed {
    std::int64_t next = -1, pieces = 0;
  };
  // What the county answers to it; its signed word is on the stick for the way back.
  Result<Signed> PassOffer(const std::string& device, const std::string& offer, const std::string& url,
                           const std::string& bytes) {
    LIANXIAO_ASSIGN(const auto answer, client_.PutBytes(url, bytes));
    const auto json = Json::parse(answer, nullptr, false);
    if (!json.is_object()) return Fail(ErrorCode::kInternal, "the county's answer to an offer is no object");
    const auto receipt = TextOf(json, "receipt");
    const auto words = Json::parse(receipt, nullptr, false);
    if (!words.is_object() || !words.contains("signed")) {
      return Fail(ErrorCode::kInternal, "the county's answer to an offer has no receipt");
    }
    LIANXIAO_TRY(stick_.Put(formats::StickOfferReceipt(device, offer), receipt));
    return Signed{NumberOf(json, "next"), NumberOf(words["signed"], "pieces")};
  }

  Status TakeOffer(const std::string& device, const std::string& offer, const std::set<std::int64_t>& here,
                   std::vector<std::string>& taken) {
    const auto path = formats::StickOffer(device, offer);
    LIANXIAO_ASSIGN(const auto statement, stick_.Read(path, formats::kMaxOfferStatement));
    const auto url = "/api/v1/devices/" + device + "/offers/" + offer;
    LIANXIAO_ASSIGN(auto at, PassOffer(device, offer, url, statement));
    while (here.contains(at.next)) {
      const auto piece = formats::StickOfferPiece(device, offer, at.next);
      const auto bytes = stick_.Read(piece, formats::kMaxSealedOfferPiece);
      const auto passed =
          bytes ? PassOffer(device, offer, url + "/sealed-pieces/" + std::to_string(at.next), *bytes)
                : Result<Signed>(Fail(bytes.error()));
      if (!passed) {
        // It is made anew for the next stick.
        if (KeyOf(passed.error().message) == "offer.piece") LIANXIAO_TRY(stick_.Remove(piece));
        return Fail(passed.error());
      }
      if (passed->next <= at.next) return Fail(ErrorCode::kInternal, "the county takes no piece");
      at = *passed;
    }
    for (const auto piece : here) {
      if (piece < at.next) taken.push_back(formats::StickOfferPiece(device, offer, piece));
    }
    if (at.next == at.pieces) {
      taken.push_back(path);
      ++offers_;
    }
    return {};
  }

  // A report that is not there, or older than one that came over the line, is no harm.
  Status Pass(const std::string& path, std::size_t most, const std::string& url, const std::string& device) {
    const auto sealed = stick_.Read(path, static_cast<std::int64_t>(most));
    if (!sealed && sealed.error().code == ErrorCode::kNotFound) return {};
    if (!sealed) return Odd(sealed.error(), path);
    const auto taken = client_.PutBytes(url, *sealed);
    if (taken || KeyOf(taken.error().message) == "status.counter_behind") return {};
    return Odd(taken.error(), device);
  }

  Status TakeRequests() {
    LIANXIAO_ASSIGN(const auto names, stick_.List(std::string(formats::kStickRequests), kMostNames));
    for (const auto& name : names) {
      const auto grant_path = formats::StickGrant(name.name);
      if (name.is_folder || grant_path.empty()) continue;
      const auto path = std::string(formats::kStickRequests) + "/" + name.name;
      const auto file = stick_.Read(path, formats::kMaxEnrolmentFile);
      if (!file) {
        LIANXIAO_TRY(Odd(file.error(), path));
        continue;
      }
      const Json request{{"file", formats::IsUtf8(*file) ? *file : "?"}};
      const auto answer = client_.Post("/control/v1/grants", request.dump());
      if (!answer) {
        LIANXIAO_TRY(Odd(answer.error(), path));
        continue;
      }
      const auto grant = Json::parse(*answer, nullptr, false);
      LIANXIAO_TRY(stick_.Put(grant_path, TextOf(grant, "file")));
      LIANXIAO_TRY(stick_.Settle());
      LIANXIAO_TRY(stick_.Remove(path));
      ++grants_;
    }
    return {};
  }

  // One bad thing on a stick, or a box that was shut out, does not hold up the others; a stick that is gone
  // and a center that is not running do.
  Status Odd(const Error& error, const std::string& what) {
    if (error.code == ErrorCode::kOffline || error.code == ErrorCode::kNoSpace) return Fail(error);
    console_.Complain({error.code, error.message + " (" + what + ")"});
    if (!refused_) refused_ = Error{error.code, "stick.some_refused: " + what};
    return {};
  }

  const Console& console_;
  StickFolder& stick_;
  const ControlClient client_;
  std::optional<Error> refused_;
  std::int64_t boxes_ = 0, batches_ = 0, grants_ = 0, offers_ = 0;
};

}  // namespace

int StickOutAtCounty(const Console& console, const StickOptions& options) {
  const auto stick = OpenStick(options.folder, StickMust::kBeMade);
  if (!stick) return console.Complain(stick.error());
  const auto done = CountyStickOut(console, options, **stick).Run();
  return done ? 0 : console.Complain(done.error());
}

int StickInAtCounty(const Console& console, const StickOptions& options) {
  const auto stick = OpenStick(options.folder, StickMust::kExist);
  if (!stick) return console.Complain(stick.error());
  const auto done = CountyStickIn(console, options, **stick).Run();
  return done ? 0 : console.Complain(done.error());
}

}  // namespace lianxiao::daemon
