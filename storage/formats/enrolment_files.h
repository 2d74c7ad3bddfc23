// Enrolment without a line: three small files on a stick (enrolment.h has what is in them).
//
//   county                            stick                             box
//   lianxiao center code … --out ──▶  code file: card, code  ─────────▶ lianxiao enroll --request …
//   lianxiao center grant …      ◀──  request file: sealed request ◀──  (secret and keys, for the center
//   alone)
//              └──────────────────▶   grant file: sealed grant  ──────▶ lianxiao enroll --grant …
//
//   file = "lianxiao-enrolment-KIND 1 words for whoever opens it" "\n" one JSON object "\n"
//
// The code file is as secret as a code; the other two tell nothing to whoever finds the stick. Plain values.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/formats/enrolment.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxEnrolmentFile = 4 << 20;

struct CodeFile {
  std::string code;  // As typed.
  CenterCard card;
};

struct RequestFile {
  std::string center;  // Fingerprint of the card it is sealed to, 32 hex digits.
  std::string sealed;
};

struct GrantFile {
  std::string center;
  BlobId request;  // HashOf(sealed) of the request it answers.
  std::string sealed;
};

std::string ToFile(const CodeFile& file);
std::string ToFile(const RequestFile& file);
std::string ToFile(const GrantFile& file);

// kInvalid: "enrol_file.not_ours: …", "enrol_file.other_kind: …" (one of the other two), "enrol_file.newer:
// …", "enrol_file.damaged: …". A code file is checked in itself: its card is the one that its code vouches
// for.
Result<CodeFile> ReadCodeFile(std::string_view bytes);
Result<RequestFile> ReadRequestFile(std::string_view bytes);
Result<GrantFile> ReadGrantFile(std::string_view bytes);

}  // namespace lianxiao::formats
