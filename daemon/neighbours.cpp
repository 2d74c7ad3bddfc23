#include "daemon/neighbours.h"

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <stop_token>
#include <thread>
#include <tuple>
#include <utility>

#include "sync/relay/announcement.h"

namespace lianxiao::daemon {
namespace {

using std::chrono::steady_clock;

constexpr int kStepMs = 500;
constexpr std::chrono::minutes kTryAgain{5};
// Services looked at one at a time; a network that has more of them than an alliance has schools is odd.
constexpr std::size_t kMostHeard = 32;
const std::string kService(sync::kRelayService);

struct FreePoll {
  void operator()(AvahiSimplePoll* poll) const { avahi_simple_poll_free(poll); }
};
struct FreeClient {
  void operator()(AvahiClient* client) const { avahi_client_free(client); }
};
struct FreeWords {
  void operator()(AvahiStringList* list) const { avahi_string_list_free(list); }
};

using Place = std::tuple<AvahiIfIndex, AvahiProtocol, std::string, std::string>;  // With name and domain.

// All that hangs on one connection to avahi-daemon. Avahi calls back from Turn(), on its caller's thread.
class Talk {
 public:
  Talk(const NeighbourOptions& options, Log& log) : options_(options), log_(log), name_(options.name) {}
  ~Talk() { client_.reset(); }  // Takes browser, resolvers and group with it.
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  // False: there is nobody to talk to.
  bool Begin() {
    poll_.reset(avahi_simple_poll_new());
    if (!poll_) return false;
    int error = 0;
    // The callback comes before this returns, so it takes the client from its argument.
    client_.reset(avahi_client_new(avahi_simple_poll_get(poll_.get()), AVAHI_CLIENT_NO_FAIL, &Talk::OnClient,
                                   this, &error));
    return client_ != nullptr;
  }
  bool Turn() { return avahi_simple_poll_iterate(poll_.get(), kStepMs) == 0 && !failed_; }
  bool waiting() const { return !running_; }

  // A new mark is another county: what was said and heard before counts no more.
  void Use(const std::string& mark) {
    if (mark == mark_) return;
    mark_ = mark;
    changed_ = true;
    if (group_ != nullptr) avahi_entry_group_reset(group_);
    if (running_) Announce();
  }

  // What is there now, when that is another than before.
  std::optional<std::vector<std::string>> News() {
    if (!std::exchange(changed_, false)) return std::nullopt;
    std::vector<std::string> bases;
    for (const auto& [place, heard] : heard_) {
      const auto base = sync::RelayIn(heard.said, mark_);
      if (base && std::ranges::count(bases, *base) == 0) bases.push_back(*base);
    }
    return bases;
  }

 private:
  struct Known {
    AvahiServiceResolver* resolver = nullptr;  // The client's.
    sync::Announcement said;
  };

  static void OnClient(AvahiClient* client, AvahiClientState state, void* self) {
    static_cast<Talk*>(self)->Became(client, state);
  }
  void Became(AvahiClient* client, AvahiClientState state) {
    running_ = state == AVAHI_CLIENT_S_RUNNING;
    if (state == AVAHI_CLIENT_FAILURE) failed_ = true;
    if (state == AVAHI_CLIENT_S_COLLISION || state == AVAHI_CLIENT_S_REGISTERING) {
      if (group_ != nullptr) avahi_entry_group_reset(group_);
    }
    if (!running_) return;
    now_ = client;
    if (options_.find && browser_ == nullptr) {
      browser_ = avahi_service_browser_new(client, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, kService.c_str(),
                                           nullptr, AvahiLookupFlags{}, &Talk::OnService, this);
    }
    Announce();
  }

  // --- Saying ---

  void Announce() {
    if (options_.announce_port == 0 || mark_.empty() || now_ == nullptr) return;
    if (group_ == nullptr) group_ = avahi_entry_group_new(now_, &Talk::OnGroup, this);
    if (group_ == nullptr || avahi_entry_group_is_empty(group_) == 0) return;
    std::unique_ptr<AvahiStringList, FreeWords> words;
    for (const auto& word : sync::AnnouncedWords(mark_)) {
      words.reset(avahi_string_list_add(words.release(), word.c_str()));
    }
    auto added = avahi_entry_group_add_service_strlst(
        group_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, AvahiPublishFlags{}, name_.c_str(), kService.c_str(),
        nullptr, nullptr, static_cast<std::uint16_t>(options_.announce_port), words.get());
    if (added == AVAHI_ERR_COLLISION) return TakeOtherName();
    if (added >= 0) added = avahi_entry_group_commit(group_);
    if (added < 0) log_.Warning(std::string("relay: cannot announce itself: ") + avahi_strerror(added));
  }
  void TakeOtherName() {
    char* other = avahi_alternative_service_name(name_.c_str());
    if (other == nullptr) return;
    name_ = other;
    avahi_free(other);
    avahi_entry_group_reset(group_);
    Announce();
  }
  static void OnGroup(AvahiEntryGroup*, AvahiEntryGroupState state, void* self) {
    if (state == AVAHI_ENTRY_GROUP_COLLISION) static_cast<Talk*>(self)->TakeOtherName();
  }

