// What came by of the repository's lists in a round, exactly as it came: what a relay puts on its shelf, so
// that it need not ask twice for the same bytes. Nothing on a tape is verified. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sync/line/line_over.h"

namespace lianxiao::sync {

class Tape {
 public:
  // Of lists and patches; other URLs are passed over, and so is what would be beyond kMaxTapeBytes.
  void Note(const std::string& url, const std::string& bytes);
  // "metadata/7.snapshot.json" → what came last under that name, or null.
  const std::string* Find(const std::string& name) const;
  const std::map<std::string, std::string>& files() const { return files_; }
  void Clear();

 private:
  std::map<std::string, std::string> files_;
  std::int64_t bytes_ = 0;
};

// Hands everything on and notes the answers.
class TapeLine final : public LineOver {
 public:
  TapeLine(Line& under, Tape& tape) : LineOver(under), tape_(tape) {}
  Result<HttpAnswer> Exchange(const HttpRequest& request) override;

 private:
  Tape& tape_;
};

}  // namespace lianxiao::sync
