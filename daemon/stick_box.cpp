// A stick at a box: read in by the program that runs there, filled with sealed usage for the way back.
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "daemon/answer_fields.h"
#include "daemon/copy_bar.h"
#include "daemon/stick_commands.h"
#include "storage/base/encoding.h"
#include "storage/formats/enrolment_files.h"
#include "storage/formats/letter.h"
#include "storage/formats/offer_carried.h"
#include "storage/formats/post.h"
#include "storage/formats/stick_layout.h"
#include "storage/formats/utf8.h"
#include "web/words/text.h"

namespace lianxiao::daemon {
namespace {

using Json = nlohmann::json;
using storage::StickFolder;

constexpr std::size_t kMostNames = 100'000;
constexpr std::int64_t kMaxReceiptBytes = 16 << 10;
constexpr std::int64_t kReserveBytes = 16 << 20;  // Left alone on the stick, as the county leaves it.
constexpr std::chrono::milliseconds kLookEvery{300};

Json Parsed(const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  return json.is_object() ? json : Json::object();
}

ControlClient ClientOf(const StickOptions& options) {
  return ControlClient(options.socket.empty() ? options.data + "/control.sock" : options.socket);
}

Result<std::string> DeviceOf(const ControlClient& client) {
  LIANXIAO_ASSIGN(const auto status, client.Get("/api/v1/status"));
  const auto json = Parsed(status);
  return json.contains("box") ? TextOf(json["box"], "device") : std::string();
}

class BoxStickIn {
 public:
  BoxStickIn(const Console& console, const StickOptions& options, StickFolder& stick)
      : console_(console),
        stick_(stick),
        client_(ClientOf(options)),
        words_(web::Strings::BuiltIn(console.language()), web::MachineZone()) {}

  Status Run() {
    LIANXIAO_TRY(TakeGrants());
    LIANXIAO_ASSIGN(const auto device, DeviceOf(client_));
    if (device.empty()) return Fail(ErrorCode::kInvalid, "stick.not_enrolled: this box has no county yet");
    LIANXIAO_TRY(Offer(formats::StickLetter(device), formats::kMaxLetterBytes, "/control/v1/stick/letters"));
    LIANXIAO_TRY(OfferReceipts(device));
    LIANXIAO_TRY(Offer(formats::StickPostDown(device), formats::kMaxPostSealed, "/control/v1/stick/post"));
    LIANXIAO_TRY(OfferOfferReceipts(device));
    LIANXIAO_TRY(ReadLessons());
    return bad_ ? Status(Fail(*bad_)) : Status{};
  }

 private:
  // One of them may be for this box; the others are for others.
  Status TakeGrants() {
    LIANXIAO_ASSIGN(const auto names, stick_.List(std::string(formats::kStickGrants), kMostNames));
    for (const auto& name : names) {
      if (name.is_folder || !formats::IsStickGrant(name.name)) continue;
      const auto file =
          stick_.Read(std::string(formats::kStickGrants) + "/" + name.name, formats::kMaxEnrolmentFile);
      if (!file || !formats::IsUtf8(*file)) continue;
      const auto taken = client_.Post("/control/v1/enrolment-grants", Json{{"file", *file}}.dump());
      if (taken) {
        console_.Say("cli.stick.granted");
        return {};
      }
      if (taken.error().code == ErrorCode::kOffline) return Fail(taken.error());
    }
    return {};
  }

  Status OfferReceipts(const std::string& device) {
    LIANXIAO_ASSIGN(const auto names, stick_.List(formats::StickDownFolder(device), kMostNames));
    for (const auto& name : names) {
      const auto epoch = formats::ParseStickReceipt(name.name);
      if (name.is_folder || !epoch) continue;
      LIANXIAO_TRY(
          Offer(formats::StickReceipt(device, *epoch), kMaxReceiptBytes, "/control/v1/stick/receipts"));
    }
    return {};
  }

