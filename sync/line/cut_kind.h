// What kind of thing kept a box from its county, told from the words of the error, libcurl's or our own: for
// people, who do something else about a cable than about a network that wants a login. Pure.
#pragma once

#include <string_view>

namespace lianxiao::sync {

enum class CutKind {
  kName,     // No address for the center's name.
  kConnect,  // Nobody takes the connection.
  kSilent,   // It was taken, or not refused, and then nothing came in time.
  kBroken,   // It ended in the middle.
  kPage,     // A web page came instead: a network that wants a login.
  kBusy,     // The center, or a mirror, asks to come back.
  kProof,    // What answers there is not the right one, or cannot show it.
  kOther,
};

std::string_view Word(CutKind kind);
CutKind KindOfCut(std::string_view why);

}  // namespace lianxiao::sync