  // --- Hearing ---

  static void OnService(AvahiServiceBrowser*, AvahiIfIndex card, AvahiProtocol protocol,
                        AvahiBrowserEvent event, const char* name, const char*, const char* domain,
                        AvahiLookupResultFlags flags, void* self) {
    auto& talk = *static_cast<Talk*>(self);
    if (event == AVAHI_BROWSER_NEW && (flags & AVAHI_LOOKUP_RESULT_OUR_OWN) == 0) {
      talk.Came({card, protocol, name, domain});
    } else if (event == AVAHI_BROWSER_REMOVE) {
      talk.Went({card, protocol, name, domain});
    } else if (event == AVAHI_BROWSER_FAILURE) {
      talk.failed_ = true;
    }
  }
  void Came(const Place& place) {
    if (heard_.size() >= kMostHeard || heard_.contains(place)) return;
    const auto& [card, protocol, name, domain] = place;
    auto& known = heard_[place];
    known.resolver =
        avahi_service_resolver_new(now_, card, protocol, name.c_str(), kService.c_str(), domain.c_str(),
                                   AVAHI_PROTO_UNSPEC, AvahiLookupFlags{}, &Talk::OnResolved, this);
    if (known.resolver == nullptr) heard_.erase(place);
  }
  void Went(const Place& place) {
    const auto known = heard_.find(place);
    if (known == heard_.end()) return;
    avahi_service_resolver_free(known->second.resolver);
    heard_.erase(known);
    changed_ = true;
  }
  static void OnResolved(AvahiServiceResolver*, AvahiIfIndex card, AvahiProtocol protocol,
                         AvahiResolverEvent event, const char* name, const char*, const char* domain,
                         const char*, const AvahiAddress* address, std::uint16_t port, AvahiStringList* words,
                         AvahiLookupResultFlags, void* self) {
    auto& talk = *static_cast<Talk*>(self);
    const auto known = talk.heard_.find({card, protocol, name, domain});
    if (event != AVAHI_RESOLVER_FOUND || address == nullptr || known == talk.heard_.end()) return;
    char text[AVAHI_ADDRESS_STR_MAX] = {};
    avahi_address_snprint(text, sizeof text, address);
    sync::Announcement said{text, port, {}};
    for (auto* word = words; word != nullptr; word = avahi_string_list_get_next(word)) {
      said.words.emplace_back(reinterpret_cast<const char*>(avahi_string_list_get_text(word)),
                              avahi_string_list_get_size(word));
    }
    known->second.said = std::move(said);
    talk.changed_ = true;
  }

  const NeighbourOptions& options_;
  Log& log_;
  std::string name_, mark_;
  bool running_ = false, failed_ = false, changed_ = false;
  std::unique_ptr<AvahiSimplePoll, FreePoll> poll_;
  std::unique_ptr<AvahiClient, FreeClient> client_;
  AvahiClient* now_ = nullptr;  // client_, also while it is being made.
  AvahiServiceBrowser* browser_ = nullptr;
  AvahiEntryGroup* group_ = nullptr;
  std::map<Place, Known> heard_;
};

class RealNeighbours final : public Neighbours {
 public:
  RealNeighbours(NeighbourOptions options, Mark mark, Heard heard, Log& log)
      : options_(std::move(options)), mark_(std::move(mark)), heard_(std::move(heard)), log_(log) {
    thread_ = std::thread([this] { Run(); });
  }
  ~RealNeighbours() override {
    stop_.request_stop();
    thread_.join();
  }

 private:
  void Run() {
    while (!stop_.stop_requested()) {
      TalkOnce();
      heard_({});
      const auto until = steady_clock::now() + kTryAgain;
      while (!stop_.stop_requested() && steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(kStepMs));
      }
    }
  }

  // Until the daemon goes away.
  void TalkOnce() {
    Talk talk(options_, log_);
    if (!talk.Begin()) return TellMissing();
    bool met = false;
    for (int steps = 0; !stop_.stop_requested(); ++steps) {
      talk.Use(mark_());
      if (!talk.Turn()) break;
      met = met || !talk.waiting();
      if (!met && steps == kPatienceSteps) TellMissing();
      if (auto news = talk.News()) heard_(std::move(*news));
    }
  }

  void TellMissing() {
    if (std::exchange(told_, true)) return;
    log_.Info(
        "no avahi-daemon runs on this machine, so relays on the school's network are not found by "
        "themselves; "
        "name them in sync.relays, or install avahi-daemon");
  }

  static constexpr int kPatienceSteps = 20;

  const NeighbourOptions options_;
  const Mark mark_;
  const Heard heard_;
  Log& log_;
  bool told_ = false;
  std::stop_source stop_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Neighbours> Neighbours::Start(NeighbourOptions options, Mark mark, Heard heard, Log& log) {
  return std::make_unique<RealNeighbours>(std::move(options), std::move(mark), std::move(heard), log);
}

}  // namespace lianxiao::daemon