  Status OfferOfferReceipts(const std::string& device) {
    LIANXIAO_ASSIGN(const auto names, stick_.List(formats::StickDownFolder(device), kMostNames));
    for (const auto& name : names) {
      const auto offer = formats::ParseStickOfferReceipt(name.name);
      if (name.is_folder || !offer) continue;
      LIANXIAO_TRY(Offer(formats::StickOfferReceipt(device, *offer), formats::kMaxOfferReceipt,
                         "/control/v1/stick/offers/receipts"));
    }
    return {};
  }

  // What somebody changed is told, and holds up nothing else.
  Status Offer(const std::string& path, std::int64_t most, const std::string& url) {
    const auto bytes = stick_.Read(path, most);
    if (!bytes && bytes.error().code == ErrorCode::kNotFound) return {};
    const auto taken = bytes ? client_.PostBytes(url, *bytes) : bytes;
    if (taken) return {};
    if (taken.error().code == ErrorCode::kOffline) return Fail(taken.error());
    bad_ = taken.error();
    return {};
  }

  Status ReadLessons() {
    LIANXIAO_TRY(client_.Post("/control/v1/stick/visits", Json{{"folder", stick_.path()}}.dump()));
    CopyBar bar(words_, clock_);
    for (;;) {
      std::this_thread::sleep_for(kLookEvery);
      LIANXIAO_ASSIGN(const auto answer, client_.Get("/control/v1/stick/visits"));
      const auto json = Parsed(answer);
      const auto visit = json.contains("stick") && json["stick"].is_object() ? json["stick"] : Json::object();
      const auto state = TextOf(visit, "state");
      bar.Total(NumberOf(visit, "bytes_total"));
      bar.At(NumberOf(visit, "bytes_done"));
      if (state == "waiting" || state == "reading") continue;
      return Tell(visit, state);
    }
  }

  Status Tell(const Json& visit, const std::string& state) {
    const auto damaged = NumberOf(visit, "damaged"), no_room = NumberOf(visit, "no_room");
    console_.Say("cli.stick.in_box", {{"lessons", std::to_string(NumberOf(visit, "lessons"))},
                                      {"size", words_.Size(NumberOf(visit, "bytes_done"))}});
    if (damaged > 0) console_.Say("cli.stick.damaged", {{"files", std::to_string(damaged)}});
    if (no_room > 0) console_.Say("cli.stick.no_room", {{"files", std::to_string(no_room)}});
    if (state == "read" || state == "done") return {};
    if (state != "failed")
      return Fail(ErrorCode::kOffline, "stick.busy: the program was started anew meanwhile");
    return Fail(ErrorCode::kRefused, "stick.lists_refused: " + TextOf(visit, "detail"));
  }

  const Console& console_;
  StickFolder& stick_;
  const ControlClient client_;
  SystemClock clock_;
  const web::Text words_;
  std::optional<Error> bad_;
};

class BoxStickOut {
 public:
  BoxStickOut(const Console& console, const StickOptions& options, StickFolder& stick)
      : console_(console), options_(options), stick_(stick), client_(ClientOf(options)) {}

  Status Run() {
    if (!options_.code.empty()) return AskToEnrol();
    const auto filled = Fill();
    const Json end{{"batches", batches_}, {"problem", filled ? "" : filled.error().message}};
    const auto told = client_.Post("/control/v1/stick/end", end.dump());
    LIANXIAO_TRY(filled);
    if (!told) return Fail(told.error());
    console_.Say("cli.stick.out_box", {{"batches", std::to_string(batches_)}});
    if (offers_ > 0) console_.Say("cli.stick.out_offers", {{"offers", std::to_string(offers_)}});
    if (offer_pieces_left_ > 0) {
      const auto mib = (offer_pieces_left_ * formats::kOfferPieceBytes + (1 << 20) - 1) >> 20;
      console_.Say("cli.stick.offers_left", {{"size", std::to_string(mib) + " MiB"}});
    }
    console_.Say("cli.stick.safe");
    return {};
  }

