// What the center does about boxes: shut one out, for the console and the control socket; enrol one by files,
// for the control socket; and take a box's new keys over the API. web owns it, daemon implements it, tests
// fake it. Every call is safe from any thread.
#pragma once

#include <string>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/people/people.h"

namespace lianxiao::web {

class DevicesView {
 public:
  virtual ~DevicesView() = default;

  // A box's new keys over the API, sealed; returns the signed confirmation. kRefused, kUntrusted, kInvalid,
  // kCorrupt.
  virtual Result<std::string> ChangeKeys(const std::string& device, const std::string& sealed) = 0;

  struct RevokedBox {
    std::string device, school;
  };
  // `who`: a device id, or a school's id for its newest box. Stands in the security log as the act of `by`.
  // kNotFound "device.unknown: …", kInvalid.
  virtual Result<RevokedBox> Revoke(const std::string& who, const std::string& why,
                                    const storage::Actor& by) = 0;

  struct CodeWithFile {
    std::string code;
    WallTime expires;
    std::string file;  // For a stick: formats::CodeFile.
  };
  virtual Result<CodeWithFile> MakeCodeFile(const std::string& school, const std::string& name,
                                            const std::string& address) = 0;
  // The grant file for a request file. kInvalid "enrol_file.…: …", kRefused as for an enrolment over the
  // line.
  virtual Result<std::string> Grant(const std::string& request_file) = 0;
};

}  // namespace lianxiao::web
