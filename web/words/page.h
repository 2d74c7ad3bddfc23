// What every page of one answer shares: the reader's language and text size, the words for them, the
// frame around the content and the headers that keep a page to itself. Used from one thread.
#pragma once

#include <string>
#include <string_view>

#include "web/http/http.h"
#include "web/words/render.h"
#include "web/words/strings.h"
#include "web/words/text.h"

namespace lianxiao::web {

// ?lang= first, then the cookie, then Accept-Language, then simplified Chinese. zh-Hant, and the Chinese of
// Taiwan, Hong Kong and Macau, is traditional.
Language LanguageOf(const Request& request);

// "/browse?grade=%E4%B8%80" from its parts; empty values are left out. `path` is encoded already.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string Address(std::string_view path, const Query& query = {});

class Page {
 public:
  explicit Page(const Request& request, Zone zone = MachineZone());

  const Strings& words() const { return words_; }
  const Text& text() const { return text_; }
  Language language() const { return language_; }

  // Shown in the header beside the product's name: the school's or the center's.
  void Name(std::string name) { name_ = std::move(name); }
  // What of the navigation is marked as here: "home", "browse", "status", "schools", …
  void Here(std::string place) { here_ = std::move(place); }
  // A second origin that frames of this page may show ("http://box:8481").
  void AllowFrames(std::string origin) { frame_origin_ = std::move(origin); }

  // The page made from pages/`page`.html. `title` goes into the window's title.
  Response Send(std::string_view page, std::string_view title, Fields fields, int status = 200) const;

 private:
  void AddFrame(Fields& fields, std::string_view title) const;
  void AddLanguages(Fields& fields) const;       // The others, each with the way to it.
  void AddVisitor(Fields& fields) const;         // Who is logged in, or where to.
  std::string Here(const Query& changes) const;  // This address with some of its query changed.

  const Request& request_;
  Language language_;
  bool big_text_;
  const Strings& words_;
  Text text_;
  std::string name_, here_, frame_origin_;
};

}  // namespace lianxiao::web
