// The rows of tables `sessions` and `tickets`. Private to this room; called within a Write() or Read().
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/people/login_rules.h"
#include "storage/people/people.h"

namespace lianxiao::storage {

struct SessionRow {
  std::string account;
  Moment made;
  Instant used;
  std::int64_t number = 0;
  std::string device, address;
};

inline constexpr std::int64_t kSessionsAnAccount = 10;  // Office, classroom, phone; the oldest goes first.

struct AddedSession {
  std::string token;  // Nobody can find it out from the row.
  std::int64_t number = 0;
};
Result<AddedSession> AddSession(Connection& c, const std::string& account, const Origin& from,
                                const Moment& now);
Result<std::optional<SessionRow>> LoadSession(Connection& c, const std::string& token);
Result<std::vector<SessionRow>> SessionsOf(Connection& c, const std::string& account);
Status NoteUse(Connection& c, const std::string& token, Instant now);
Status DeleteSession(Connection& c, const std::string& token);
// Of this account alone. How many there were.
Result<std::int64_t> DeleteSessionOf(Connection& c, const std::string& account, std::int64_t number);
Result<std::int64_t> DeleteSessionsBut(Connection& c, const std::string& account, std::int64_t keep);
// With the tickets: whoever was about to log in begins anew.
Status DeleteSessionsOf(Connection& c, const std::string& account);
Status DeleteEndedSessions(Connection& c, const SessionLimits& limits, const Moment& now);

// What a form of this session must bring back: follows from the token, so it is kept nowhere.
std::string CsrfOf(const std::string& token);

enum class TicketKind { kPassword, kSecond };
inline constexpr std::int64_t kTicketMs = 10 * kMinuteMs;

Result<std::string> AddTicket(Connection& c, const std::string& account, TicketKind kind, const Moment& now);
// The account whose ticket it is. kRefused "login.ticket_old: …" when it is too old, used or of another kind.
Result<std::string> AccountOfTicket(Connection& c, const std::string& ticket, TicketKind kind,
                                    const Moment& now);
Status DeleteTicketsOf(Connection& c, const std::string& account);
Status DeleteOldTickets(Connection& c, const Moment& now);

}  // namespace lianxiao::storage
