// The commands of `lianxiao`. Each adds itself to the command line and, when chosen, does its work and
// returns the exit code: 0 done, 1 not done (a sentence on standard error says why and what to do).
#pragma once

#include <functional>

#include "daemon/console.h"
#include "storage/people/roles.h"

namespace CLI {
class App;
}

namespace lianxiao::daemon {

// Set by the chosen command; run after the whole command line was understood.
using ChosenCommand = std::function<int()>;

// enroll, status, sync, settings
void AddSchoolCommands(CLI::App& app, const Console& console, ChosenCommand& chosen);
// pin, unpin, pins
void AddPinCommands(CLI::App& app, const Console& console, ChosenCommand& chosen);
// center init, import, publish, code, schools
void AddCenterCommands(CLI::App& app, const Console& console, ChosenCommand& chosen);

// center notice, notices, follow, classroom-login, line, recheck; `center` is the county's own subcommand.
void AddLetterCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);

// center timetable put, list, show, remove; called by AddCenterCommands.
void AddTimetableCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);
// center offers list, accept, decline; called by AddCenterCommands.
void AddOfferCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);
// center pair, pairs, alliance, alliances; called by AddCenterCommands.
void AddAllianceCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);

// person export, erase; center person export, erase; center teachers import. After AddCenterCommands.
void AddPersonCommands(CLI::App& app, const Console& console, ChosenCommand& chosen);
// center grant, revoke
void AddCenterDeviceCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);

// account add, code, disable, enable, list, end-sessions; audit export, check: below `lianxiao` for a box,
// below `lianxiao center` for the county.
void AddAccountCommands(CLI::App& parent, const Console& console, ChosenCommand& chosen,
                        storage::Place place);
// center bundle list, put, rollback; lesson rollback; clean; called by AddCenterCommands.
void AddRollbackCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);
// center keys …; called by AddCenterCommands.
void AddKeyCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);

// center library add, remove, take, list; called by AddCenterCommands.
void AddLibraryCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);
// library init, import, export, key, show: what a studio or a paired school does.
void AddMakerCommands(CLI::App& app, const Console& console, ChosenCommand& chosen);

// stick out, in: at the county and at a box
void AddStickCommands(CLI::App& app, const Console& console, ChosenCommand& chosen);

// center tls make, use, show
void AddTlsCommands(CLI::App& center, const Console& console, ChosenCommand& chosen);

}  // namespace lianxiao::daemon
