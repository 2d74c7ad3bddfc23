#include "sync/relay/tape.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sync/relay/tuning.h"

namespace lianxiao::sync {
namespace {

// "metadata/7.snapshot.json" of "https://…/metadata/7.snapshot.json"; empty: no list.
std::string NameIn(const std::string& url) {
  for (const std::string_view folder : {"/metadata/", "/targets/catalog/", "/targets/bundles/"}) {
    const auto at = url.rfind(folder);
    if (at == std::string::npos || url.find('/', at + folder.size()) != std::string::npos) continue;
    return url.substr(at + 1);
  }
  return {};
}

}  // namespace

void Tape::Note(const std::string& url, const std::string& bytes) {
  const auto name = NameIn(url);
  if (name.empty()) return;
  const auto known = files_.find(name);
  const auto before = known == files_.end() ? 0 : std::ssize(known->second);
  if (bytes_ - before + std::ssize(bytes) > kMaxTapeBytes) return;
  bytes_ += std::ssize(bytes) - before;
  files_[name] = bytes;
}

const std::string* Tape::Find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : &found->second;
}

void Tape::Clear() {
  files_.clear();
  bytes_ = 0;
}

Result<HttpAnswer> TapeLine::Exchange(const HttpRequest& request) {
  auto answer = under_.Exchange(request);
  if (answer && request.method == Method::kGet && answer->status == 200 && !answer->IsWebPage()) {
    tape_.Note(request.url, answer->body);
  }
  return answer;
}

}  // namespace lianxiao::sync
