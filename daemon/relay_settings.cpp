#include "daemon/relay_settings.h"

namespace lianxiao::daemon {

void RelaySettings::AddTo(SettingsTable& table) {
  table.Add(
      {"relay.serve", &serve,
       "Whether this box serves the boxes of its alliance as a relay: the county's lessons as far as they\n"
       "are here, and their sealed usage on its way to the county. docs/relay.md."});
  table.Add({"relay.by_county", &by_county,
             "Whether the county may make this box a relay by its letter, where 'serve' is false."});
  table.Add({"relay.max_kbit_per_second", &max_kbit_per_second,
             "Most that it sends to other boxes, all together, so that its own classroom comes first. 0: as "
             "much as goes.",
             0, 10'000'000});
  table.Add({"relay.ways_mb", &ways_mb,
             "Most of the disk, in million bytes, for deltas and signatures that other boxes asked it for.",
             1, 100'000});
  table.Add(
      {"relay.listen", &listen,
       "Address at which other boxes find it. Another port than the classroom's; open it to the alliance's\n"
       "own network only."});
  table.Add({"relay.post_mb", &post_mb,
             "Most that other boxes' sealed post may take of the disk, in million bytes, until it is at the "
             "county.",
             1, 100'000});
  table.Add(
      {"relay.announce", &announce,
       "Where it serves: whether it says so on the school's network (mDNS), so that other boxes find it."});
  table.Add(
      {"relay.find", &find,
       "Whether to ask relays of this county that announce themselves on the school's network (mDNS)."});
}

}  // namespace lianxiao::daemon