 private:
  Status Fill() {
    LIANXIAO_ASSIGN(const auto answer, client_.Get("/control/v1/stick/load"));
    const auto load = Parsed(answer);
    const auto device = TextOf(load, "device");
    if (!formats::IsStickDevice(device)) return Fail(ErrorCode::kInternal, "the program named no device");
    std::set<std::string> current;
    for (const auto& batch : load.value("batches", Json::array())) {
      const formats::BatchId id{device, TextOf(batch, "epoch"), NumberOf(batch, "seq")};
      LIANXIAO_TRY(formats::Check(id));
      LIANXIAO_TRY(PutBatch(id, NumberOf(batch, "bytes"), current));
    }
    LIANXIAO_TRY(PutSealed(formats::StickStatus(device), TextOf(load, "status")));
    LIANXIAO_TRY(PutSealed(formats::StickHoldings(device), TextOf(load, "holdings")));
    if (const auto post = TextOf(load, "post"); !post.empty()) {
      LIANXIAO_TRY(PutSealed(formats::StickPostUp(device), post));
    }
    LIANXIAO_TRY(stick_.Settle());
    LIANXIAO_TRY(TidyBatches(device, current));
    return PutOffers(device);
  }

  // Last of all: a film is larger than all the rest, and what does not fit waits for the next stick.
  Status PutOffers(const std::string& device) {
    LIANXIAO_ASSIGN(const auto answer, client_.Get("/control/v1/stick/offers"));
    std::map<std::string, std::int64_t> waiting;  // Offer → the piece that the county wants.
    const auto offers = Parsed(answer).value("offers", Json::array());
    for (const auto& offer : offers) waiting[TextOf(offer, "id")] = NumberOf(offer, "next");
    LIANXIAO_TRY(TidyOffers(device, waiting));
    for (const auto& offer : offers) {
      LIANXIAO_TRY(PutOffer(device, TextOf(offer, "id"), NumberOf(offer, "next"), NumberOf(offer, "pieces")));
    }
    return stick_.Settle();
  }

  Status PutOffer(const std::string& device, const std::string& offer, std::int64_t next,
                  std::int64_t pieces) {
    if (!formats::IsStickDevice(offer)) return {};  // Named by as many digits.
    const auto url = "/control/v1/stick/offers/" + offer;
    const auto statement = client_.Get(url);
    if (!statement && statement.error().code == ErrorCode::kNotFound) return {};  // Taken back meanwhile.
    if (!statement) return Fail(statement.error());
    LIANXIAO_TRY(stick_.Put(formats::StickOffer(device, offer), *statement));
    ++offers_;
    for (auto piece = next; piece < pieces; ++piece) {
      const auto path = formats::StickOfferPiece(device, offer, piece);
      // The county finds out a damaged one, and takes it from the stick.
      if (stick_.Size(path).value_or(0) > 0) continue;
      LIANXIAO_ASSIGN(const auto free, stick_.FreeBytes());
      if (free < kReserveBytes) {
        offer_pieces_left_ += pieces - piece;
        return {};
      }
      const auto sealed = client_.Get(url + "/pieces/" + std::to_string(piece));
      if (!sealed && sealed.error().code == ErrorCode::kNotFound) return {};
      if (!sealed) return Fail(sealed.error());
      LIANXIAO_TRY(stick_.Put(path, *sealed));
    }
    return {};
  }

  // What the county has, or nobody offers any more, need not travel.
  Status TidyOffers(const std::string& device, const std::map<std::string, std::int64_t>& waiting) {
    LIANXIAO_ASSIGN(const auto names, stick_.List(formats::StickUpFolder(device), kMostNames));
    for (const auto& name : names) {
      const auto offer = formats::ParseStickOffer(name.name);
      const auto piece = formats::ParseStickOfferPiece(name.name);
      const auto of = offer ? waiting.find(*offer) : piece ? waiting.find(piece->offer) : waiting.end();
      if (name.is_folder || (!offer && !piece)) continue;
      if (of != waiting.end() && (offer || piece->piece >= of->second)) continue;
      LIANXIAO_TRY(stick_.Remove(formats::StickUpFolder(device) + "/" + name.name));
    }
    return {};
  }

