// What a box's control socket may do about its identity: enrolment by files, new keys. web owns it, daemon
// implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <string>

#include "storage/base/result.h"

namespace lianxiao::web {

class EnrolmentView {
 public:
  virtual ~EnrolmentView() = default;

  // The request file, for a code (empty: the one in the code file) and a code file. kInvalid says what to do.
  virtual Result<std::string> MakeRequestFile(const std::string& code, const std::string& code_file) = 0;
  virtual Status RotateKeys() = 0;                                  // kInvalid: not enrolled
  virtual Status TakeGrantFile(const std::string& grant_file) = 0;  // kInvalid, kUntrusted
};

}  // namespace lianxiao::web
