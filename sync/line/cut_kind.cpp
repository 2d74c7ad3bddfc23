#include "sync/line/cut_kind.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace lianxiao::sync {
namespace {

// In this order: "Failed to connect … Connection timed out" is one that nobody takes. libcurl's words have
// been these for many years; what is not known any more is kOther, and its words are shown all the same.
constexpr std::pair<std::string_view, CutKind> kSigns[] = {
    {"Could not resolve", CutKind::kName},
    {"Resolving timed out", CutKind::kName},
    {"a web page came instead", CutKind::kPage},
    {"no center answers at this address", CutKind::kPage},
    {"does not prove", CutKind::kProof},
    {"SSL", CutKind::kProof},
    {"certificate", CutKind::kProof},
    {"cannot answer now", CutKind::kBusy},
    {"Failed to connect", CutKind::kConnect},
    {"connect to server", CutKind::kConnect},
    {"timed out", CutKind::kSilent},
    {"no byte for", CutKind::kSilent},
    {"bytes in", CutKind::kSilent},
    {"reset by peer", CutKind::kBroken},
    {"Empty reply", CutKind::kBroken},
    {"Broken pipe", CutKind::kBroken},
    {"transfer closed", CutKind::kBroken},
    {"Recv failure", CutKind::kBroken},
    {"Send failure", CutKind::kBroken},
    {"the answer ended after", CutKind::kBroken},
};

}  // namespace

std::string_view Word(CutKind kind) {
  switch (kind) {
    case CutKind::kName: return "name";
    case CutKind::kConnect: return "connect";
    case CutKind::kSilent: return "silent";
    case CutKind::kBroken: return "broken";
    case CutKind::kPage: return "page";
    case CutKind::kBusy: return "busy";
    case CutKind::kProof: return "proof";
    case CutKind::kOther: return "other";
  }
  std::abort();
}

CutKind KindOfCut(std::string_view why) {
  const auto found =
      std::ranges::find_if(kSigns, [&](const auto& sign) { return why.find(sign.first) != why.npos; });
  return found == std::ranges::end(kSigns) ? CutKind::kOther : found->second;
}

}  // namespace lianxiao::sync