  Status PutBatch(const formats::BatchId& id, std::int64_t bytes, std::set<std::string>& current) {
    const auto path = formats::StickBatch(id);
    current.insert(path);
    ++batches_;
    // A batch never changes, and the center finds out a damaged one.
    if (stick_.Size(path) == bytes) return {};
    const auto sealed =
        client_.Get("/control/v1/stick/batches/" + id.device + "/" + id.epoch + "/" + std::to_string(id.seq));
    if (!sealed && sealed.error().code == ErrorCode::kNotFound)
      return {};  // Receipted over the line meanwhile.
    if (!sealed) return Fail(sealed.error());
    return stick_.Put(path, *sealed);
  }

  Status PutSealed(const std::string& path, const std::string& base64) {
    LIANXIAO_ASSIGN(const auto bytes, FromBase64(base64));
    return stick_.Put(path, bytes);
  }

  // What was receipted, or belongs to a chain that was given up, need not travel.
  Status TidyBatches(const std::string& device, const std::set<std::string>& current) {
    LIANXIAO_ASSIGN(const auto names, stick_.List(formats::StickUpFolder(device), kMostNames));
    for (const auto& name : names) {
      const auto id = formats::ParseStickBatch(device, name.name);
      if (!id || current.contains(formats::StickBatch(*id))) continue;
      LIANXIAO_TRY(stick_.Remove(formats::StickBatch(*id)));
    }
    return {};
  }

  // The code files on the stick are of one county or several; the right one fits the code.
  Status AskToEnrol() {
    LIANXIAO_ASSIGN(const auto names, stick_.List(std::string(formats::kStickCodes), kMostNames));
    Error last{ErrorCode::kNotFound, "stick.no_code_file: " + stick_.path() + "/enrol"};
    for (const auto& name : names) {
      if (name.is_folder || !formats::IsStickCode(name.name)) continue;
      const auto file =
          stick_.Read(std::string(formats::kStickCodes) + "/" + name.name, formats::kMaxEnrolmentFile);
      if (!file || !formats::IsUtf8(*file)) continue;
      const Json ask{{"code", options_.code}, {"code_file", *file}};
      const auto answer = client_.Post("/control/v1/enrolment-requests", ask.dump());
      if (!answer) {
        last = answer.error();
        continue;
      }
      const auto request = TextOf(Parsed(*answer), "file");
      LIANXIAO_TRY(stick_.Put(formats::StickRequest(request), request));
      LIANXIAO_TRY(stick_.Settle());
      console_.Say("cli.stick.requested");
      console_.Say("cli.stick.safe");
      return {};
    }
    return Fail(last);
  }

  const Console& console_;
  const StickOptions& options_;
  StickFolder& stick_;
  const ControlClient client_;
  std::int64_t batches_ = 0, offers_ = 0, offer_pieces_left_ = 0;
};

}  // namespace

int StickInAtBox(const Console& console, const StickOptions& options) {
  const auto stick = OpenStick(options.folder, StickMust::kExist);
  if (!stick) return console.Complain(stick.error());
  const auto done = BoxStickIn(console, options, **stick).Run();
  return done ? 0 : console.Complain(done.error());
}

int StickOutAtBox(const Console& console, const StickOptions& options) {
  const auto stick = OpenStick(options.folder, StickMust::kBeMade);
  if (!stick) return console.Complain(stick.error());
  const auto done = BoxStickOut(console, options, **stick).Run();
  return done ? 0 : console.Complain(done.error());
}

}  // namespace lianxiao::daemon
