// What the API of the county center may know and do about letters to boxes. web owns it, daemon implements
// it, tests fake it. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/line_rules.h"

namespace lianxiao::web {

struct LetterToBox {
  std::int64_t number = 0;
  std::string sealed;
};

struct NoticeRow {
  std::int64_t number = 0;
  std::string school;  // Empty: every school.
  std::string text;
  WallTime at, until;
};

class MailboxView {
 public:
  virtual ~MailboxView() = default;

  virtual Result<LetterToBox> LetterFor(const std::string& device) = 0;  // kRefused

  // Only for requests that came over the control socket. An empty `school`: every one. kNotFound
  // "school.unknown: …", "notice.unknown: …"; kInvalid.
  virtual Result<std::int64_t> AddNotice(const std::string& school, const std::string& text,
                                         WallTime until) = 0;
  virtual Status EndNotice(std::int64_t number) = 0;
  virtual Result<std::vector<NoticeRow>> Notices() const = 0;
  virtual Status Follow(const std::string& school, bool all, const std::vector<std::string>& libraries) = 0;
  virtual Status AskClassroomLogin(const std::string& school, bool asked) = 0;
  // Nothing: taken back. kInvalid also when the texts mean nothing.
  virtual Status RuleLine(const std::string& school, const std::optional<formats::LineRules>& rules) = 0;
  // What is set for exactly this school, or for all.
  virtual Result<std::optional<formats::LineRules>> LineOf(const std::string& school) const = 0;
  virtual Status Recheck(const std::string& school) = 0;
};

}  // namespace lianxiao::web
