// Codes that let one box in, once.
//
//   secret = first half (4 bytes) ‖ second half (4 bytes)
//   finder = BLAKE2b("lianxiao code finder 1" ‖ first half)      finds the row
//   digest = BLAKE2b("lianxiao code secret 1" ‖ secret)          proves the code
//
// A wrong secret that hits a finder is a try at that code: after `code_tries` of them the code is dead.
// One that hits none cannot be put to any code's account and is counted by the hour; nobody is locked out by
// it, or a stranger could keep all schools out. To guess a code takes some 2^31 tries to meet its first half
// and then has five for 2^32 second halves.
// The database holds only the two digests. Judging is apart from the rows; all plain functions, the rows to
// be used within one Database::Write.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"

namespace lianxiao::center {

struct CodeRow {
  BlobId finder, digest;
  std::string school, address;
  WallTime made, expires;
  std::int64_t wrong = 0;
  std::string device;  // That used it; empty: unused.
};

BlobId FinderOf(std::string_view secret);
BlobId DigestOf(std::string_view secret);

enum class Verdict { kGood, kGoodAgain, kUnknown, kUsed, kExpired, kTooManyTries };
// `device` is the asking box's id, empty when it is new to us.
Verdict Judge(const std::optional<CodeRow>& code, std::string_view secret, const std::string& device,
              WallTime now, std::int64_t code_tries);
Error Refusal(Verdict verdict);  // kRefused with the key in front; not for the good ones.

Result<std::optional<CodeRow>> FindCode(storage::Connection& connection, std::string_view secret);
// Ends the school's unused codes and adds this one. False: the finder is taken, draw another secret.
Result<bool> AddCode(storage::Connection& connection, const CodeRow& code);
Status MarkUsed(storage::Connection& connection, const BlobId& finder, const std::string& device);
// To the code's account, or to the hour's when there is no code. How many there are now.
Result<std::int64_t> CountWrongTry(storage::Connection& connection, const std::optional<CodeRow>& code,
                                   WallTime now);

}  // namespace lianxiao::center
